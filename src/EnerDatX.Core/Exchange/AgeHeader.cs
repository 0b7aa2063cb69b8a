using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// The header of an age file (C2SP age.md). For one X25519 recipient it has exactly 168 bytes and can travel alone: put in front
/// of a payload that was sealed with the same file key, it makes an ordinary age file for that recipient.
/// </summary>
public static class AgeHeader
{
    /// <summary>Bytes of a header for one X25519 recipient: version line 22, stanza 54 + 44, MAC line 48.</summary>
    public const int Length = 168;

    private const int MacLength = 32;

    // " " + 43 columns + LF: what follows the mark that the MAC still covers.
    private const int AfterMark = 45;

    private const string ScryptType = "scrypt";

    private static ReadOnlySpan<byte> Version => "age-encryption.org/v1"u8;

    private static ReadOnlySpan<byte> MacMark => "---"u8;

    /// <summary>What every version's file starts with.</summary>
    internal static ReadOnlySpan<byte> AnyVersion => "age-encryption.org/"u8;

    /// <summary>Wraps a file key for one recipient.</summary>
    /// <param name="fileKey">16 random bytes, used for one payload only.</param>
    /// <param name="ephemeralSecret">32 random bytes, used for this header only.</param>
    public static byte[] Wrap(ReadOnlySpan<byte> fileKey, AgeRecipient recipient, ReadOnlySpan<byte> ephemeralSecret)
    {
        AgePayload.RequireFileKey(fileKey);
        var stanza = AgeX25519.Wrap(fileKey, recipient, ephemeralSecret);
        var covered = $"{Encoding.ASCII.GetString(Version)}\n-> {stanza.Type} {stanza.Arguments[0]}\n{CanonicalBase64.Encode(stanza.Body)}\n---";
        var mac = Mac(fileKey, Encoding.ASCII.GetBytes(covered));
        return Encoding.ASCII.GetBytes($"{covered} {CanonicalBase64.Encode(mac)}\n");
    }

    /// <summary>
    /// Opens a detached header for one recipient: the file key (16 bytes), or null and why: no match, HMAC failure,
    /// or header failure (also for any length but 168).
    /// </summary>
    public static byte[]? Unwrap(ReadOnlySpan<byte> header, AgeIdentity identity, out AgeOutcome outcome)
    {
        outcome = AgeOutcome.HeaderFailure;
        if (header.Length != Length)
        {
            return null;
        }

        using var stream = new MemoryStream(header.ToArray());
        var source = new ByteSource(stream.Read);
        var fileKey = Open(source, [identity], out outcome);
        if (fileKey is null || source.Peek(1).IsEmpty)
        {
            return fileKey;
        }

        outcome = AgeOutcome.HeaderFailure;
        return null;
    }

    /// <summary>Reads a header from the front of <paramref name="source"/> and tries each identity on each stanza, in order.</summary>
    internal static byte[]? Open(ByteSource source, IReadOnlyList<AgeIdentity> identities, out AgeOutcome outcome)
    {
        outcome = AgeOutcome.HeaderFailure;
        var text = new HeaderText();
        if (ReadStanzas(source, text, out var mac) is not { } stanzas || UnwrapAny(stanzas, identities, out outcome) is not { } fileKey)
        {
            return null;
        }

        if (CryptographicOperations.FixedTimeEquals(mac, Mac(fileKey, text.Without(AfterMark))))
        {
            return fileKey;
        }

        outcome = AgeOutcome.HmacFailure;
        return null;
    }

    private static List<AgeStanza>? ReadStanzas(ByteSource source, HeaderText text, out byte[] mac)
    {
        mac = [];
        var stanzas = new List<AgeStanza>();
        if (!Version.SequenceEqual(text.ReadLine(source)))
        {
            return null;
        }

        while (text.ReadLine(source) is { } line)
        {
            if (line.AsSpan().StartsWith(MacMark))
            {
                return TryReadMac(line, out mac) && IsAllowed(stanzas) ? stanzas : null;
            }

            if (AgeStanza.Read(line, source, text) is not { } stanza)
            {
                return null;
            }

            stanzas.Add(stanza);
        }

        return null;
    }

    private static bool TryReadMac(ReadOnlySpan<byte> line, out byte[] mac)
    {
        mac = [];
        if (!line.StartsWith("--- "u8) || !CanonicalBase64.TryDecode(line[4..], out var bytes) || bytes.Length != MacLength)
        {
            return false;
        }

        mac = bytes;
        return true;
    }

    /// <summary>At least one stanza; a passphrase stands alone, since whoever else could read the file could also have written it.</summary>
    private static bool IsAllowed(List<AgeStanza> stanzas) =>
        stanzas.Count == 1 || (stanzas.Count > 1 && !stanzas.Exists(stanza => stanza.Type == ScryptType));

    private static byte[]? UnwrapAny(List<AgeStanza> stanzas, IReadOnlyList<AgeIdentity> identities, out AgeOutcome outcome)
    {
        outcome = AgeOutcome.NoMatch;
        foreach (var identity in identities)
        {
            foreach (var stanza in stanzas)
            {
                var fileKey = AgeX25519.Unwrap(stanza, identity, out outcome);
                if (outcome != AgeOutcome.NoMatch)
                {
                    return fileKey;
                }
            }
        }

        return null;
    }

    private static byte[] Mac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> covered)
    {
        Span<byte> key = stackalloc byte[MacLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, [], "header"u8);
        return HMACSHA256.HashData(key, covered);
    }
}
