using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class IssueTests
{
    private readonly MoneyWorld _world = new();

    [Fact]
    public void Tokens_are_taken_from_the_configured_issuer_only()
    {
        Assert.True(MayAccept(_world.Offer(_world.Alice, 10)));
        var forged = _world.Bob.Propose(
            BlockTypes.Issue, _world.Alice.PublicKey, new IssueTransaction(MoneyWorld.Token, 10, "gift").Encode(MoneyWorld.Network));
        Assert.False(MayAccept(forged));
    }

    [Fact]
    public void Tokens_for_somebody_else_of_another_network_or_an_unknown_currency_are_not_taken()
    {
        Assert.False(MayAccept(_world.Offer(_world.Bob, 10)));
        Assert.False(MayAccept(_world.Offer(_world.Alice, 10, "DUM9")));
        var offer = _world.Offer(_world.Alice, 10);
        Assert.False(IssueRule.MayAccept(offer, _world.Alice.PublicKey, _world.Currencies, "other"));
        Assert.False(MayAccept(_world.Alice.Credit(offer)));
    }

    [Theory]
    [InlineData(0, "r", false)]
    [InlineData(-1, "r", false)]
    [InlineData(1, "r", true)]
    [InlineData(MoneyFields.MaxAmount, "", true)]
    [InlineData(MoneyFields.MaxAmount + 1, "r", false)]
    public void An_issue_has_an_amount_that_can_be_paid(long amount, string reason, bool fits) => Assert.Equal(fits, MayAccept(_world.Issuer.Propose(
        BlockTypes.Issue, _world.Alice.PublicKey, new IssueTransaction(MoneyWorld.Token, amount, reason).Encode(MoneyWorld.Network))));

    [Theory]
    [InlineData('r', IssueTransaction.MaxReasonLength)]
    [InlineData('r', IssueTransaction.MaxReasonLength + 40)]
    [InlineData('é', IssueTransaction.MaxReasonLength)]
    public void A_reason_that_is_too_long_is_cut_so_that_everyone_can_read_the_issue(char letter, int length)
    {
        var transaction = new IssueTransaction(MoneyWorld.Token, 10, new string(letter, length)).Encode(MoneyWorld.Network);
        var offer = _world.Issuer.Propose(BlockTypes.Issue, _world.Alice.PublicKey, transaction);
        Assert.True(IssueTransaction.TryRead(offer, MoneyWorld.Network, out var issue));
        Assert.StartsWith(issue.Reason, new string(letter, length), StringComparison.Ordinal);
        Assert.True(MayAccept(offer));
    }

    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("abc", 3, "abc")]
    [InlineData("aéé", 4, "aé")]
    [InlineData("a😀b", 4, "a")]
    [InlineData("a😀b", 5, "a😀")]
    public void Only_whole_characters_are_kept_of_a_text_that_is_cut(string text, int maxBytes, string kept) =>
        Assert.Equal(kept, Reasons.Cut(text, maxBytes));

    [Theory]
    [InlineData("DUM1", true)]
    [InlineData("A", true)]
    [InlineData("1", true)]
    [InlineData("ABCDEFGHIJKLMNOP", true)]
    [InlineData("ABCDEFGHIJKLMNOPQ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("dum", false)]
    [InlineData("D M", false)]
    [InlineData("EW", false)]
    [InlineData("EW1", false)]
    [InlineData("É", false)]
    public void A_currency_has_a_short_name_that_no_dataset_has(string? name, bool fits) => Assert.Equal(fits, Currency.IsName(name));

    private bool MayAccept(HalfBlock offer) => IssueRule.MayAccept(offer, _world.Alice.PublicKey, _world.Currencies, MoneyWorld.Network);
}
