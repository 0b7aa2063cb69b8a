using EnerDatX.Laboratory.Presets;

namespace EnerDatX.Laboratory.Tests.Presets;

/// <summary>Against the table of threats.md, section 3.2, to the digits that it has.</summary>
public sealed class LawsTests
{
    [Theory]
    [InlineData(1_000, 2, 0, 3.14)]
    [InlineData(1_000, 2, 0.33, 4.30)]
    [InlineData(1_000, 2, 0.5, 5.48)]
    [InlineData(1_000, 5, 0, 1.93)]
    [InlineData(1_000, 5, 0.5, 3.03)]
    [InlineData(10_000, 3, 0.2, 3.85)]
    [InlineData(10_000, 5, 0, 2.57)]
    [InlineData(10_000, 5, 0.33, 3.27)]
    [InlineData(10_000, 8, 0.5, 3.08)]
    public void Rounds_to_the_first_detection(double peers, double fanout, double silent, double rounds) =>
        Assert.Equal(rounds, Laws.DetectionRounds(peers, fanout, silent), 0.011);

    [Theory]
    [InlineData(1_000, 5, 0, 2.25)]
    [InlineData(1_000, 5, 0.5, 2.82)]
    [InlineData(10_000, 3, 0.2, 3.98)]
    [InlineData(10_000, 5, 0, 2.87)]
    [InlineData(10_000, 5, 0.33, 3.23)]
    [InlineData(10_000, 8, 0.5, 2.95)]
    public void The_measured_rounds_of_fan_outs_from_three_agree_with_the_law(double peers, double fanout, double silent, double measured) =>
        Assert.True(Laws.Agrees(measured, Laws.DetectionRounds(peers, fanout, silent)));

    [Fact]
    public void Half_a_round_more_than_allowed_does_not_agree()
    {
        Assert.True(Laws.Agrees(2.5, 2));
        Assert.False(Laws.Agrees(2.51, 2));
        Assert.True(Laws.Agrees(8.5, 10));
        Assert.False(Laws.Agrees(8.49, 10));
    }

    [Theory]
    [InlineData(1_000, 5, 0, 2.8)]
    [InlineData(1_000, 5, 0.5, 4.1)]
    [InlineData(10_000, 3, 0.2, 5.1)]
    [InlineData(10_000, 5, 0, 4.1)]
    [InlineData(10_000, 8, 0.5, 4.1)]
    public void A_proof_spreads_no_slower_than_its_bound(double peers, double fanout, double silent, double measured) =>
        Assert.InRange(measured, 1, Laws.SpreadRounds(peers, fanout, silent));

    [Theory]
    [InlineData(1_000, 20, 0.357)]
    [InlineData(1_000, 50, 0.926)]
    [InlineData(10_000, 100, 0.639)]
    public void One_hop_with_the_receiver_itself_as_a_holder(double peers, double fanout, double probability) =>
        Assert.Equal(probability, Laws.OneHopDetection(peers, fanout + 1, fanout + 1), 0.0006);

    [Theory]
    [InlineData(2, 0, 0.0183)]
    [InlineData(3, 0.33, 0.00241)]
    public void Asking_a_root_of_all_peers(double factor, double silent, double miss) => Assert.Equal(miss, Laws.MissByRootOfPeers(factor, silent), 0.0001);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0.797)]
    [InlineData(3, 0.94)]
    [InlineData(10, 1)]
    public void Coverage_is_a_fixed_point(double fanout, double covered) => Assert.Equal(covered, Laws.Coverage(fanout), 0.001);

    [Theory]
    [InlineData(1e-3, 1 / 3.0, 7)]
    [InlineData(1e-6, 1 / 3.0, 13)]
    [InlineData(1e-9, 1 / 3.0, 19)]
    [InlineData(0.25, 0.5, 2)]
    public void Witnesses_of_whom_one_is_honest(double epsilon, double bad, int witnesses) => Assert.Equal(witnesses, Laws.Witnesses(epsilon, bad));

    [Theory]
    [InlineData(100, 0, 14)]
    [InlineData(400, 0, 28)]
    [InlineData(1_000, 0, 45)]
    [InlineData(2_000, 0, 63)]
    [InlineData(2_000, 0.5, 78)]
    [InlineData(10_000, 0, 141)]
    public void The_fan_out_with_which_two_orders_meet_in_95_of_100_cases(int matchmakers, double bad, int fanout) =>
        Assert.Equal(fanout, Enumerable.Range(1, matchmakers).First(f => Laws.OrdersMeet(matchmakers, f, bad) >= 0.95));

    [Fact]
    public void The_small_ones()
    {
        Assert.Equal(3e-6, Laws.RuleOfThree(1e6), 1e-12);
        Assert.Equal(0.125, Laws.Eclipse(0.5, 3));
        Assert.Equal(25, Laws.LossOfOneStep(100, 4));
        Assert.Equal(1 - Math.Exp(-1), Laws.DetectionByPulls(0.1, 10), 1e-12);
        Assert.Equal(2, Laws.EffectiveFanout(5, 0.5, 0.2), 1e-12);
    }
}
