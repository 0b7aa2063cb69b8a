using System.Collections.Frozen;
using System.Net;

namespace EnerDatX.Node.Http;

/// <summary>
/// Lets through only requests that name this node as their host, with its port, before anything else is looked at: a page that makes a
/// browser believe that its own name is 127.0.0.1 (DNS rebinding) still sends that name. The same list says which pages' origins may act.
/// </summary>
internal sealed class HostGuard
{
    private readonly FrozenSet<string> _hosts;

    /// <param name="port">The port that was really taken.</param>
    /// <param name="announced">Further <c>host:port</c> under which users reach this node.</param>
    public HostGuard(int port, IReadOnlyList<string> announced)
    {
        string[] own = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];
        _hosts = own.Concat(announced).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public Task CheckHost(HttpContext context, RequestDelegate next) =>
        context.Request.Headers.Host is [{ } host] && _hosts.Contains(host)
            ? next(context)
            : Answers.WriteError(context, StatusCodes.Status421MisdirectedRequest, "this node does not go by that name: see the Host header");

    /// <summary>
    /// Requests without an <c>Origin</c> do not come from a page. Others may not act, nor listen to events, unless the page is this node's own.
    /// </summary>
    public Task CheckOrigin(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isSafe = HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/events", StringComparison.OrdinalIgnoreCase);
        return isSafe || request.Headers.Origin.Count == 0 || IsOwn(request.Headers.Origin)
            ? next(context)
            : Answers.WriteError(context, StatusCodes.Status403Forbidden, "a page of another origin may not do this");
    }

    /// <summary>Without TLS this interface speaks on the same computer only, unless its users' names for it are configured.</summary>
    /// <exception cref="ArgumentException">The address is reachable from elsewhere and no host name is announced.</exception>
    public static void RequireLoopback(IPEndPoint bind, IReadOnlyList<string> announced)
    {
        if (!IPAddress.IsLoopback(bind.Address) && announced.Count == 0)
        {
            throw new ArgumentException(
                "The HTTP interface speaks without TLS and listens on this computer only: "
                + $"{bind} is no loopback address, and no host name is announced.");
        }
    }

    private bool IsOwn(IReadOnlyList<string?> origins) =>
        origins is [{ } origin]
        && origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && _hosts.Contains(origin["http://".Length..]);
}
