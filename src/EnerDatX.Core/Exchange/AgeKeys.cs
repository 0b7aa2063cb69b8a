using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Exchange;

/// <summary>Whom a file is for: an X25519 public key, 32 bytes; as text <c>age1…</c> (62 characters). Never a point of small order.</summary>
public sealed class AgeRecipient : IEquatable<AgeRecipient>
{
    public const int Length = 32;

    private const string Prefix = "age";

    private readonly byte[] _key;

    private AgeRecipient(byte[] key) => _key = key;

    public ReadOnlySpan<byte> Key => _key;

    /// <summary>
    /// Refuses any other length and the points of small order: what is sealed for those everybody can open,
    /// and a stranger who names one must not bring the sealing to a halt.
    /// </summary>
    public static bool TryFromKey(ReadOnlySpan<byte> key, [NotNullWhen(true)] out AgeRecipient? recipient)
    {
        // Every X25519 secret is a multiple of 8, so a point of small order gives zero with any of them.
        recipient = key.Length == Length && Sodium.X25519Shared(new byte[Length], key) is not null ? new AgeRecipient(key.ToArray()) : null;
        return recipient is not null;
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out AgeRecipient? recipient)
    {
        recipient = null;
        return Bech32.TryDecode(Prefix, text, out var key) && TryFromKey(key, out recipient);
    }

    public override string ToString() => Bech32.Encode(Prefix, _key);

    public bool Equals(AgeRecipient? other) => other is not null && _key.AsSpan().SequenceEqual(other._key);

    public override bool Equals(object? obj) => Equals(obj as AgeRecipient);

    public override int GetHashCode() => BitConverter.ToInt32(_key);
}

/// <summary>Who can open a file: an X25519 secret, 32 bytes; as text <c>AGE-SECRET-KEY-1…</c> (74 characters). Never logged.</summary>
public sealed class AgeIdentity
{
    public const int Length = 32;

    /// <summary>Identities in one file; each is tried on each stanza of a header.</summary>
    public const int MaxPerFile = 64;

    private const string Prefix = "AGE-SECRET-KEY-";

    private readonly byte[] _secret;

    private AgeIdentity(byte[] secret, AgeRecipient recipient)
    {
        _secret = secret;
        Recipient = recipient;
    }

    public AgeRecipient Recipient { get; }

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <param name="secret">32 random or derived bytes.</param>
    public static AgeIdentity FromSecret(ReadOnlySpan<byte> secret) =>
        AgeRecipient.TryFromKey(Sodium.X25519Public(secret), out var recipient)
            ? new AgeIdentity(secret.ToArray(), recipient)
            : throw new ArgumentException("No X25519 secret has a public key of small order.", nameof(secret));

    public static bool TryParse(string? text, [NotNullWhen(true)] out AgeIdentity? identity)
    {
        identity = Bech32.TryDecode(Prefix, text, out var secret) ? FromSecret(secret) : null;
        return identity is not null;
    }

    /// <summary>
    /// Reads an identity file: one identity per line, empty lines and lines that start with '#' are skipped.
    /// Refuses a file with any other line, without an identity, or with more than <see cref="MaxPerFile"/>.
    /// </summary>
    public static bool TryParseFile(string text, [NotNullWhen(true)] out IReadOnlyList<AgeIdentity>? identities)
    {
        identities = null;
        var found = new List<AgeIdentity>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.IsEmpty || trimmed[0] == '#')
            {
                continue;
            }

            if (found.Count == MaxPerFile || !TryParse(trimmed.ToString(), out var identity))
            {
                return false;
            }

            found.Add(identity);
        }

        identities = found.Count > 0 ? found : null;
        return identities is not null;
    }

    /// <summary><c>AGE-SECRET-KEY-1…</c>, for an identity file or a dispute only.</summary>
    public string Export() => Bech32.Encode(Prefix.ToLowerInvariant(), _secret).ToUpperInvariant();

    /// <summary>The 32 secret bytes, for a dispute only.</summary>
    public byte[] ExportSecret() => (byte[])_secret.Clone();

    public override string ToString() => $"identity of {Recipient}";
}
