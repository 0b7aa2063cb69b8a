using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>A signer's money halves in one currency from one debit back to the oldest credit that it names, or as far as they are held.</summary>
/// <param name="Halves">Newest first; the first is the debit.</param>
internal sealed record MoneyTrail(IReadOnlyList<MoneyHalf> Halves)
{
    /// <summary>Half-blocks without which the trail cannot be followed to its end.</summary>
    public IReadOnlyList<BlockHash> Missing { get; init; } = [];

    /// <summary>The part of the chain that is not all held, if the trail ends for want of it.</summary>
    public ChainRange? Gap { get; init; }

    /// <summary>What is wrong with the trail, if anything is.</summary>
    public string? Defect { get; init; }

    public bool IsWhole => Defect is null && Gap is null && Missing.Count == 0;

    /// <summary>How much of this credit is drawn by the debits of the trail; older ones cannot know its hash.</summary>
    public long DrawnFrom(BlockHash credit) => Halves.SelectMany(h => h.Fields.Draws).Where(d => d.Credit == credit).Sum(d => d.Amount);
}

/// <summary>
/// Follows a signer's chain backwards, half-block by half-block, from a debit to the oldest credit that it names. Each must be held and be the one
/// that the next one names as its predecessor: a signer cannot leave out a debit by not sending it, and what is on another branch of a fork is not
/// on this one. Below a debit that was followed before only the money halves are visited again.
/// One walker serves one check: its limits count together.
/// </summary>
internal sealed class MoneyTrailWalker(ILedgerReader ledger, string network, Func<BlockHash, bool> isVerified)
{
    /// <summary>Half-blocks that are visited: a trade leaves about three beside each money half.</summary>
    public const int MaxLookedAt = 4 * MoneyCheck.MaxSteps;

    /// <summary>Half-blocks after a payment that are looked at; beyond them a conflict is found by whoever is paid there.</summary>
    public const int MaxLookedAtAfter = 1_024;

    /// <summary>
    /// Places before a payment that are asked for together with the credits that it names: of a newcomer that is the whole chain, and linked
    /// half-blocks come along, so that one round trip brings all.
    /// </summary>
    public const uint AskedWithCredits = 50;

    private int _steps;
    private int _lookedAt;

    /// <summary>Of somebody who paid earlier. Other branches of its chain are not looked at: see <see cref="MoneyCheck"/>.</summary>
    public MoneyTrail Follow(MoneyHalf debit) => Follow(debit, mayFork: true);

    /// <summary>Of a payment that is offered now: its signer must not have forked, and nothing that it did since may contradict it either.</summary>
    public MoneyTrail FollowOffered(MoneyHalf debit)
    {
        var trail = Follow(debit, mayFork: false);
        return trail.Defect is null ? trail with { Defect = WhyContradictedSince(trail.Halves) } : trail;
    }

    private MoneyTrail Follow(MoneyHalf debit, bool mayFork)
    {
        var named = debit.Fields.Draws.Select(d => d.Credit).ToHashSet();
        var start = new MoneyTrail([debit]) { Defect = WhyMalformed(debit, named.Count) ?? (mayFork ? null : WhyNotAlone(debit.Block, debit)) };
        if (start.Defect is not null)
        {
            return start;
        }

        var held = named.Select(ledger.Find).OfType<HalfBlock>().ToList();
        if (held.Exists(credit => !IsEarlierCredit(credit, debit)))
        {
            return start with { Defect = Say(debit, NotContained) };
        }

        return held.Count == named.Count
            ? Walk(debit, named, held.Min(b => b.Sequence), mayFork)
            : start with { Missing = [.. debit.Fields.Draws.Select(d => d.Credit).Where(c => ledger.Find(c) is null)], Gap = PlacesBefore(debit.Block) };
    }

