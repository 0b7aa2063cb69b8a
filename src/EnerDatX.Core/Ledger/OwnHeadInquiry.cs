using System.Collections.Immutable;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// May the own key sign on top of the chain that is held, or was that chain put back from an older copy? What is known of it, and what others
/// answered, gives the <see cref="State"/>. Pure and immutable.
/// </summary>
/// <remarks>
/// Nobody can make a peer recover or stop who does not show a signature of its own key. Nobody can make it sign earlier but those whom it
/// asked: its latest counterparties, and only while there are none, others.
/// </remarks>
public sealed record OwnHeadInquiry
{
    /// <summary>Newer own half-blocks that are remembered until they can be adopted: what one crawl brings. The lowest are kept.</summary>
    public const int MaxAhead = ChainCrawl.MaxReceived;

    /// <summary>Most answers that can be wanted: each more makes a start depend on one more stranger.</summary>
    public const int MaxWanted = 3;

    /// <summary>Own half-blocks that are looked at for counterparties: a hundred trades. Whoever had only one counterparty in them has that one.</summary>
    private const int MaxLookedAt = 1_000;

    private readonly OwnHead _head;
    private readonly OwnHead? _required;
    private readonly bool _isReached;
    private readonly int _wanted;

    private OwnHeadInquiry(OwnHead head, OwnHead? required, IReadOnlyList<PublicKey> counterparties, int wanted)
    {
        _head = head;
        _required = required;
        _isReached = required is not { } must || head.Sequence >= must.Sequence;
        _wanted = Math.Clamp(Math.Min(wanted, counterparties.Count), 1, MaxWanted);
        Counterparties = counterparties;
    }

    /// <summary>With whom the own chain was linked lately, latest first: they are asked, and their answers count.</summary>
    public IReadOnlyList<PublicKey> Counterparties { get; }

    /// <summary>The proof that the own key contradicted itself, if it did and the half-blocks are known.</summary>
    public Proof? Proof { get; private init; }

    /// <summary>What must be on the chain, when that is more than it was when this began; to be remembered durably.</summary>
    public OwnHead? Required => Ahead.IsEmpty ? _required : Higher(OwnHead.Of(Ahead.Values.Last()), _required);

    /// <summary>Whether somebody showed own half-blocks that are not held.</summary>
    public bool IsBehind => !Ahead.IsEmpty;

    /// <summary>How many said that they hold nothing newer, and how many are wanted.</summary>
    public (int Given, int Wanted) Answers => (Agreed.Count, _wanted);

    /// <summary>
    /// Whether nobody is left who could know better: while there is patience, everybody is waited for, because of a chain that was put back from an old
    /// copy perhaps a single counterparty has the newest half-block. Where the copy of the head that lies elsewhere is not ahead of the ledger, which is
    /// so after every ordinary stop or crash, as many as are wanted will do.
    /// </summary>
    private bool HaveAllAnswered => IsHeadCopied ? IsConfirmed
        : Counterparties.Count == 0 ? IsConfirmed && _required is null : Counterparties.All(Agreed.Contains);

    /// <summary>Whether as many have answered as are wanted.</summary>
    public bool IsConfirmed => Agreed.Count >= _wanted;

    public SigningState State =>
        Proof is not null || IsContradicted ? SigningState.Forked
        : IsBehind || (_required is not null && !(_isReached && IsConfirmed && (HaveAllAnswered || !IsPatient))) ? SigningState.Recovering
        : HaveAllAnswered || !IsPatient || IsFresh ? SigningState.Ready
        : SigningState.Asking;

    /// <summary>The same for the owner of the node.</summary>
    public SigningStatus Status => State switch
    {
        SigningState.Asking => new(State, "other nodes are being asked whether they hold newer half-blocks of this key", "It takes a few seconds."),
        SigningState.Recovering => new(
            State,
            WhyRecovering(),
            "Keep this node connected to those it traded with: it fetches what is missing from them and asks them what they know. "
            + "Or stop it and put the newest copy of its state folder back."),
        SigningState.Forked => new(
            State,
            "this key has signed half-blocks that contradict each other: a copy of it was in use somewhere",
            "It must not sign any more, or others hold it against its owner. Make a new node with a key of its own; what this one has can still be read."),
        _ => new(SigningState.Ready, string.Empty, string.Empty),
    };

    private ImmutableSortedDictionary<uint, HalfBlock> Ahead { get; init; } = ImmutableSortedDictionary<uint, HalfBlock>.Empty;

    /// <summary>Who said that it holds nothing newer.</summary>
    private ImmutableSortedSet<PublicKey> Agreed { get; init; } = [];

    private bool IsPatient { get; init; } = true;

    /// <summary>Whether there is a mark beside the ledger, and the ledger is not older than it. After a crash it may be a little newer.</summary>
    private bool IsHeadCopied { get; init; }

    /// <summary>Whether the own chain is not what a mark says that it was: another half-block stands where that one was signed.</summary>
    private bool IsContradicted { get; init; }

    /// <summary>A key that never signed needs to ask nobody.</summary>
    private bool IsFresh => _head.Sequence == 0 && _required is null;

