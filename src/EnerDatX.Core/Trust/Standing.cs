namespace EnerDatX.Core.Trust;

/// <summary>How a peer stands with an evaluator in one currency. The zero value is a newcomer.</summary>
/// <param name="Score">NetFlow, in α-ths of smallest units.</param>
/// <param name="PerThousand">
/// The relative score, 0 to 1,000: of all that the evaluator ever received, how much came from the peer, directly or through others. A positive
/// score may be below one thousandth.
/// </param>
public readonly record struct Standing(long Score, int PerThousand)
{
    /// <summary>The largest relative score.</summary>
    public const int Whole = 1_000;

    /// <summary>Gave nothing that reached the evaluator, or took more than it gave: as good as a new key.</summary>
    public bool IsNewcomer => Score == 0;

    /// <param name="score">In α-ths.</param>
    /// <param name="received">Weights of all edges to the evaluator together, in α-ths: no score is greater.</param>
    public static Standing Of(long score, Int128 received) =>
        score == 0 || received == 0 ? default : new Standing(score, (int)Int128.Min(Whole, (Int128)score * Whole / received));
}
