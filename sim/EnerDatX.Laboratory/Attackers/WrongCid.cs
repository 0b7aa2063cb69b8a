using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A seller that has terms signed and serves something else under the CIDs.</summary>
[Behaviour("wrong-cid", "A19: a seller who serves something else under the CIDs that it sells.")]
internal sealed class WrongCid(AttackSurroundings my) : SpoiledGoods(my)
{
    private const int Length = 1_000;

    private readonly HashSet<HalfBlock> _logged = [];

    protected override void Spoil(DatasetRecord record)
    {
        foreach (var segment in record.Segments)
        {
            Body.Vault.Falsify(Cid.TryParse(segment.Cid, out var cid) ? cid : throw new InvalidOperationException("The own vault has no CIDs."), new byte[Length]);
        }
    }

    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        foreach (var terms in Mine(packet).Where(own => own.IsAgreement && own.Type == BlockTypes.Init && Spoiled.Count > 0 && _logged.Add(own)))
        {
            Log(ProofKind.None, terms);
        }

        return true;
    }
}
