using static System.Math;

namespace EnerDatX.Laboratory.Presets;

/// <summary>
/// The closed forms that are drawn over measured points (threats.md, section 3.1). N peers, a share β of them silent or worse, each informed one
/// tells <c>f</c> others in a round. They are predictions to compare with: nothing in a run depends on them.
/// </summary>
public static class Laws
{
    /// <summary>Measured rounds may miss the law by so many …</summary>
    public const double ToleranceRounds = 0.5;

    /// <summary>… or by this share of it, whichever is more.</summary>
    public const double ToleranceShare = 0.15;

    private const double Confident = 3.0;

    /// <summary>Of f pushes, those that reach somebody who tells on.</summary>
    public static double EffectiveFanout(double fanout, double silent, double loss = 0) => fanout * (1 - silent) * (1 - loss);

    /// <summary>Mean rounds until one honest peer holds both branches, each of which is told on from one holder: ½·ln(N/(1−β))/ln(1+f_e).</summary>
    public static double DetectionRounds(double peers, double fanout, double silent, double loss = 0) =>
        0.5 * Log(peers / (1 - silent)) / Log(1 + EffectiveFanout(fanout, silent, loss));

    /// <summary>Rounds, at most, until 99 % of the honest peers hold what one of them holds: ln(N(1−β))/ln(1+f_e) + ln N/f_e.</summary>
    public static double SpreadRounds(double peers, double fanout, double silent, double loss = 0) =>
        (Log(peers * (1 - silent)) / Log(1 + EffectiveFanout(fanout, silent, loss))) + (Log(peers) / EffectiveFanout(fanout, silent, loss));

    /// <summary>Whether a mean of measured rounds agrees with the law.</summary>
    public static bool Agrees(double measuredRounds, double lawRounds) =>
        Abs(measuredRounds - lawRounds) <= Max(ToleranceRounds, ToleranceShare * lawRounds);

    /// <summary>Chance that two branches meet without anybody telling on, with so many holders each: 1 − exp(−s₁s₂(1−β)/N).</summary>
    /// <param name="first">Holders of the first branch: who is pushed to, and the receiver itself.</param>
    public static double OneHopDetection(double peers, double first, double second, double silent = 0) =>
        1 - Exp(-first * second * (1 - silent) / peers);

    /// <summary>Share of the peers that hears what everyone tells f others once: the positive solution of z = 1 − exp(−f_e·z), 0 if f_e ≤ 1.</summary>
    public static double Coverage(double effectiveFanout)
    {
        var covered = 1.0;
        for (var step = 0; effectiveFanout > 1 && step < 10_000; step++)
        {
            var next = 1 - Exp(-effectiveFanout * covered);
            if (Abs(next - covered) < 1e-12)
            {
                return next;
            }

            covered = next;
        }

        return effectiveFanout > 1 ? covered : 0;
    }

    /// <summary>Chance that a fork is missed if each receiver asks k·√N random peers before it accepts: exp(−k²(1−β)).</summary>
    public static double MissByRootOfPeers(double factor, double silent = 0) => Exp(-factor * factor * (1 - silent));

    /// <summary>Random witnesses, of whom one honest is enough, so that all are bad with a chance of ε at most: ⌈ln ε / ln β⌉.</summary>
    public static int Witnesses(double epsilon, double bad) => (int)Ceiling((Log(epsilon) / Log(bad)) - 1e-9);

    /// <summary>Chance that a constant hazard, per second, has struck after some seconds: 1 − e^(−λt).</summary>
    public static double DetectionByPulls(double hazard, double seconds) => 1 - Exp(-hazard * seconds);

    /// <summary>Upper bound (95 %) of a rate after no event in n trials: 3/n.</summary>
    public static double RuleOfThree(double trials) => Confident / trials;

    /// <summary>Chance that all k random neighbours of a peer are hostile: β^k.</summary>
    public static double Eclipse(double hostile, double neighbours) => Pow(hostile, neighbours);

    /// <summary>What one trade loses at most, if its value is paid in k steps: V/k.</summary>
    public static double LossOfOneStep(double value, int steps) => value / steps;

    /// <summary>Chance that two orders sent to f of m matchmakers each meet at an honest one: 1 − ∏ (m − ⌊(1−r)f⌋ − i)/m for i below f (MATCH).</summary>
    /// <param name="bad">Share r of the matchmakers that match nothing.</param>
    public static double OrdersMeet(int matchmakers, int fanout, double bad = 0)
    {
        var honest = (int)Floor(((1 - bad) * fanout) + 1e-9);
        var miss = 1.0;
        for (var i = 0; i < fanout; i++)
        {
            miss *= Max(0, matchmakers - honest - i) / (double)matchmakers;
        }

        return 1 - miss;
    }
}
