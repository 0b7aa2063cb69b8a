namespace EnerDatX.Core.Exchange;

/// <summary>Whole files of age v1 (C2SP age.md) with X25519 recipients; other types of recipient are passed over.</summary>
public static class AgeFile
{
    /// <summary>A file for one recipient: header (168 bytes) ‖ payload.</summary>
    /// <param name="fileKey">16 random bytes.</param>
    /// <param name="nonce">16 random bytes.</param>
    /// <param name="ephemeralSecret">32 random bytes.</param>
    public static byte[] Encrypt(
        AgeRecipient recipient, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ephemeralSecret, ReadOnlySpan<byte> plaintext) =>
        [.. AgeHeader.Wrap(fileKey, recipient, ephemeralSecret), .. AgePayload.Seal(fileKey, nonce, plaintext)];

    /// <summary>
    /// Decrypts a file, armored or not, as it comes. After a payload failure, and after an armor failure inside the payload,
    /// <paramref name="plaintext"/> holds the chunks before it, which are authentic; but the whole is not.
    /// </summary>
    public static AgeOutcome Decrypt(Stream file, Stream plaintext, IReadOnlyList<AgeIdentity> identities)
    {
        var source = new ByteSource(file.Read);
        if (LooksArmored(source.Peek(ByteSource.MaxPeek)))
        {
            source = new ByteSource(new AgeArmor(source).Read);
        }

        var outcome = Decrypt(source, plaintext, identities);
        return outcome != AgeOutcome.Success && source.IsBroken ? AgeOutcome.ArmorFailure : outcome;
    }

    private static AgeOutcome Decrypt(ByteSource source, Stream plaintext, IReadOnlyList<AgeIdentity> identities)
    {
        if (AgeHeader.Open(source, identities, out var outcome) is not { } fileKey)
        {
            return outcome;
        }

        // The test kit counts a missing nonce as a failure of the header: nothing of the stream has begun.
        if (!AgePayload.TryReadNonce(source, out var nonce))
        {
            return AgeOutcome.HeaderFailure;
        }

        return AgePayload.Open(fileKey, nonce, source, plaintext) ? AgeOutcome.Success : AgeOutcome.PayloadFailure;
    }

    /// <summary>Neither the start of a header, and dashes near the front: armor, perhaps wrong armor.</summary>
    private static bool LooksArmored(ReadOnlySpan<byte> front) =>
        !front.StartsWith(AgeHeader.AnyVersion) && front.IndexOf(AgeArmor.Mark) >= 0;
}
