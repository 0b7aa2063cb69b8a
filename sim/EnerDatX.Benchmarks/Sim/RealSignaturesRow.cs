using EnerDatX.Benchmarks.Report;
using EnerDatX.Core.Identity;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>How much of a run with real signatures is signatures: what libsodium alone would take for as many, by what the run took.</summary>
internal static class RealSignaturesRow
{
    private const double Least = 0.6;
    private const int Signatures = 4_000;

    /// <summary>About what peers sign: a half-block has 339 bytes.</summary>
    private const int MessageBytes = 339;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static SimGroup Group(SimSize size)
    {
        var (peers, seconds) = size == SimSize.Quick ? (100, 60) : (1_000, 180);
        var scenario = Smaller.WithPeers(SimRuns.Shipped("scale-10000"), peers, TimeSpan.FromSeconds(seconds)) with { Signatures = Laboratory.Scenarios.Signatures.Real, Lanes = 1 };
        var goal = new SimGoal(
            $"real signatures, one core, {peers:#,0} peers: rate by that of libsodium's sign and verify alone, for as many (time of all threads; after {ScaleRows.StartUp.TotalSeconds:0} virtual s)",
            "x", ">= 0.6", value => value >= Least);
        return new SimGroup([goal], runs =>
        {
            var before = Alone();
            var run = runs.Run(scenario, Limit);
            var after = Alone();
            if (run.Since(ScaleRows.StartUp) is not var (from, to))
            {
                return [goal.With(null)];
            }

            var (made, looked) = (to.SignaturesMade - from.SignaturesMade, to.SignaturesChecked - from.SignaturesChecked);
            var alone = ((made * (before.Sign + after.Sign)) + (looked * (before.Verify + after.Verify))) / 2;
            runs.Notes.Add($"real signatures: {made:#,0} made and {looked:#,0} checked for {to.Messages - from.Messages:#,0} messages in {to.CpuSeconds - from.CpuSeconds:0.00} s of a core; libsodium alone {alone:0.00} s.");
            return [goal.With(alone / (to.CpuSeconds - from.CpuSeconds), run.IsSound)];
        });
    }

    /// <summary>Seconds of a core for one signature.</summary>
    private static (double Sign, double Verify) Alone()
    {
        var key = SecretKey.FromSeeds(new byte[Sodium.KeyBytes], new byte[Sodium.KeyBytes]);
        var message = new byte[MessageBytes];
        var signatures = new byte[Signatures][];
        var clock = new Clock();
        for (var i = 0; i < Signatures; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            signatures[i] = key.Sign(message);
        }

        var sign = 1 / clock.PerSecond(Signatures).Core;
        clock = new Clock();
        var good = 0;
        for (var i = 0; i < Signatures; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            good += key.PublicKey.Verify(message, signatures[i]) ? 1 : 0;
        }

        var verify = 1 / clock.PerSecond(Signatures).Core;
        return good == Signatures ? (sign, verify) : throw new InvalidOperationException("A good signature was refused.");
    }
}
