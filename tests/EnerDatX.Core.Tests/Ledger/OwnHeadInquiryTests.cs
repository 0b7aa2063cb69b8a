using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>When the own key may sign, by what is held and what others said.</summary>
public sealed class OwnHeadInquiryTests
{
    private const int Length = 8;

    private static readonly SecretKey Self = Key("self");
    private static readonly PublicKey[] Counterparties = [.. Enumerable.Range(0, 3).Select(n => Key($"counterparty {n}").PublicKey)];
    private static readonly PublicKey Stranger = Key("stranger").PublicKey;
    private static readonly HalfBlock[] Chain = MakeChain("x");
    private static readonly HalfBlock[] Other = MakeChain("y");

    /// <summary>What may happen, in any order and number.</summary>
    private enum Kind
    {
        See = 0,
        SeeOther,
        Agree,
        LosePatience,
    }

    [Fact]
    public void A_key_that_never_signed_signs_at_once()
    {
        var inquiry = Begin(0);
        Assert.Equal(SigningState.Ready, inquiry.State);
        Assert.Equal(string.Empty, inquiry.Status.Reason);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(8, 2, 2)]
    [InlineData(8, 3, 3)]
    public void As_many_answers_are_wanted_as_are_set_but_no_more_than_there_are_counterparties(int held, int wanted, int needed)
    {
        var inquiry = Begin(held, wanted: wanted).Agree(Stranger);
        for (var given = 0; given < needed; given++)
        {
            Assert.Equal(SigningState.Asking, inquiry.State);
            Assert.Equal((given, needed), inquiry.Answers);
            inquiry = inquiry.Agree(inquiry.Counterparties[given]).Agree(inquiry.Counterparties[given]);
        }

        Assert.True(inquiry.IsConfirmed);
        Assert.Equal(needed == inquiry.Counterparties.Count ? SigningState.Ready : SigningState.Asking, inquiry.State);
        Assert.Equal(SigningState.Ready, inquiry.LosePatience().State);
    }

    [Fact]
    public void Where_the_copy_of_the_head_says_the_same_as_the_ledger_two_answers_are_enough()
    {
        var inquiry = OwnHeadInquiry.Begin(Held(8), Self.PublicKey, new Marks(OwnHead.Of(Chain[7]), null), 8, 2);
        Assert.Equal(3, inquiry.Counterparties.Count);
        inquiry = inquiry.Agree(inquiry.Counterparties[0]);
        Assert.Equal(SigningState.Asking, inquiry.State);
        Assert.Equal(SigningState.Ready, inquiry.Agree(inquiry.Counterparties[1]).State);
    }

    [Fact]
    public void While_there_is_patience_every_counterparty_is_waited_for()
    {
        var inquiry = Begin(8);
        foreach (var counterparty in inquiry.Counterparties)
        {
            Assert.Equal(SigningState.Asking, inquiry.State);
            inquiry = inquiry.Agree(counterparty);
        }

        Assert.Equal(SigningState.Ready, inquiry.State);
    }

    [Fact]
    public void Counterparties_are_those_of_the_latest_half_blocks_first_and_no_more_than_are_asked_for()
    {
        Assert.Equal([Counterparties[1], Counterparties[0], Counterparties[2]], Begin(8).Counterparties);
        Assert.Equal([Counterparties[1], Counterparties[0]], Begin(8, ask: 2).Counterparties);
        Assert.Empty(Begin(0).Counterparties);
    }

    [Fact]
    public void Without_any_counterparty_everybodys_answer_counts()
    {
        var inquiry = Begin(0, new Marks(null, OwnHead.Of(Chain[0])));
        Assert.True(inquiry.Wants(Stranger));
        Assert.Equal((1, 1), inquiry.Agree(Stranger).Answers);
    }

