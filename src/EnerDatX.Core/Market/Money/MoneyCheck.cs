using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What came of checking where tokens come from. An unfinished check is not a yes.</summary>
public abstract record MoneyVerdict
{
    /// <summary>Every token is traced back to its issuer.</summary>
    /// <param name="Credits">Hashes of the credits that were checked on the way; they need no second check.</param>
    public sealed record Sound(ImmutableHashSet<BlockHash> Credits) : MoneyVerdict;

    /// <summary>These half-blocks are needed to go on; the payer must hold them, for it believed them itself once.</summary>
    public sealed record Incomplete(IReadOnlyList<BlockHash> Missing) : MoneyVerdict;

    /// <summary>The tokens are not good.</summary>
    public sealed record Unsound(string Reason) : MoneyVerdict;
}

/// <summary>
/// Traces a payment back to <c>issue</c> (protocol rule 6): the payer's arithmetic back to the oldest credit named, then each of
/// these credits' own payers, up to the issuer. Pure; asks the ledger only for half-blocks by hash.
/// </summary>
/// <param name="isVerified">Whether a credit was found sound before, and so needs no second look.</param>
public sealed class MoneyCheck(ILedgerReader ledger, Currencies currencies, string network, Func<BlockHash, bool> isVerified)
{
    /// <summary>Most money halves that one check looks at: bounds the work that a stranger's payment can cause.</summary>
    public const int MaxSteps = 4_096;

    /// <summary>Most hashes asked for at once: one request packet.</summary>
    public const int MaxMissing = 32;

    private readonly Queue<MoneyHalf> _debits = new();
    private readonly HashSet<BlockHash> _visited = [];
    private readonly List<BlockHash> _missing = [];
    private readonly ImmutableHashSet<BlockHash>.Builder _sound = ImmutableHashSet.CreateBuilder<BlockHash>();
    private string? _unsound;
    private int _steps;

    /// <summary>Checks one debit: a payment or refund proposal.</summary>
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

        _debits.Enqueue(half);
        while (_unsound is null && _debits.TryDequeue(out var next))
        {
            CheckDebit(next);
        }

        return _unsound is not null ? new MoneyVerdict.Unsound(_unsound)
            : _missing.Count > 0 ? new MoneyVerdict.Incomplete(_missing.Distinct().Take(MaxMissing).ToList())
            : new MoneyVerdict.Sound(_sound.ToImmutable());
    }

    /// <summary>Walks the payer's money halves from the debit back to the oldest credit that it names, and checks the sums.</summary>
    private void CheckDebit(MoneyHalf debit)
    {
        var named = debit.Fields.Draws.Select(d => d.Credit).ToHashSet();
        if (named.Count != debit.Fields.Draws.Count)
        {
            Refuse(debit, "names a credit twice");
            return;
        }

        if (SumOf(debit.Fields.Draws) != debit.Fields.Amount)
        {
            Refuse(debit, "draws another amount than it pays");
            return;
        }

        if (ledger.Siblings(debit.Block.PublicKey, debit.Block.Sequence).Count > 1)
        {
            Refuse(debit, "is one branch of a double spend");
            return;
        }

        var drawn = new Dictionary<BlockHash, long>();
        var current = debit;
        while (true)
        {
            foreach (var draw in current.Fields.Draws)
            {
                drawn[draw.Credit] = drawn.GetValueOrDefault(draw.Credit) + draw.Amount;
            }

            if (current.IsCredit && named.Remove(current.Block.Hash) && !CheckCredit(current, drawn.GetValueOrDefault(current.Block.Hash)))
            {
                return;
            }

            if (named.Count == 0 || !TryStepBack(current, out current))
            {
                return;
            }
        }
    }

    /// <summary>The previous money half of the same signer, if it is held and fits.</summary>
    private bool TryStepBack(MoneyHalf current, out MoneyHalf previous)
    {
        previous = current;
        if (++_steps > MaxSteps)
        {
            Refuse(current, $"needs more than {MaxSteps} steps to check");
            return false;
        }

        if (current.Fields.Previous is not { } hash)
        {
            Refuse(current, "draws on a credit that its chain of payments does not contain");
            return false;
        }

        if (ledger.Find(hash) is not { } block)
        {
            _missing.Add(hash);
            return false;
        }

        if (!MoneyHalf.TryRead(block, network, out var read)
            || !block.PublicKey.Equals(current.Block.PublicKey)
            || block.Sequence >= current.Block.Sequence
            || read.Fields.Currency != current.Fields.Currency)
        {
            Refuse(current, "names a previous payment that is none of its signer's");
            return false;
        }

        if (read.Fields.Balance + current.Change != current.Fields.Balance)
        {
            Refuse(current, $"claims a balance of {current.Fields.Balance} after {read.Fields.Balance} {current.Change:+#;-#}");
            return false;
        }

        previous = read;
        return true;
    }

    /// <summary>A credit is good if no more is drawn from it than came in, and if its own payer's tokens are good.</summary>
    private bool CheckCredit(MoneyHalf credit, long drawn)
    {
        if (drawn > credit.Fields.Amount)
        {
            Refuse(credit, $"is spent twice: {drawn} drawn of {credit.Fields.Amount}");
            return false;
        }

        if (isVerified(credit.Block.Hash) || !_visited.Add(credit.Block.Hash))
        {
            return true;
        }

        return CheckSource(credit);
    }

    private bool CheckSource(MoneyHalf credit)
    {
        if (!AgreementOf.TryRead(credit.Block, network, out var of))
        {
            Refuse(credit, "does not say what it agrees to");
            return false;
        }

        if (ledger.Find(of) is not { } source)
        {
            _missing.Add(of);
            return true;
        }

        if (!source.PublicKey.Equals(credit.Block.LinkPublicKey)
            || source.Sequence != credit.Block.LinkSequence
            || !source.LinkPublicKey.Equals(credit.Block.PublicKey)
            || source.Type != credit.Block.Type)
        {
            Refuse(credit, "agrees to a half-block that is not its counterpart");
            return false;
        }

        _sound.Add(credit.Block.Hash);
        return source.Type == BlockTypes.Issue ? CheckIssue(credit, source) : CheckPayer(credit, source);
    }

    private bool CheckIssue(MoneyHalf credit, HalfBlock source)
    {
        var isSound = currencies.TryGet(credit.Fields.Currency, out var currency)
            && source.PublicKey.Equals(currency.Issuer)
            && IssueTransaction.TryRead(source, network, out var issue)
            && issue.Currency == credit.Fields.Currency
            && issue.Amount == credit.Fields.Amount;
        if (!isSound)
        {
            Refuse(credit, $"was not issued by the issuer of {credit.Fields.Currency}");
        }

        return isSound;
    }

    private bool CheckPayer(MoneyHalf credit, HalfBlock source)
    {
        if (!MoneyHalf.TryRead(source, network, out var debit)
            || debit.IsCredit
            || debit.Fields.Currency != credit.Fields.Currency
            || debit.Fields.Amount != credit.Fields.Amount)
        {
            Refuse(credit, "credits something else than was paid");
            return false;
        }

        _debits.Enqueue(debit);
        return true;
    }

    private static long SumOf(IReadOnlyList<Draw> draws) => draws.Sum(d => d.Amount);

    private void Refuse(MoneyHalf half, string reason) =>
        _unsound ??= $"{half.Block.Type} {half.Block.PublicKey}.{half.Block.Sequence} {reason}";
}
