using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>Spec section 5.6: each error text of Tribler's bandwidth accounting.</summary>
public sealed class BandwidthRuleTests
{
    private static readonly SecretKey Alice = LedgerVectors.Key(0);
    private static readonly SecretKey Bob = LedgerVectors.Key(1);

    private readonly MemoryLedger _ledger = new();

    [Theory]
    [InlineData(-1, 1, -1, 1, "Up field is negative", "Total up field is negative")]
    [InlineData(1, -1, 1, -1, "Down field is negative", "Total down field is negative")]
    [InlineData(0, 0, 0, 0, "Up and down are zero")]
    [InlineData(1, 2, 2, 2, "Genesis block invalid total_up and/or up")]
    [InlineData(1, 2, 1, 3, "Genesis block invalid total_down and/or down")]
    [InlineData(5, 6, 5, 6)]
    public void A_first_half_block_is_checked_by_itself(int up, int down, int totalUp, int totalDown, params string[] errors) =>
        Assert.Equal(errors, Judge(Half(Alice, 1, up, down, totalUp, totalDown)).Errors);

    [Fact]
    public void Totals_are_compared_with_the_neighbours_of_the_same_type()
    {
        var first = Half(Alice, 1, 10, 20, 10, 20);
        var note = HalfBlock.Sign(Alice, 2, Bob.PublicKey, 0, first.Hash, "note", "a0d"u8, 1);
        _ledger.Append([first, note]);
        Assert.Empty(Judge(Half(Alice, 3, 1, 2, 11, 22, note.Hash)).Errors);
        Assert.Equal(
            [
                "Total up is lower than expected compared to the preceding block",
                "Total down is lower than expected compared to the preceding block",
            ],
            Judge(Half(Alice, 3, 1, 2, 10, 21, note.Hash)).Errors);

        _ledger.Append([Half(Alice, 9, 5, 5, 30, 40, note.Hash)]);
        Assert.Equal(
            [
                "Total up is higher than expected compared to the next block",
                "Total down is higher than expected compared to the next block",
            ],
            Judge(Half(Alice, 3, 1, 2, 26, 36, note.Hash)).Errors);
    }

    [Fact]
    public void A_known_half_block_with_other_amounts_is_named_before_the_fraud()
    {
        _ledger.Append([Half(Alice, 1, 1, 2, 1, 2)]);
        Assert.Equal(
            [
                "Up does not match known block", "Down does not match known block", "Total up does not match known block",
                "Total down does not match known block", "Signature does not match known block", "Double sign fraud",
            ],
            Judge(Half(Alice, 1, 3, 4, 3, 4)).Errors);
    }

    [Fact]
    public void An_agreement_mirrors_its_proposal_and_only_the_agreement_is_to_blame()
    {
        var proposal = Half(Alice, 1, 1, 2, 1, 2);
        var wrong = Half(Bob, 1, 1, 2, 1, 2, link: 1);
        _ledger.Append([proposal]);
        Assert.Empty(Judge(Half(Bob, 1, 2, 1, 2, 1, link: 1)).Errors);
        Assert.Equal(["Up/down mismatch on linked block", "Down/up mismatch on linked block"], Judge(wrong).Errors);
        _ledger.Append([wrong]);
        Assert.Empty(Judge(proposal).Errors);
    }

    [Fact]
    public void Keys_as_bytes_are_read_and_missing_ones_are_an_error()
    {
        Assert.Empty(Judge(Half(Alice, "a4d4bdown1i210btotal_down1i22bup1J18btotal_up1J1"u8)).Errors);
        Assert.Equal(["Bandwidth transaction is malformed"], Judge(Half(Alice, "a1d4bdown1i2"u8)).Errors);
        Assert.Equal(["Bandwidth transaction is malformed"], Judge(Half(Alice, "nonsense"u8)).Errors);
    }

    private static HalfBlock Half(
        SecretKey key, uint sequence, int up, int down, int totalUp, int totalDown, BlockHash? previous = null, uint link = 0)
    {
        var transaction = new TransactionMap().Integer("up", up).Integer("down", down).Integer("total_up", totalUp).Integer("total_down", totalDown);
        var other = key == Alice ? Bob : Alice;
        return HalfBlock.Sign(
            key, sequence, other.PublicKey, link, previous ?? BlockHash.Genesis, "tribler_bandwidth", transaction.Encode(), 1);
    }

    private static HalfBlock Half(SecretKey key, ReadOnlySpan<byte> transaction) =>
        HalfBlock.Sign(key, 1, Bob.PublicKey, 0, BlockHash.Genesis, "tribler_bandwidth", transaction, 1);

    private Verdict Judge(HalfBlock block) => HalfBlockValidator.Validate(block, _ledger);
}