    /// <summary>From a reclaim back to the payment that it takes back, which must not have been taken back before.</summary>
    public MoneyTrail FollowReclaim(MoneyHalf reclaim, HalfBlock payment)
    {
        var trail = Walk(reclaim, [payment.Hash], payment.Sequence, mayFork: true);
        var isSecond = trail.Halves.Skip(1).Any(half => ReclaimTransaction.TryRead(half.Block, network, out var other) && other.Payment == payment.Hash);
        return trail.Defect is null && isSecond ? trail with { Defect = Say(reclaim, "takes a payment back a second time") } : trail;
    }

    /// <summary>
    /// The seller's chain from the half-block that the reclaim names back to the seller's agreement to the terms: there must be no countersignature of
    /// the payment. Only that branch counts: a seller who forks cheats, not the buyer who saw one branch.
    /// </summary>
    public MoneyTrail FollowSeller(MoneyHalf reclaim, HalfBlock after, HalfBlock agreement, HalfBlock payment)
    {
        var trail = new MoneyTrail([reclaim]);
        for (var current = after; current.Hash != agreement.Hash;)
        {
            if (Trade.Agrees(current, payment, network))
            {
                return trail with { Defect = Say(reclaim, "takes a payment back that was countersigned before") };
            }

            if (++_lookedAt >= MaxLookedAt || current.Sequence <= agreement.Sequence)
            {
                return trail with { Defect = Say(reclaim, "names a half-block that does not follow from the seller's agreement to the terms") };
            }

            var place = current.Sequence - 1;
            var before = ledger.Find(current.PublicKey, place) is { } first && first.Hash == current.PreviousHash ? first : ledger.Find(current.PreviousHash);
            if (before is null)
            {
                return ledger.Find(current.PublicKey, place) is null
                    ? trail with { Gap = new ChainRange(current.PublicKey, agreement.Sequence, place) }
                    : trail with { Missing = [current.PreviousHash] };
            }

            if (before.Sequence != place || !before.PublicKey.Equals(current.PublicKey))
            {
                return trail with { Defect = Say(reclaim, "names a half-block that does not follow from the seller's agreement to the terms") };
            }

            current = before;
        }

        return trail;
    }

    private const string NotContained = "draws on a credit that its chain of payments does not contain";

    private static ChainRange PlacesBefore(HalfBlock block) =>
        new(block.PublicKey, block.Sequence > AskedWithCredits ? block.Sequence - AskedWithCredits : 1, block.Sequence - 1);

    private static string? WhyMalformed(MoneyHalf debit, int distinctCredits) =>
        distinctCredits != debit.Fields.Draws.Count ? Say(debit, "names a credit twice")
        : debit.Fields.Draws.Sum(d => d.Amount) != debit.Fields.Amount ? Say(debit, "draws another amount than it pays")
        : debit.Fields.Previous is null || debit.Block.Sequence <= HalfBlock.GenesisSequence ? Say(debit, NotContained)
        : null;

    private bool IsEarlierCredit(HalfBlock block, MoneyHalf debit) =>
        MoneyHalf.TryRead(block, network, out var credit) && credit.IsCredit && IsEarlier(credit, debit);

    private static bool IsEarlier(MoneyHalf half, MoneyHalf current) =>
        half.Block.PublicKey.Equals(current.Block.PublicKey)
        && half.Block.Sequence < current.Block.Sequence
        && half.Fields.Currency == current.Fields.Currency;

    /// <param name="lowest">The place of the oldest credit that is named.</param>
    private MoneyTrail Walk(MoneyHalf debit, HashSet<BlockHash> named, uint lowest, bool mayFork)
    {
        var halves = new List<MoneyHalf> { debit };
        var trail = new MoneyTrail(halves);
        var floor = FloorOf(debit);
        var current = debit.Block;
        while (named.Count > 0)
        {
            if (current.Sequence <= lowest)
            {
                return trail with { Defect = Say(debit, NotContained) };
            }

            if (++_lookedAt >= MaxLookedAt)
            {
                return trail with { Defect = Say(debit, $"needs more than {MaxLookedAt} half-blocks to check") };
            }

            if (Before(current, halves[^1], floor) is not { } previous)
            {
                return WhatIsMissing(trail, current, lowest);
            }

            current = previous;
            var defect = mayFork ? null : WhyNotAlone(current, debit);
            if (defect is null && MoneyHalf.TryRead(current, network, out var half) && half.Fields.Currency == debit.Fields.Currency)
            {
                defect = Add(halves, half);
                floor = Math.Min(floor, FloorOf(half));
                named.Remove(current.Hash);
            }

            if (defect is not null)
            {
                return trail with { Defect = defect };
            }
        }

        return trail;
    }

