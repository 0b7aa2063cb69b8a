namespace EnerDatX.Core.Market;

/// <summary>Texts for people inside half-blocks.</summary>
public static class Reasons
{
    /// <summary>As many whole characters as fit: a text that is too long would make a half-block that its own signer cannot read.</summary>
    /// <param name="maxBytes">In UTF-8.</param>
    public static string Cut(string text, int maxBytes)
    {
        var (length, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }
}
