namespace EnerDatX.Core.Gossip;

/// <summary>How much is remembered and told of what exists.</summary>
/// <param name="Capacity">Fingerprints remembered, about 80 bytes each; the oldest makes room.</param>
/// <param name="MaxTold">
/// How often each is told. Where half of the peers are silent, every second telling is lost, and 8 still leave a rumour that reaches all but
/// about 2 % (z = 1 − e^(−4z)).
/// </param>
/// <param name="NewsMs">Milliseconds after which a fingerprint is no news any more, and told to nobody.</param>
public sealed record HearsayLimits(int Capacity, int MaxTold, long NewsMs)
{
    public static readonly HearsayLimits Default = new(Capacity: 16_384, MaxTold: 8, NewsMs: 120_000);
}
