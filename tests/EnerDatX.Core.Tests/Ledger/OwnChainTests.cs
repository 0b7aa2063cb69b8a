using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class OwnChainTests
{
    private static readonly SecretKey Alice = LedgerVectors.Key(0);
    private static readonly SecretKey Bob = LedgerVectors.Key(1);
    private static readonly SecretKey Carol = LedgerVectors.Key(2);

    [Fact]
    public void The_first_half_block_is_the_genesis_and_the_next_follows_it()
    {
        Assert.True(OwnChain.TryPropose(Alice, null, Bob.PublicKey, "pay", "a0d"u8, 1_000, out var first, out _));
        Assert.True(first.IsGenesis);
        Assert.Equal(1_000UL, first.TimestampMs);
        Assert.True(OwnChain.TrySource(Alice, first, "ask", "a0d"u8, 2_000, out var second, out _));
        Assert.Equal(2U, second.Sequence);
        Assert.Equal(first.Hash, second.PreviousHash);
        Assert.True(second.IsSource);
        Assert.Null(OwnChain.WhyNotNext(null, first));
        Assert.Null(OwnChain.WhyNotNext(first, second));
        Assert.NotNull(OwnChain.WhyNotNext(null, second));
        Assert.NotNull(OwnChain.WhyNotNext(second, second));
    }

    [Fact]
    public void Time_never_runs_backwards_on_a_chain()
    {
        Assert.True(OwnChain.TrySource(Alice, null, "ask", "a0d"u8, 1_000, out var first, out _));
        Assert.True(OwnChain.TrySource(Alice, first, "ask", "a0d"u8, 500, out var second, out _));
        Assert.Equal(1_001UL, second.TimestampMs);
    }

    [Fact]
    public void An_agreement_copies_the_type_and_links_to_the_proposal()
    {
        Assert.True(OwnChain.TryPropose(Alice, null, Bob.PublicKey, "pay", "a1d1sx1i1"u8, 1, out var proposal, out _));
        Assert.True(OwnChain.TryAgree(Bob, null, proposal, proposal.Transaction, 1, out var agreement, out _));
        Assert.Equal("pay", agreement.Type);
        Assert.Equal(proposal.LinkedBlockId.Split('.')[0], agreement.PublicKey.ToHex());
        Assert.Equal(proposal.BlockId, agreement.LinkedBlockId);
        Assert.Equal(proposal.Transaction.ToArray(), agreement.Transaction.ToArray());
    }

    [Fact]
    public void What_may_not_be_countersigned_is_refused_in_py_ipv8s_words()
    {
        Assert.True(OwnChain.TryPropose(Alice, null, Bob.PublicKey, "pay", "a0d"u8, 1, out var proposal, out _));
        Assert.True(OwnChain.TryAgree(Bob, null, proposal, "a0d"u8, 1, out var agreement, out _));
        Assert.True(OwnChain.TrySource(Alice, proposal, "ask", "a0d"u8, 1, out var source, out _));
        Assert.Equal("Cannot counter sign block not addressed to self", Agree(Carol, proposal, "a0d"u8));
        Assert.Equal("Cannot counter sign block not addressed to self", Agree(Bob, source, "a0d"u8));
        Assert.Equal("Cannot counter sign block that is not a request", Agree(Alice, agreement, "a0d"u8));
        Assert.Equal("Transaction should be a dictionary", Agree(Bob, proposal, "a0l"u8));
        Assert.Equal("Transaction should be a dictionary", Agree(Bob, proposal, "nonsense"u8));

        var forged = proposal.Packed.ToArray();
        forged[^1] ^= 1;
        Assert.Equal(OwnChain.BadProposal, Agree(Bob, LedgerVectors.Block(forged), "a0d"u8));
    }

    [Fact]
    public void A_half_block_of_ours_has_at_most_1300_bytes()
    {
        Assert.Equal(1_300, Propose(1_300 - 268 - 3, out _));
        Assert.Equal(0, Propose(1_300 - 268 - 3 + 1, out var refusal));
        Assert.Equal(OwnChain.TooLong, refusal);
    }

    [Fact]
    public void What_would_not_validate_is_refused()
    {
        Assert.False(OwnChain.TryPropose(Alice, null, Alice.PublicKey, "pay", "a0d"u8, 1, out _, out var refusal));
        Assert.Equal("Signed block did not validate.", refusal);
        Assert.False(OwnChain.TryPropose(Alice, null, PublicKey.Any, "pay", "a0d"u8, 1, out _, out refusal));
        Assert.Equal(OwnChain.NothingToAgreeTo, refusal);
        Assert.False(OwnChain.TrySource(Alice, null, "ask", "a0d"u8, ulong.MaxValue, out _, out refusal));
        Assert.Equal(OwnChain.ChainIsFull, refusal);
        var last = HalfBlock.Sign(Alice, uint.MaxValue, PublicKey.Any, 0, BlockHash.Genesis, "t", "a0d"u8, 1);
        Assert.False(OwnChain.TrySource(Alice, last, "ask", "a0d"u8, 1, out _, out refusal));
        Assert.Equal(OwnChain.ChainIsFull, refusal);
    }

    private static string? Agree(SecretKey key, HalfBlock proposal, ReadOnlySpan<byte> transaction)
    {
        Assert.False(OwnChain.TryAgree(key, null, proposal, transaction, 1, out _, out var refusal));
        return refusal;
    }

    /// <summary>The packed length with a transaction of this length, or 0.</summary>
    private static int Propose(int transactionLength, out string? refusal)
    {
        var payload = transactionLength - "a1d1sx1000b".Length;
        var text = $"a1d1sx{payload}b";
        var transaction = Encoding.ASCII.GetBytes(text + new string('x', payload));
        Assert.Equal(transactionLength, transaction.Length);
        return OwnChain.TryPropose(Alice, null, Bob.PublicKey, "pay", transaction, 1, out var block, out refusal) ? block.Packed.Length : 0;
    }
}
