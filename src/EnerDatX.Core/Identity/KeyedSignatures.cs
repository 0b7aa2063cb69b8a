using System.Runtime.InteropServices;

namespace EnerDatX.Core.Identity;

/// <summary>
/// What simulated peers may sign with in place of Ed25519, for scale: SipHash of the message with a key that everyone in the simulation has, and
/// the signer's public key. Same lengths, a few thousandths of the time, and no secret at all. Only the simulator's assembly can turn it on, only for
/// the thread that it runs on, and a node has no such thread.
/// </summary>
internal static class KeyedSignatures
{
    public const int KeyLength = Sodium.SipKeyBytes;

    [ThreadStatic]
    private static byte[]? t_key;

    /// <summary>The key that this thread signs and verifies with; null = Ed25519.</summary>
    public static byte[]? Key
    {
        get => t_key;
        set => t_key = value is null or { Length: KeyLength } ? value : throw new ArgumentException($"The key has {KeyLength} bytes.", nameof(value));
    }

    public static void Sign(byte[] key, PublicKey signer, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> both = stackalloc byte[KeyLength];
        for (var i = 0; i < both.Length; i++)
        {
            both[i] = (byte)(key[i] ^ signer.Ed25519[i]);
        }

        MemoryMarshal.Cast<byte, UInt128>(signature).Fill(Sodium.SipHash128(both, message));
    }

    public static bool Verify(byte[] key, PublicKey signer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> right = stackalloc byte[Sodium.SignatureBytes];
        Sign(key, signer, message, right);
        return signature.SequenceEqual(right);
    }
}
