using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class ValidatorTests
{
    [Fact]
    public void No_answer_is_not_a_yes()
    {
        Assert.Equal(ValidationState.Invalid, default);
        Assert.False(new Verdict(default, [], []).IsAcceptable);
        Assert.Equal("invalid", new Verdict(default, [], []).StateName);
    }

    [Fact]
    public void Without_a_ledger_the_invariants_are_checked_and_the_signature_only_if_they_hold()
    {
        var key = LedgerVectors.Key(0);
        var good = HalfBlock.Sign(key, 1, PublicKey.Any, 0, BlockHash.Genesis, "t", "a0d"u8, 1);
        Assert.Equal(ValidationState.PartialNext, HalfBlockValidator.ValidateStateless(good).State);
        Assert.Equal(["Invalid signature"], HalfBlockValidator.ValidateStateless(Changed(good, good.Packed.Length - 1)).Errors);
        Assert.Equal(["Public key is not valid"], HalfBlockValidator.ValidateStateless(Changed(good, 0)).Errors);
        Assert.Equal(["Linked public key is not valid"], HalfBlockValidator.ValidateStateless(Changed(good, 78)).Errors);
        Assert.Equal(
            ["Sequence number implies previous hash should not be Genesis ID"], HalfBlockValidator.ValidateStateless(Changed(good, 77)).Errors.Skip(1));
        Assert.Equal("no_info", HalfBlockValidator.ValidateStateless(HalfBlock.Sign(key, 2, PublicKey.Any, 0, good.Hash, "t", "a0d"u8, 1)).StateName);
    }

    [Fact]
    public void Neighbours_at_the_highest_sequence_number_are_neighbours()
    {
        var key = LedgerVectors.Key(0);
        var before = HalfBlock.Sign(key, uint.MaxValue - 1, PublicKey.Any, 0, LedgerVectors.Load("blocks.json").Items("blocks")[0].Block().Hash, "t", "a0d"u8, 1);
        var last = HalfBlock.Sign(key, uint.MaxValue, PublicKey.Any, 0, before.Hash, "t", "a0d"u8, 2);
        var ledger = new MemoryLedger();
        ledger.Append([before]);
        Assert.Equal(ValidationState.PartialNext, HalfBlockValidator.Validate(last, ledger).State);
        ledger.Append([last]);
        Assert.Equal(ValidationState.PartialPrevious, HalfBlockValidator.Validate(before, ledger).State);
    }

    [Fact]
    public void A_validated_and_stored_half_block_costs_at_most_a_kilobyte()
    {
        var packed = Payments(pairs: 1_000);
        RunAll(packed, new MemoryLedger());
        var ledger = new MemoryLedger();
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunAll(packed, ledger);
        var perBlock = (GC.GetAllocatedBytesForCurrentThread() - before) / packed.Count;
        Assert.Equal(packed.Count, ledger.Count);
        Assert.InRange(perBlock, packed.Min(bytes => bytes.Length), 1_024);
    }

    /// <summary>Proposals of one peer, each countersigned by another.</summary>
    private static List<byte[]> Payments(int pairs)
    {
        var (payer, payee) = (LedgerVectors.Key(0), LedgerVectors.Key(1));
        var transaction = new TransactionMap().Text("currency", "DUM1").Integer("amount", 10).Integer("balance", 990).Encode();
        var (packed, payerHead, payeeHead) = (new List<byte[]>(), default(HalfBlock), default(HalfBlock));
        for (var i = 0; i < pairs; i++)
        {
            Assert.True(OwnChain.TryPropose(payer, payerHead, payee.PublicKey, "tx_payment", transaction, 1, out payerHead, out _));
            Assert.True(OwnChain.TryAgree(payee, payeeHead, payerHead, transaction, 1, out payeeHead, out _));
            packed.AddRange([payerHead.Packed.ToArray(), payeeHead.Packed.ToArray()]);
        }

        return packed;
    }

    private static void RunAll(List<byte[]> packed, MemoryLedger ledger)
    {
        foreach (var bytes in packed)
        {
            var block = LedgerVectors.Block(bytes);
            Assert.True(HalfBlockValidator.Validate(block, ledger).IsAcceptable);
            ledger.Append([block]);
        }
    }

    private static HalfBlock Changed(HalfBlock block, int position)
    {
        var packed = block.Packed.ToArray();
        packed[position] ^= 1;
        return LedgerVectors.Block(packed);
    }
}
