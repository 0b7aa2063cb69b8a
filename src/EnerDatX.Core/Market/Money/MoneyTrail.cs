using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>A signer's money halves in one currency from one debit back to the oldest credit that it names, or as far as they are held.</summary>
/// <param name="Halves">Newest first; the first is the debit.</param>
/// <param name="Missing">The predecessor of the last, if the trail ends for want of it.</param>
/// <param name="Defect">What is wrong with the trail, if anything is.</param>
internal sealed record MoneyTrail(IReadOnlyList<MoneyHalf> Halves, BlockHash? Missing, string? Defect)
{
    /// <summary>How much of this credit is drawn by the debits of the trail; older ones cannot know its hash.</summary>
    public long DrawnFrom(BlockHash credit) => Halves.SelectMany(h => h.Fields.Draws).Where(d => d.Credit == credit).Sum(d => d.Amount);
}

/// <summary>
/// Follows money halves backwards, and looks whether the ledger knows of one that they leave out. A money half names its predecessor by hash,
/// and nothing but the signer's honesty makes that the one right before it: who leaves a debit out has the tokens a second time.
/// One walker serves one check: its limits count together.
/// </summary>
internal sealed class MoneyTrailWalker(ILedgerReader ledger, string network)
{
    /// <summary>Half-blocks between the ends of trails that are looked at: a trade leaves about three beside each money half.</summary>
    public const int MaxLookedAt = 4 * MoneyCheck.MaxSteps;

    /// <summary>Half-blocks after a payment that are looked at; beyond them a conflict is found by whoever is paid there.</summary>
    public const int MaxLookedAtAfter = 1_024;

    private int _steps;
    private int _lookedAt;

    public MoneyTrail Follow(MoneyHalf debit)
    {
        var named = debit.Fields.Draws.Select(d => d.Credit).ToHashSet();
        var halves = new List<MoneyHalf> { debit };
        BlockHash? missing = null;
        var defect = WhyMalformed(debit, named.Count);
        while (defect is null)
        {
            var last = halves[^1];
            named.Remove(last.Block.Hash);
            defect = WhyNotAlone(last);
            if (named.Count == 0 || defect is not null || !TryStepBack(last, out var previous, out missing, out defect))
            {
                break;
            }

            halves.Add(previous!);
        }

        return new MoneyTrail(halves, missing, defect ?? WhyNotWhole(halves));
    }

    /// <summary>The same for a payment that is offered now: nothing that its signer did since may contradict it either.</summary>
    public MoneyTrail FollowOffered(MoneyHalf debit)
    {
        var trail = Follow(debit);
        return trail.Defect is null ? trail with { Defect = WhyContradictedSince(trail.Halves) } : trail;
    }

    private static string? WhyMalformed(MoneyHalf debit, int distinctCredits) =>
        distinctCredits != debit.Fields.Draws.Count ? Say(debit, "names a credit twice")
        : debit.Fields.Draws.Sum(d => d.Amount) != debit.Fields.Amount ? Say(debit, "draws another amount than it pays")
        : null;

    private string? WhyNotAlone(MoneyHalf half) =>
        ledger.Siblings(half.Block.PublicKey, half.Block.Sequence).Any(b => b.Hash != half.Block.Hash)
            ? Say(half, "is one branch of a double spend")
            : null;

    /// <summary>The previous money half of the same signer, if it is held and fits.</summary>
    private bool TryStepBack(MoneyHalf current, out MoneyHalf? previous, out BlockHash? missing, out string? defect)
    {
        (previous, missing, defect) = (null, null, null);
        if (++_steps > MoneyCheck.MaxSteps)
        {
            defect = Say(current, $"needs more than {MoneyCheck.MaxSteps} steps to check");
        }
        else if (current.Fields.Previous is not { } hash)
        {
            defect = Say(current, "draws on a credit that its chain of payments does not contain");
        }
        else if (ledger.Find(hash) is not { } block)
        {
            missing = hash;
        }
        else if (!MoneyHalf.TryRead(block, network, out var read) || !IsEarlier(read, current))
        {
            defect = Say(current, "names a previous payment that is none of its signer's");
        }
        else if (read.Fields.Balance + current.Change != current.Fields.Balance)
        {
            defect = Say(current, $"claims a balance of {current.Fields.Balance} after {read.Fields.Balance} {current.Change:+#;-#}");
        }
        else
        {
            previous = read;
        }

        return previous is not null;
    }

    private static bool IsEarlier(MoneyHalf half, MoneyHalf current) =>
        half.Block.PublicKey.Equals(current.Block.PublicKey)
        && half.Block.Sequence < current.Block.Sequence
        && half.Fields.Currency == current.Fields.Currency;

    /// <summary>Every money half of the signer and currency that stands between the ends of the trail must be part of it.</summary>
    private string? WhyNotWhole(List<MoneyHalf> halves)
    {
        var (newest, oldest) = (halves[0].Block, halves[^1].Block);
        if (oldest.Sequence >= newest.Sequence)
        {
            return null;
        }

        var between = ledger.Range(newest.PublicKey, oldest.Sequence, newest.Sequence, MaxLookedAt - _lookedAt);
        _lookedAt += between.Count;
        if (_lookedAt >= MaxLookedAt)
        {
            return Say(halves[0], $"needs more than {MaxLookedAt} half-blocks to check");
        }

        var known = halves.Select(h => h.Block.Hash).ToHashSet();
        return MoneyAt(between, halves[0].Fields.Currency).Any(h => !known.Contains(h.Block.Hash))
            ? Say(halves[0], "leaves out a money half that stands before it")
            : null;
    }

    private string? WhyContradictedSince(IReadOnlyList<MoneyHalf> halves)
    {
        var newest = halves[0].Block;
        if (newest.Sequence == uint.MaxValue)
        {
            return null;
        }

        var after = ledger.Range(newest.PublicKey, newest.Sequence + 1, uint.MaxValue, MaxLookedAtAfter);
        var taken = halves.Select(h => h.Fields.Previous).ToHashSet();
        return MoneyAt(after, halves[0].Fields.Currency).Any(h => taken.Contains(h.Fields.Previous))
            ? Say(halves[0], "is contradicted by a later money half with the same predecessor")
            : null;
    }

    /// <summary>The money halves at the places of these half-blocks, on every branch.</summary>
    private IEnumerable<MoneyHalf> MoneyAt(IReadOnlyList<HalfBlock> places, string currency)
    {
        foreach (var block in places.SelectMany(b => ledger.Siblings(b.PublicKey, b.Sequence)))
        {
            if (MoneyHalf.TryRead(block, network, out var half) && half.Fields.Currency == currency)
            {
                yield return half;
            }
        }
    }

    internal static string Say(MoneyHalf half, string what) => $"{half.Block.Type} {half.Block.PublicKey}.{half.Block.Sequence} {what}";
}
