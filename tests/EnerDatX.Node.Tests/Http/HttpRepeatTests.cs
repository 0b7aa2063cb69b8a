using System.Net;
using EnerDatX.Node.Http;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Requests that are repeated, on purpose or in a loop.</summary>
public sealed class HttpRepeatTests
{
    private const string Order = "first_asset_amount=10&first_asset_type=DUM1&second_asset_amount=1&second_asset_type=EW00";

    private int _placed;

    [Fact]
    public async Task A_request_with_the_same_key_and_body_gets_the_first_answer_and_is_not_done_again()
    {
        await using var script = await HttpScript.Start(Count);
        var first = await Put(script, "a", Order);
        var again = await Put(script, "a", Order);
        first.IsRefused(400, "order 1");
        again.IsRefused(400, "order 1");
        Assert.Equal(1, _placed);
        (await Put(script, "b", Order)).IsRefused(400, "order 2");
    }

    [Fact]
    public async Task Without_a_key_every_request_is_done()
    {
        await using var script = await HttpScript.Start(Count);
        (await Put(script, null, Order)).IsRefused(400, "order 1");
        (await Put(script, null, Order)).IsRefused(400, "order 2");
    }

    [Fact]
    public async Task Two_requests_at_once_with_one_key_are_done_once()
    {
        await using var script = await HttpScript.Start(Count);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Put(script, "a", Order)));
        Assert.All(answers, answer => answer.IsRefused(400, "order 1"));
        Assert.Equal(1, _placed);
    }

    [Theory]
    [InlineData("/market/bids", Order + "0")]
    [InlineData("/market/asks", Order)]
    [InlineData("/market/bids?x=1", Order)]
    public async Task One_key_for_two_requests_is_refused(string path, string body)
    {
        await using var script = await HttpScript.Start(Count);
        await Put(script, "a", Order);
        var other = await Put(script, "a", body, path);
        other.IsRefused(422, "this Idempotency-Key was used for another request");
        Assert.Equal(1, _placed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var script = await HttpScript.Start(Count);
        (await Put(script, key, Order)).IsRefused(400, "Idempotency-Key is not 1 to 255 visible ASCII characters");
        (await Put(script, new string('k', 256), Order)).IsRefused(400, "Idempotency-Key is not 1 to 255 visible ASCII characters");
        Assert.Equal(0, _placed);
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_day_and_when_a_thousand_came_after_them()
    {
        var (nowMs, calls) = (0L, 0);
        var repeated = new RepeatedRequests(() => nowMs);
        async Task<int> Ask(string key)
        {
            var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
            context.Request.Headers[RepeatedRequests.Header] = key;
            var answer = await repeated.Answer(context, _ => Task.FromResult<Answer>(Answer.Bad($"{++calls}")));
            return int.Parse(((Answer.Refusal)answer).Error);
        }

        Assert.Equal((1, 1), (await Ask("a"), await Ask("a")));
        nowMs = RepeatedRequests.RememberedMs - 1;
        Assert.Equal(1, await Ask("a"));
        nowMs++;
        Assert.Equal(2, await Ask("a"));
        for (var n = 0; n < RepeatedRequests.MaxKeys - 1; n++)
        {
            await Ask($"b{n}");
        }

        Assert.Equal(2, await Ask("a"));
        await Ask("c");
        Assert.Equal(RepeatedRequests.MaxKeys + 3, await Ask("a"));
    }

    [Fact]
    public async Task Who_asks_in_a_loop_is_told_when_to_ask_again()
    {
        await using var script = await HttpScript.Start(Count, new ApiLimits { RequestsPerSecond = 10, RequestBurst = 3 });
        HttpAnswer answer;
        do
        {
            answer = await script.Caller.Get("/ipv8/trustchain/users");
        }
        while (answer.Status == HttpStatusCode.OK);

        answer.IsRefused(429, "more than 10 requests a second");
        Assert.Equal("1", answer.Headers["Retry-After"]);
    }

    private object? Count(object question) =>
        question is PlaceOrder ? new OrderRefused(false, $"order {Interlocked.Increment(ref _placed)}") : null;

    private static async Task<HttpAnswer> Put(HttpScript script, string? key, string body, string path = "/market/bids")
    {
        using var form = HttpCaller.Text(body, "application/x-www-form-urlencoded");
        return key is null
            ? await script.Caller.Send(HttpMethod.Put, path, form)
            : await script.Caller.Send(HttpMethod.Put, path, form, (RepeatedRequests.Header, key));
    }
}