    /// <summary>The half-block that this one follows; above the floor, of the money halves the money half that it follows.</summary>
    private HalfBlock? Before(HalfBlock current, MoneyHalf lastMoney, uint floor)
    {
        if (current.Hash == lastMoney.Block.Hash
            && current.Sequence > floor
            && lastMoney.Fields.Previous is { } hash
            && ledger.Find(hash) is { } money
            && money.PublicKey.Equals(current.PublicKey)
            && money.Sequence >= floor
            && money.Sequence < current.Sequence)
        {
            return money;
        }

        var place = current.Sequence - 1;
        return ledger.Find(current.PublicKey, place) is { } first && first.Hash == current.PreviousHash
            ? first
            : ledger.Find(current.PreviousHash) is { } other && other.Sequence == place && other.PublicKey.Equals(current.PublicKey) ? other : null;
    }

    /// <summary>
    /// Down to where the chain is known to be whole below a debit that was found sound before: to the oldest credit that it names. The
    /// highest number when it is not known.
    /// </summary>
    private uint FloorOf(MoneyHalf half)
    {
        if (half.IsCredit || !isVerified(half.Block.Hash))
        {
            return uint.MaxValue;
        }

        var credits = half.Fields.Draws.Select(d => ledger.Find(d.Credit)).ToList();
        return credits.Contains(null) ? uint.MaxValue : credits.Min(c => c!.Sequence);
    }

    /// <summary>The place before may hold another branch: then the half-block is asked for by its hash.</summary>
    private MoneyTrail WhatIsMissing(MoneyTrail trail, HalfBlock current, uint lowest) =>
        ledger.Find(current.PublicKey, current.Sequence - 1) is null
            ? trail with { Gap = new ChainRange(current.PublicKey, lowest, current.Sequence - 1) }
            : ledger.Find(current.PreviousHash) is null
                ? trail with { Missing = [current.PreviousHash] }
                : trail with { Defect = Say(trail.Halves[0], "stands on a chain that does not follow from itself") };

    /// <summary>The money half before the last one of the trail must be the one that it names, and its balance must lead there.</summary>
    private string? Add(List<MoneyHalf> halves, MoneyHalf half)
    {
        var last = halves[^1];
        halves.Add(half);
        return ++_steps > MoneyCheck.MaxSteps ? Say(last, $"needs more than {MoneyCheck.MaxSteps} steps to check")
            : last.Fields.Previous != half.Block.Hash ? WhyNotItsPrevious(last)
            : half.Fields.Balance + last.Change != last.Fields.Balance
                ? Say(last, $"claims a balance of {last.Fields.Balance} after {half.Fields.Balance} {last.Change:+#;-#}")
            : null;
    }

    private string WhyNotItsPrevious(MoneyHalf half) =>
        half.Fields.Previous is { } hash
        && ledger.Find(hash) is { } named
        && !(MoneyHalf.TryRead(named, network, out var read) && IsEarlier(read, half))
            ? Say(half, "names a previous payment that is none of its signer's")
            : Say(half, "leaves out a money half that stands before it");

    private string? WhyNotAlone(HalfBlock block, MoneyHalf debit) =>
        ledger.Siblings(block.PublicKey, block.Sequence).Count > 1 ? Say(debit, $"is one branch of a double spend at {block.Sequence}") : null;

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