    /// <summary>The question as it stands when a peer starts.</summary>
    /// <param name="ledger">What is held.</param>
    /// <param name="marks">What is known beside it; null for nothing.</param>
    /// <param name="ask">How many counterparties are looked for on the own chain.</param>
    /// <param name="wanted">How many answers are wanted, 1 to <see cref="MaxWanted"/>; never more than there are counterparties, but at least one.</param>
    public static OwnHeadInquiry Begin(ILedgerReader ledger, PublicKey self, IOwnChainMarks? marks, int ask, int wanted)
    {
        var head = OwnHead.Of(ledger.Latest(self));
        var (copy, required) = (marks?.Copy, marks?.Required);
        var isOld = copy is { } ahead && ahead.Sequence > head.Sequence;
        return new OwnHeadInquiry(head, isOld ? Higher(copy!.Value, required) : required, CounterpartiesOf(ledger, self, ask), wanted)
        {
            Proof = ledger.ProofAgainst(self),
            IsHeadCopied = copy is not null && !isOld && required is null,
            IsContradicted = Contradicts(ledger, self, copy) || Contradicts(ledger, self, required),
        };
    }

    /// <summary>Somebody showed this well-signed half-block of the own key.</summary>
    public OwnHeadInquiry See(HalfBlock own, ILedgerReader ledger)
    {
        var known = ledger.Find(own.PublicKey, own.Sequence) ?? Ahead.GetValueOrDefault(own.Sequence);
        if (known is not null)
        {
            return known.Hash == own.Hash ? this : Prove(new DoubleSpend(known, own));
        }

        var ahead = Ahead.Add(own.Sequence, own);
        return this with { Ahead = ahead.Count <= MaxAhead ? ahead : ahead.Remove(ahead.Keys.Last()) };
    }

    /// <summary>This, which is verified, proves that the own key contradicted itself. The first proof stays.</summary>
    public OwnHeadInquiry Prove(Proof proof) => Proof is null ? this with { Proof = proof } : this;

    /// <summary>The ledger has grown: what it holds now is not ahead any more.</summary>
    public OwnHeadInquiry Review(ILedgerReader ledger) =>
        Ahead.Values.Aggregate(this with { Ahead = ImmutableSortedDictionary<uint, HalfBlock>.Empty }, (reviewed, own) => reviewed.See(own, ledger));

    /// <summary>This peer answered that it holds nothing newer.</summary>
    public OwnHeadInquiry Agree(PublicKey by) => Counts(by) ? this with { Agreed = Agreed.Add(by) } : this;

    /// <summary>Nobody is waited for any longer, unless something says that the chain is not whole.</summary>
    public OwnHeadInquiry LosePatience() => this with { IsPatient = false };

    /// <summary>The chain is known not to be whole: whoever is reached from here on is waited for once more.</summary>
    public OwnHeadInquiry RenewPatience() => this with { IsPatient = true };

    /// <summary>
    /// Whether this peer is to be asked. Nobody can say that a chain is whole but its counterparties; anybody may have heard of a newer half-block, so
    /// that before the first signature everyone who is there is asked.
    /// </summary>
    public bool Wants(PublicKey peer) =>
        State is SigningState.Recovering or SigningState.Asking || (State != SigningState.Forked && !HaveAllAnswered && Counts(peer) && !Agreed.Contains(peer));

    /// <summary>The newer half-blocks that extend the chain one by one from its head.</summary>
    public IReadOnlyList<HalfBlock> Adoptable(HalfBlock? head)
    {
        var adoptable = new List<HalfBlock>();
        foreach (var own in Ahead.Values)
        {
            if (OwnChain.WhyNotNext(head, own) is not null)
            {
                break;
            }

            adoptable.Add(own);
            head = own;
        }

        return adoptable;
    }

    private bool Counts(PublicKey peer) => Counterparties.Count == 0 || Counterparties.Contains(peer);

    private string WhyRecovering()
    {
        var required = Required!.Value.Sequence;
        return IsBehind || !_isReached
            ? $"the ledger in this state folder is older than the key's last signature: it ends at half-block {_head.Sequence}, and number {required} was signed"
            : $"the chain is there again up to half-block {_head.Sequence}, but only {Agreed.Count} of {_wanted} counterparties said so far that they hold nothing newer";
    }

    private static OwnHead Higher(OwnHead one, OwnHead? other) => other is { } second && second.Sequence > one.Sequence ? second : one;

    private static bool Contradicts(ILedgerReader ledger, PublicKey self, OwnHead? mark) =>
        mark is { } signed && ledger.Find(self, signed.Sequence) is { } held && held.Hash != signed.Hash;

    private static List<PublicKey> CounterpartiesOf(ILedgerReader ledger, PublicKey self, int count)
    {
        var found = new List<PublicKey>();
        var own = ledger.Latest(self);
        for (var looked = 0; own is not null && found.Count < count && looked < MaxLookedAt; looked++)
        {
            if (!own.LinkPublicKey.IsAny && !found.Contains(own.LinkPublicKey))
            {
                found.Add(own.LinkPublicKey);
            }

            own = ledger.Before(self, own.Sequence);
        }

        return found;
    }
}
