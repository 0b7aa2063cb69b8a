using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// Traces a payment back to <c>issue</c> (protocol rule 6): the payer's arithmetic back to the oldest credit named, then each of
/// these credits' own payers, up to the issuer. Pure; asks the ledger only for half-blocks of those who had the tokens.
/// </summary>
/// <remarks>
/// Whoever offers a payment must not have forked its chain, as far as that is known: not before the payment, and not since (a proof is reason
/// enough). Whoever paid <em>earlier</em> may have, meanwhile (rule 8): what its payee countersigned in good faith stays good, or a cheat could
/// devalue the tokens of everybody that it ever paid, by signing one half-block more. So of an earlier payer only that branch is looked at on which
/// its payment stands, and there the arithmetic must be right; and each payment counts once, for its payee's one agreement. A cheat that pays
/// two payees on two branches has spent the same credit twice, and both keep it: balances of honest peers are at most what was issued and what
/// was really spent twice. The price: nobody can prove what a payee knew when it signed, so a payee that helps the cheat turns tokens that were
/// spent twice into good ones.
/// </remarks>
/// <param name="isVerified">
/// Whether a credit was found sound before, and so needs no second look at where it came from; or a payment, whose signer's chain so
/// is known to be whole from there to the oldest credit that it draws on.
/// </param>
public sealed class MoneyCheck(ILedgerReader ledger, Currencies currencies, string network, Func<BlockHash, bool> isVerified)
{
    /// <summary>Most money halves that one check looks at: bounds the work that a stranger's payment can cause.</summary>
    public const int MaxSteps = 4_096;

    /// <summary>Most hashes asked for at once: one request packet.</summary>
    public const int MaxMissing = 32;

    /// <summary>Most parts of chains asked for at once.</summary>
    public const int MaxRanges = 8;

    private readonly MoneyTrailWalker _walker = new(ledger, network, isVerified);
    private readonly Queue<MoneyHalf> _debits = new();
    private readonly HashSet<BlockHash> _visited = [];
    private readonly List<BlockHash> _missing = [];
    private readonly List<ChainRange> _gaps = [];
    private readonly ImmutableHashSet<BlockHash>.Builder _sound = ImmutableHashSet.CreateBuilder<BlockHash>();
    private readonly ImmutableHashSet<BlockHash>.Builder _payments = ImmutableHashSet.CreateBuilder<BlockHash>();
    private string? _unsound;

    /// <summary>Checks one debit that is offered now: a payment or refund proposal.</summary>
    public MoneyVerdict Check(HalfBlock debit)
    {
        if (!MoneyHalf.TryRead(debit, network, out var half) || half.IsCredit)
        {
            return new MoneyVerdict.Unsound("not a payment");
        }

        if (!currencies.TryGet(half.Fields.Currency, out _))
        {
            return new MoneyVerdict.Unsound($"unknown currency {half.Fields.Currency}");
        }

        if (ledger.ProofAgainst(debit.PublicKey) is not null)
        {
            return new MoneyVerdict.Unsound(MoneyTrailWalker.Say(half, "is signed by a proven cheat"));
        }

        CheckTrail(_walker.FollowOffered(half));
        while (_unsound is null && _debits.TryDequeue(out var next))
        {
            CheckTrail(_walker.Follow(next));
        }

        return _unsound is not null ? new MoneyVerdict.Unsound(_unsound)
            : _missing.Count > 0 || _gaps.Count > 0
                ? new MoneyVerdict.Incomplete([.. _missing.Distinct().Take(MaxMissing)], [.. _gaps.Distinct().Take(MaxRanges)])
            : new MoneyVerdict.Sound(_sound.ToImmutable(), _payments.ToImmutable());
    }

    /// <summary>Checks the credits that the trail's debit names; those behind a gap come when the gap is closed.</summary>
    private void CheckTrail(MoneyTrail trail)
    {
        _unsound ??= trail.Defect;
        _missing.AddRange(trail.Missing);
        if (trail.Gap is { } gap)
        {
            _gaps.Add(gap);
        }

        if (trail.IsWhole)
        {
            _payments.Add(trail.Halves[0].Block.Hash);
        }

        var named = trail.Halves[0].Fields.Draws.Select(d => d.Credit).ToHashSet();
        foreach (var credit in trail.Halves.Where(h => h.IsCredit && named.Contains(h.Block.Hash)))
        {
            if (_unsound is null)
            {
                CheckCredit(credit, trail.DrawnFrom(credit.Block.Hash));
            }
        }
    }

