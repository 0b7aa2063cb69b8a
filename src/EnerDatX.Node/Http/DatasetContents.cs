using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Http;

/// <summary>One segment, opened with its own key.</summary>
/// <param name="PlaintextSha256">Lower-case hex, of the encoded plaintext: what a seller and a buyer compare.</param>
internal sealed record OpenSegment(DatasetSegment Segment, string PlaintextSha256, Dataset Dataset);

/// <summary>Opens the ciphertexts that the vault holds, with the keys of the record.</summary>
internal static class DatasetContents
{
    /// <summary>All segments that are held, in order, or a sentence that says which does not open.</summary>
    public static async Task<(IReadOnlyList<OpenSegment> Segments, string? Defect)> Open(DatasetRecord record, NodeQuestions node)
    {
        var opened = new List<OpenSegment>(record.Segments.Count);
        foreach (var segment in record.Segments)
        {
            var payload = await node.Payload(segment);
            if (payload is null)
            {
                return ([], $"the ciphertext of segment {segment.Index} is not held");
            }

            if (!TryOpen(segment, payload, out var open, out var refusal))
            {
                return ([], $"segment {segment.Index} does not open: {refusal}");
            }

            opened.Add(open);
        }

        return (opened, null);
    }

    public static IEnumerable<Reading> ReadingsOf(IReadOnlyList<OpenSegment> segments) =>
        segments.SelectMany(segment => segment.Dataset.Rows, (_, row) => row.Reading);

    /// <summary>One table: the header line of the first segment only.</summary>
    public static byte[] Csv(IReadOnlyList<OpenSegment> segments)
    {
        var text = new StringBuilder(DatasetCsv.HeaderLine).Append('\n');
        foreach (var segment in segments)
        {
            text.Append(DatasetCsv.Write(segment.Dataset).AsSpan(DatasetCsv.HeaderLine.Length + 1));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool TryOpen(
        DatasetSegment segment, byte[] payload, [NotNullWhen(true)] out OpenSegment? open, [NotNullWhen(false)] out string? refusal)
    {
        open = null;
        if (!AgePayload.TryOpen(segment.FileKey, payload, out var plaintext))
        {
            refusal = "the key does not fit";
            return false;
        }

        if (!DatasetCodec.TryDecode(plaintext, out var dataset, out refusal))
        {
            return false;
        }

        open = new OpenSegment(segment, Convert.ToHexStringLower(SHA256.HashData(plaintext)), dataset);
        return true;
    }
}
