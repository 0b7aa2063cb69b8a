using EnerDatX.Core.Identity;

namespace EnerDatX.Peer;

/// <summary>Keys against which a proof is held.</summary>
public sealed class Cheats
{
    /// <summary>A proof costs its cheat nothing but a key, so what is remembered has a limit: 100 bytes each. The proofs stay in the ledger.</summary>
    internal const int MaxCheats = 100_000;

    private readonly Remembered<PublicKey, bool> _keys = new(MaxCheats);

    public Cheats(IReadOnlyList<PublicKey> known)
    {
        foreach (var key in known)
        {
            _keys.Add(key, true);
        }
    }

    public bool Contains(PublicKey key) => _keys.Count > 0 && _keys.Contains(key);

    /// <summary>True if it was not known before.</summary>
    public bool Add(PublicKey key) => _keys.Add(key, true);
}
