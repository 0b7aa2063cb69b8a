using EnerDatX.Laboratory.Commands;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Runs;

public sealed class PaceTests
{
    [Fact]
    public void Messages_count_when_they_arrive_and_signatures_when_they_are_made_and_checked()
    {
        var done = Run(SmallWorld.Honest);
        Assert.Equal(done.Timing.Marks.OrderBy(mark => mark.AtMs).ThenBy(mark => mark.Messages), done.Timing.Marks);
        var end = done.Timing.Marks[^1];
        Assert.Equal(70_000, end.AtMs); // 40 s, and 30 s in which all comes to agree
        Assert.Equal(done.Timing.Messages, end.Messages);
        Assert.InRange(end.SignaturesMade, done.Findings.First(finding => finding.Name == "half-blocks").Value, end.Messages + end.SignaturesMade);
        Assert.InRange(end.SignaturesChecked, end.SignaturesMade / 4, 4 * end.Messages);
        Assert.True(end.CpuSeconds > 0);

        // Every fifth is lost, and what is on its way at the end has not arrived.
        var lossy = Run(SmallWorld.Honest with
        {
            WarmUp = TimeSpan.Zero,
            Network = SmallWorld.Honest.Network with { LossPermille = 200 },
            Checks = new CheckPlan(false, TimeSpan.FromSeconds(5), 1, TimeSpan.Zero),
        });
        var sent = lossy.Findings.First(finding => finding.Name == "datagrams").Value;
        Assert.InRange(lossy.Timing.Messages, 0.75 * sent, 0.85 * sent);
    }

    [Fact]
    public void Countersignatures_are_counted()
    {
        var done = Run(SmallWorld.Honest with { Outputs = SmallWorld.Honest.Outputs with { Blocks = true } });
        var agreements = done.Tables.Blocks.Count(block => block.LinkSequence > 0);
        Assert.True(agreements > 0);
        Assert.Equal(agreements, done.Findings.First(finding => finding.Name == "half-blocks.agreed").Value);
    }

    [Fact]
    public void A_run_ends_as_soon_as_somebody_honest_holds_a_proof_of_every_fraud()
    {
        var scenario = SmallWorld.With("fork-twins") with { Checks = new CheckPlan(false, TimeSpan.FromSeconds(1), 1, TimeSpan.Zero) };
        var outputs = new OutputPlan(TimeSpan.FromSeconds(1), false, false, false, StopsWhenFound: true);
        var done = Run(scenario with { Outputs = outputs, Network = scenario.Network with { LosesProofs = true } });
        var first = done.Tables.Frauds.Max(fraud => fraud.FirstDetectedMs);
        Assert.NotNull(first);
        Assert.InRange(done.Timing.Marks[^1].AtMs, first.Value, first.Value + 1_000);
    }

    private static RunOutcome Run(Scenario scenario) => OneRun.Of(
        scenario, new RunIdentity(scenario.Name, string.Empty, 3, string.Empty), RunFiles.None, null, CancellationToken.None);
}