    [Fact]
    public void A_copy_of_the_head_that_is_ahead_says_that_the_ledger_is_an_old_one()
    {
        var inquiry = Begin(3, new Marks(OwnHead.Of(Chain[5]), null)).LosePatience();
        Assert.Equal(SigningState.Recovering, inquiry.State);
        Assert.Equal(OwnHead.Of(Chain[5]), inquiry.Required);
        Assert.Contains("ends at half-block 3, and number 6 was signed", inquiry.Status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_is_equal_or_behind_says_nothing()
    {
        Assert.Equal(SigningState.Asking, Begin(5, new Marks(OwnHead.Of(Chain[4]), null)).State);
        Assert.Equal(SigningState.Ready, Begin(5, new Marks(OwnHead.Of(Chain[2]), null)).LosePatience().State);
    }

    [Fact]
    public void A_copy_that_knows_another_half_block_at_a_held_place_ends_the_key()
    {
        var inquiry = Begin(5, new Marks(OwnHead.Of(Other[2]), null));
        Assert.Equal(SigningState.Forked, inquiry.Agree(Counterparties[0]).Agree(Counterparties[1]).LosePatience().State);
    }

    [Fact]
    public void A_proof_in_the_ledger_ends_the_key_for_good()
    {
        var ledger = Held(4);
        ledger.RememberProof(new DoubleSpend(Chain[2], Other[2]));
        Assert.Equal(SigningState.Forked, OwnHeadInquiry.Begin(ledger, Self.PublicKey, null, 8, 2).LosePatience().State);
    }

    [Fact]
    public void What_was_required_and_is_there_still_wants_confirmation()
    {
        var inquiry = Begin(8, new Marks(null, OwnHead.Of(Chain[7]))).LosePatience();
        Assert.Equal(SigningState.Recovering, inquiry.State);
        Assert.Equal(SigningState.Recovering, inquiry.Agree(Counterparties[0]).State);
        Assert.Contains("1 of 2", inquiry.Agree(Counterparties[0]).Status.Reason, StringComparison.Ordinal);
        Assert.Equal(SigningState.Ready, inquiry.Agree(Counterparties[0]).Agree(Counterparties[1]).State);
    }

    [Fact]
    public void More_of_the_own_chain_than_can_be_remembered_leaves_the_lowest()
    {
        var inquiry = Begin(0);
        HalfBlock? head = null;
        var own = new List<HalfBlock>();
        for (var n = 0; n < OwnHeadInquiry.MaxAhead + 2; n++)
        {
            own.Add(head = HalfBlock.Sign(Self, (uint)n + 1, PublicKey.Any, 0, head?.Hash ?? BlockHash.Genesis, "note", "a0d"u8, (ulong)n));
        }

        var ledger = new MemoryLedger(Self.PublicKey);
        inquiry = own.AsEnumerable().Reverse().Aggregate(inquiry, (seen, block) => seen.See(block, ledger));
        Assert.Equal(own.Take(OwnHeadInquiry.MaxAhead), inquiry.Adoptable(null));
    }

    /// <summary>Against a model that is told the same things and keeps plain sets.</summary>
    [Fact]
    public void Whatever_happens_in_whatever_order_the_key_signs_only_when_nothing_newer_was_seen_and_enough_have_answered() =>
        Prop.ForAll(Stories(), story =>
        {
            var (held, required, events) = story;
            var ledger = Held(held);
            var marks = required == 0 ? null : new Marks(null, OwnHead.Of(Chain[required - 1]));
            var inquiry = OwnHeadInquiry.Begin(ledger, Self.PublicKey, marks, 8, 2);
            var seen = new HashSet<int>();
            var agreed = new HashSet<int>();
            var (isForked, isPatient) = (false, true);
            var ahead = new SortedDictionary<int, HalfBlock>();
            foreach (var (kind, number) in events)
            {
                switch (kind)
                {
                    case Kind.See or Kind.SeeOther:
                        var block = (kind == Kind.See ? Chain : Other)[number];
                        inquiry = inquiry.See(block, ledger);
                        var known = number < held ? Chain[number] : ahead.GetValueOrDefault(number, block);
                        isForked |= known.Hash != block.Hash;
                        if (number >= held)
                        {
                            ahead.TryAdd(number, block);
                        }

                        break;
                    case Kind.Agree:
                        inquiry = inquiry.Agree(Counterparties[number % Counterparties.Length]);
                        agreed.Add(number % Counterparties.Length);
                        break;
                    case Kind.LosePatience:
                        inquiry = inquiry.LosePatience();
                        isPatient = false;
                        break;
                }

                var present = inquiry.Counterparties.Select(key => Array.IndexOf(Counterparties, key)).ToHashSet();
                var answers = present.Count == 0 ? agreed.Count : agreed.Count(present.Contains);
                var isConfirmed = answers >= Math.Clamp(present.Count, 1, 2);
                var haveAll = present.Count == 0 ? isConfirmed && required == 0 : answers == present.Count;
                var expected = isForked ? SigningState.Forked
                    : ahead.Count > 0 || (required > 0 && !(held >= required && isConfirmed && (haveAll || !isPatient))) ? SigningState.Recovering
                    : haveAll || !isPatient || (held == 0 && required == 0) ? SigningState.Ready
                    : SigningState.Asking;
                Assert.Equal(expected, inquiry.State);
                Assert.Equal(isForked, inquiry.Proof is not null && inquiry.Proof.Verify());
                var run = Enumerable.Range(held, Length - held).TakeWhile(n => ahead.TryGetValue(n, out var own) && own.Equals(Chain[n])).Count();
                if (held > 0 && !ahead.Values.Any(Other.Contains))
                {
                    Assert.Equal(Chain.Skip(held).Take(run), inquiry.Adoptable(Chain[held - 1]));
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Once_adopted_the_newer_half_blocks_are_not_ahead_any_more()
    {
        var ledger = Held(3);
        var inquiry = OwnHeadInquiry.Begin(ledger, Self.PublicKey, null, 8, 2).See(Chain[3], ledger).See(Chain[5], ledger);
        ledger.Append(inquiry.Adoptable(Chain[2]));
        inquiry = inquiry.Review(ledger);
        Assert.True(inquiry.IsBehind);
        Assert.Equal(OwnHead.Of(Chain[5]), inquiry.Required);
        ledger.Append([Chain[4], Chain[5]]);
        Assert.False(inquiry.Review(ledger).IsBehind);
    }

    private static Arbitrary<(int Held, int Required, List<(Kind Kind, int Number)> Events)> Stories() => Arb.From(
        from held in Gen.Choose(0, Length)
        from required in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, Length)))
        from events in Gen.ListOf(
            from kind in Gen.Frequency((4, Gen.Constant(Kind.See)), (1, Gen.Constant(Kind.SeeOther)), (4, Gen.Constant(Kind.Agree)), (1, Gen.Constant(Kind.LosePatience)))
            from number in Gen.Choose(0, Length - 1)
            select (kind, number))
        select (held, required, events.ToList()));

    private static OwnHeadInquiry Begin(int held, IOwnChainMarks? marks = null, int ask = 8, int wanted = 2) =>
        OwnHeadInquiry.Begin(Held(held), Self.PublicKey, marks, ask, wanted);

    private static MemoryLedger Held(int count)
    {
        var ledger = new MemoryLedger(Self.PublicKey);
        ledger.Append([.. Chain.Take(count)]);
        return ledger;
    }

    private static HalfBlock[] MakeChain(string content)
    {
        var chain = new List<HalfBlock>();
        for (var n = 0; n < Length; n++)
        {
            var head = chain.LastOrDefault();
            chain.Add(HalfBlock.Sign(
                Self, (uint)n + 1, Counterparties[n % 3], 0, head?.Hash ?? BlockHash.Genesis, content, "a0d"u8, 1_000 + (ulong)n));
        }

        return [.. chain];
    }

    private static SecretKey Key(string name) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes($"x {name}")), SHA256.HashData(Encoding.ASCII.GetBytes($"e {name}")));

    private sealed record Marks(OwnHead? Copy, OwnHead? Required) : IOwnChainMarks
    {
        public void Follow(HalfBlock block) => throw new NotSupportedException("An inquiry writes nothing.");

        public void Require(OwnHead head) => throw new NotSupportedException("An inquiry writes nothing.");

        public void Settle() => throw new NotSupportedException("An inquiry writes nothing.");
    }
}
