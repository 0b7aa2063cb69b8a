using EnerDatX.Core.Ledger;

namespace EnerDatX.Torture.Fuzz;

/// <summary>One half-block of every type and role, from one sale, a refund, an abort and a cancellation (tests/corpus/half-block/market-…).</summary>
internal static class GoldenBlocks
{
    public const string Prefix = "market-";
    public const string Network = "test";

    /// <summary>In order of name.</summary>
    public static IReadOnlyList<HalfBlock> All { get; } = [.. Load()];

    /// <summary>Any time at which the golden orders are open: their own stamp, milliseconds since 1970.</summary>
    public const long NowMs = 1_700_000_000_000;

    public static HalfBlock Of(string type, Func<HalfBlock, bool> role) => All.First(b => b.Type == type && role(b));

    public static MemoryLedger Ledger()
    {
        var ledger = new MemoryLedger();
        ledger.Append(All);
        return ledger;
    }

    private static IEnumerable<HalfBlock> Load() => Corpus.Load("half-block")
        .Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(entry => HalfBlock.TryUnpack(entry.Bytes, out var block)
            ? block
            : throw new InvalidOperationException($"{entry.Name} of the corpus is not a half-block."));
}
