using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Gossip;

/// <summary>Whose chain a fingerprint is of, as far as half-blocks of it are held.</summary>
internal sealed class KnownChains
{
    /// <summary>100 bytes each. Of a chain beyond this, only fingerprints are compared, not half-blocks that were held before.</summary>
    private const int MaxChains = 100_000;

    private readonly ILedgerReader _ledger;
    private readonly Remembered<ulong, PublicKey> _byTag = new(MaxChains);

    public KnownChains(ILedgerReader ledger)
    {
        _ledger = ledger;
        foreach (var (key, _) in ledger.Chains(MaxChains))
        {
            Add(key);
        }
    }

    public void Add(PublicKey key) => _byTag.Add(Place.TagOf(key), key);

    public PublicKey? OwnerOf(Fingerprint fingerprint) => _byTag.TryGet(fingerprint.Place.Chain, out var key) ? key : null;

    /// <summary>The half-blocks that are held at this place; more than one is a fork.</summary>
    public IReadOnlyList<HalfBlock> HeldAt(Place place) =>
        _byTag.TryGet(place.Chain, out var key) ? _ledger.Siblings(key, place.Sequence) : [];
}
