using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A seller whose ciphertext fits its CID, and whose keys open nothing of it: after the payment there is only noise.</summary>
[Behaviour("garbage", "A19: a seller whose ciphertext is what the CID says and opens to nothing but noise.")]
internal sealed class Garbage(AttackSurroundings my) : SpoiledGoods(my)
{
    private readonly HashSet<HalfBlock> _logged = [];

    protected override void Spoil(DatasetRecord record) => Body.Vault.Save(record with
    {
        Segments = [.. record.Segments.Select(segment => WithKey(segment, Noise(segment.FileKey.Length)))],
    });

    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        foreach (var delivery in Mine(packet).Where(own => own.IsProposal && own.Type == BlockTypes.Delivery && Spoiled.Count > 0 && _logged.Add(own)))
        {
            Log(ProofKind.None, delivery);
        }

        return true;
    }

    /// <summary>The body looks whether its keys are those of its record before it delivers; the offer commits to others.</summary>
    private static DatasetSegment WithKey(DatasetSegment segment, byte[] key) =>
        segment with { FileKey = key, KeyCommit = Commitments.Key(new Digest(segment.ReadingsRoot), key).ToArray() };

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        My.Random.NextBytes(noise);
        return noise;
    }
}
