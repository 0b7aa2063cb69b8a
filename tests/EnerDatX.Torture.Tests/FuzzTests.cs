using System.Buffers.Binary;
using System.Text.Json;
using EnerDatX.Torture.Fuzz;

namespace EnerDatX.Torture.Tests;

/// <summary>What strangers' bytes may do: nothing. The corpus and a fixed number of mutated inputs of one seed; hours of others are `torture fuzz`.</summary>
public sealed class FuzzTests
{
    private const ulong Seed = 2026;

    public static TheoryData<string, int> Targets => new()
    {
        { "packet", 5_000 },
        { "half-block", 5_000 },
        { "codec", 50_000 },
        { "proof", 2_000 },
        { "tick", 2_000 },
        { "trade", 300 },
        { "manifest", 50_000 },
        { "dataset", 20_000 },
        { "merkle", 50_000 },
        { "age", 10_000 },
        { "unixfs", 20_000 },
        { "telegrams", 200 },
        { "oehu", 5_000 },
        { "view", 500 },
        { "http", 100 },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_throws_breaks_a_promise_or_allocates_more_than_its_cap(string name, int inputs)
    {
        var target = FuzzTargets.Make(name);
        using var ending = target as IDisposable;
        var report = new FuzzLoop(target, Seed).Run(0, iteration => iteration < inputs);
        Assert.True(report.Finding is null, $"{report.Finding?.Reason}{Environment.NewLine}{report.Finding?.Reproduce}");
        Assert.True(report.Executions > inputs, "the corpus is fed too");
    }

    [Fact]
    public void Every_target_is_fed_here() => Assert.Equal(FuzzTargets.Names, Targets.Select(row => (string)row.ToArray()[0]!));

    [Fact]
    public void One_seed_makes_the_same_inputs_and_another_seed_others()
    {
        byte[][] Inputs(ulong seed) => [.. Enumerable.Range(0, 200).Select(i => new FuzzLoop(new PacketTarget(), seed).InputOf(i))];
        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));
    }

    [Fact]
    public void The_requests_of_the_corpus_get_past_the_guards()
    {
        using var target = new HttpTarget();
        var answers = Corpus.Load("http").Where(entry => !entry.Name.StartsWith("found-", StringComparison.Ordinal)).Select(entry => target.Answer(entry.Bytes)).ToList();
        Assert.All(answers, answer => Assert.Matches("^HTTP/1.1 (200|201|400|404) ", answer));
        Assert.All(answers, answer => Assert.Contains("Content-Security-Policy", answer, StringComparison.Ordinal));
        Assert.Contains(answers, answer => answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_decoder_that_believes_a_length_is_found()
    {
        var report = new FuzzLoop(new Planted(Believes), Seed).Run(0, iteration => iteration < 20_000);
        Assert.NotNull(report.Finding);
        Assert.StartsWith("AllocatedTooMuch", report.Finding.Reason);
    }

    [Fact]
    public void A_decoder_that_throws_is_found_and_the_input_made_small_and_the_iteration_repeats_it()
    {
        var loop = new FuzzLoop(new Planted(Throws), Seed);
        var report = loop.Run(0, iteration => iteration < 20_000);
        Assert.NotNull(report.Finding);
        Assert.StartsWith("OverflowException", report.Finding.Reason);
        Assert.Equal(256, report.Finding.Input.Length);
        Assert.Throws<OverflowException>(() => Throws(loop.InputOf(report.Finding.Iteration)));
        Assert.Throws<OverflowException>(() => Throws(Convert.FromBase64String(report.Finding.Reproduce.Split(' ')[^1])));
    }

    [Theory]
    [InlineData("4100")]
    [InlineData("0000000000000000")]
    public void An_input_can_be_given_by_hand(string hex)
    {
        var report = new FuzzLoop(new CodecTarget(), Seed).RunOnce(Convert.FromHexString(hex));
        Assert.Equal((1, null), (report.Executions, report.Finding));
    }

    [Fact]
    public async Task The_command_says_how_fast_it_was_in_json()
    {
        using var output = new StringWriter();
        var exit = await FuzzCommand.Create().Parse(["--target", "codec", "--iterations", "100", "--seed", "3", "--json"])
            .InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output });
        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal((0, "codec", 3, JsonValueKind.Null), (
            exit,
            json.RootElement[0].GetProperty("target").GetString(),
            json.RootElement[0].GetProperty("seed").GetInt32(),
            json.RootElement[0].GetProperty("finding").ValueKind));
        Assert.True(json.RootElement[0].GetProperty("per_second").GetDouble() > 0);
    }

    [Fact]
    public async Task A_target_that_does_not_exist_is_named()
    {
        using var error = new StringWriter();
        var exit = await FuzzCommand.Create().Parse(["--target", "nothing"]).InvokeAsync(new System.CommandLine.InvocationConfiguration { Error = error });
        Assert.Equal(2, exit);
        Assert.Contains("There is no target nothing; there are packet, half-block", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The type's length, which stands at byte 252 of a half-block.</summary>
    private static uint LengthIn(byte[] input) => input.Length < 256 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(252));

    /// <summary>Allocates what a length field says: the oldest bug of decoders.</summary>
    private static void Believes(byte[] input) => GC.KeepAlive(new byte[Math.Min(LengthIn(input), 100_000_000)]);

    private static void Throws(byte[] input) => GC.KeepAlive((int)LengthIn(input));

    /// <summary>A decoder with a bug, fed with half-blocks.</summary>
    private sealed class Planted(Action<byte[]> decode) : FuzzTarget
    {
        public override string Name => "half-block";

        public override long MaxAllocated(int length) => 64 * 1_024 + (16L * length);

        public override void Run(byte[] input) => decode(input);
    }
}
