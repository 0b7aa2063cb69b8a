using EnerDatX.Core.Ledger;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>Half-blocks in others' names. Nobody who checks a signature takes them.</summary>
public static class Forgery
{
    private const int SignatureOffset = 188;
    private const int SignatureLength = 64;

    /// <summary>The same key and number, another stamp, and a signature that is none.</summary>
    public static HalfBlock Of(HalfBlock real, RandomStream random)
    {
        var bytes = real.Packed.ToArray();
        random.NextBytes(bytes.AsSpan(SignatureOffset, SignatureLength));
        bytes[^1] ^= 1;
        return HalfBlock.TryUnpack(bytes, out var forged) ? forged : throw new InvalidOperationException("No length was changed.");
    }
}
