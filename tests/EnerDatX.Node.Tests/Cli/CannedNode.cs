using System.Collections.Concurrent;
using System.CommandLine;
using EnerDatX.Node.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EnerDatX.Node.Tests.Cli;

/// <param name="Path">With its query.</param>
/// <param name="Authorization">Empty without the header.</param>
internal sealed record SeenRequest(string Method, string Path, string Authorization, string Body);

/// <summary>
/// A local server with answers of the test, which remembers what it was asked; and a state folder that leads a command to it as to a
/// running node.
/// </summary>
internal sealed class CannedNode : IAsyncDisposable
{
    public const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>DUM1 has no digits behind the point, EURX two.</summary>
    public const string Wallets = """
        {"wallets":{
          "DUM1":{"created":true,"unlocked":true,"address":"aa","name":"DUM1","precision":0,"min_unit":1,"balance":{"available":90,"pending":0,"currency":"DUM1","precision":0}},
          "EURX":{"created":false,"unlocked":false,"address":"aa","name":"EURX","precision":2,"min_unit":1,"balance":{"available":1205,"pending":0,"currency":"EURX","precision":2}},
          "EW":{"created":true,"unlocked":true,"address":"aa","name":"Energy Wallet","precision":0,"min_unit":1,"balance":{"available":3,"pending":0,"currency":"EW","precision":0}}}}
        """;

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(int Status, string Body)>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private CannedNode(WebApplication server) => _server = server;

    public string Address => _server.Urls.First();

    public string State { get; } = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public static async Task<CannedNode> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var server = builder.Build();
        var node = new CannedNode(server);
        server.Run(node.Reply);
        await server.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(node.State, "api-address"), node.Address);
        await File.WriteAllTextAsync(Path.Combine(node.State, "api-token"), Token);
        return node.Answer("GET", "/wallets", Wallets);
    }

    /// <summary>Answers such requests one after the other with these bodies; the last one stays.</summary>
    public CannedNode Answer(string method, string path, params string[] bodies) => Answer(200, method, path, bodies);

    public CannedNode Answer(int status, string method, string path, params string[] bodies)
    {
        _answers[$"{method} {path}"] = new(bodies.Select(body => (status, body)));
        return this;
    }

    /// <summary>Runs a command in this process, with this node's state folder.</summary>
    public Task<(int Exit, string Output, string Error)> Run(params string[] arguments) => Invoke([.. arguments, "--state", State]);

    public static async Task<(int Exit, string Output, string Error)> Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.Root().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        Assert.DoesNotContain(Token, output.ToString() + error, StringComparison.Ordinal);
        return (exit, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(State, recursive: true);
    }

    private async Task Reply(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var request = new SeenRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.Authorization.ToString(),
            await body.ReadToEndAsync());
        _seen.Enqueue(request);
        var answer = (Status: 404, Body: $$"""{"error":"there is no {{context.Request.Path}}"}""");
        if (_answers.TryGetValue($"{request.Method} {request.Path}", out var queue))
        {
            answer = queue.Count > 1 && queue.TryDequeue(out var next) ? next : queue.First();
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Status is 302)
        {
            context.Response.Headers.Location = answer.Body;
            return;
        }

        await context.Response.WriteAsync(answer.Body);
    }
}