    /// <summary>A credit is good if no more is drawn from it than came in, and if its own payer's tokens are good.</summary>
    private void CheckCredit(MoneyHalf credit, long drawn)
    {
        if (drawn > credit.Fields.Amount)
        {
            Refuse(credit, $"is spent twice: {drawn} drawn of {credit.Fields.Amount}");
        }
        else if (credit.Fields.Previous is null && credit.Fields.Balance != credit.Fields.Amount)
        {
            Refuse(credit, $"begins with a balance of {credit.Fields.Balance} after {credit.Fields.Amount}");
        }
        else if (!isVerified(credit.Block.Hash) && _visited.Add(credit.Block.Hash))
        {
            CheckSource(credit);
        }
    }

    /// <summary>What is taken back is as good as what was paid, if nobody countersigned the payment in time.</summary>
    private void CheckReclaim(MoneyHalf credit)
    {
        if (!ReclaimTransaction.TryRead(credit.Block, network, out var reclaim))
        {
            Refuse(credit, "does not say what it takes back");
            return;
        }

        BlockHash[] named = [reclaim.Trade, reclaim.Agreement, reclaim.Payment, reclaim.After];
        if (named.Select(ledger.Find).ToArray() is not [{ } terms, { } agreement, { } payment, { } after])
        {
            _missing.AddRange(named.Where(hash => ledger.Find(hash) is null));
            return;
        }

        if (ReclaimRule.WhyNot(credit.Block, terms, agreement, payment, after, network) is { } defect)
        {
            Refuse(credit, defect);
            return;
        }

        if (!MoneyHalf.TryRead(payment, network, out var debit))
        {
            Refuse(credit, "takes back what is no payment");
            return;
        }

        foreach (var trail in (MoneyTrail[])[_walker.FollowSeller(credit, after, agreement, payment), _walker.FollowReclaim(credit, payment)])
        {
            _unsound ??= trail.Defect;
            _missing.AddRange(trail.Missing);
            _gaps.AddRange(trail.Gap is { } gap ? [gap] : []);
        }

        _sound.Add(credit.Block.Hash);
        _debits.Enqueue(debit);
    }

    private void CheckSource(MoneyHalf credit)
    {
        if (credit.Block.Type == BlockTypes.Reclaim)
        {
            CheckReclaim(credit);
            return;
        }

        if (!AgreementOf.TryRead(credit.Block, network, out var of))
        {
            Refuse(credit, "does not say what it agrees to");
            return;
        }

        if (ledger.Find(of) is not { } source)
        {
            _missing.Add(of);
            return;
        }

        if (!source.PublicKey.Equals(credit.Block.LinkPublicKey)
            || source.Sequence != credit.Block.LinkSequence
            || !source.LinkPublicKey.Equals(credit.Block.PublicKey)
            || source.Type != credit.Block.Type)
        {
            Refuse(credit, "agrees to a half-block that is not its counterpart");
            return;
        }

        if (ledger.LinkedTo(source).Any(other => IsSecondCredit(other, credit.Block, of)))
        {
            Refuse(credit, "is one of two credits for one payment");
            return;
        }

        _sound.Add(credit.Block.Hash);
        CheckAmount(credit, source);
    }

    /// <summary>Whether the same signer agreed to the same proposal twice: the tokens would be there twice.</summary>
    private bool IsSecondCredit(HalfBlock other, HalfBlock credit, BlockHash of) =>
        other.Hash != credit.Hash
        && other.PublicKey.Equals(credit.PublicKey)
        && AgreementOf.TryRead(other, network, out var same)
        && same == of;

    private void CheckAmount(MoneyHalf credit, HalfBlock source)
    {
        if (source.Type == BlockTypes.Issue)
        {
            if (!IsIssued(credit, source))
            {
                Refuse(credit, $"was not issued by the issuer of {credit.Fields.Currency}");
            }
        }
        else if (MoneyHalf.TryRead(source, network, out var debit)
            && !debit.IsCredit
            && debit.Fields.Currency == credit.Fields.Currency
            && debit.Fields.Amount == credit.Fields.Amount)
        {
            _debits.Enqueue(debit);
        }
        else
        {
            Refuse(credit, "credits something else than was paid");
        }
    }

    private bool IsIssued(MoneyHalf credit, HalfBlock source) =>
        currencies.TryGet(credit.Fields.Currency, out var currency)
        && source.PublicKey.Equals(currency.Issuer)
        && IssueTransaction.TryRead(source, network, out var issue)
        && issue.Currency == credit.Fields.Currency
        && issue.Amount == credit.Fields.Amount;

    private void Refuse(MoneyHalf half, string reason) => _unsound ??= MoneyTrailWalker.Say(half, reason);
}
