using System.Text;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Metering;

namespace EnerDatX.Torture.Fuzz;

/// <summary>Manifests and locators, as a buyer gets them from a seller.</summary>
internal sealed class ManifestTarget : FuzzTarget
{
    public override string Name => "manifest";

    /// <summary>Leaves and nodes of the tree: a few hashes for each entry.</summary>
    public override long MaxAllocated(int length) => 16 * 1_024 + (16L * length);

    public override void Run(byte[] input)
    {
        if (Manifest.TryDecode(input, out var manifest))
        {
            Promise(manifest.Encode().AsSpan().SequenceEqual(input), "a manifest has one encoding");
            Promise(manifest.Entries.Count is >= 1 and <= Manifest.MaxEntries, "a manifest has 1 to 1,024 entries");
            manifest.SegmentsRoot();
        }

        if (Locator.TryDecode(input, out var locator))
        {
            Promise(locator.Encode().AsSpan().SequenceEqual(input), "a locator has one encoding");
        }
    }
}

/// <summary>Datasets, as a buyer decrypts them.</summary>
internal sealed class DatasetTarget : FuzzTarget
{
    private const int LongestShown = 4 * 1_024;

    public override string Name => "dataset";

    /// <summary>Rows of 39 bytes become rows of 64, a leaf, its hash and a line of text each, and again in two segments.</summary>
    public override long MaxAllocated(int length) => 64 * 1_024 + (128L * length);

    public override void Run(byte[] input)
    {
        if (!DatasetCodec.TryDecode(input, out var dataset, out var refusal))
        {
            Promise(refusal.Length < LongestShown, "a refusal is a sentence");
            return;
        }

        Promise(DatasetCodec.Encode(dataset).AsSpan().SequenceEqual(input), "a dataset has one encoding");
        dataset.ReadingsRoot();
        DatasetCsv.Write(dataset);
        DatasetSummary.Of(dataset);
        dataset.Split(Math.Min(2, dataset.Rows.DistinctBy(row => row.Reading.Start).Count()));
    }
}

/// <summary>A path in a Merkle tree: index (4 bytes), count (4), root (32), leaf (32), then hashes.</summary>
internal sealed class MerkleTarget : FuzzTarget
{
    private const int Fixed = 8 + (2 * MerkleTree.HashLength);

    public override string Name => "merkle";

    public override long MaxAllocated(int length) => 16 * 1_024 + (16L * length);

    public override void Run(byte[] input)
    {
        if (input.Length < Fixed)
        {
            return;
        }

        var (index, count) = (BitConverter.ToInt32(input), BitConverter.ToInt32(input, 4));
        var path = input[Fixed..].Chunk(MerkleTree.HashLength).ToArray();
        MerkleTree.Verify(input.AsSpan(8, MerkleTree.HashLength), input.AsSpan(8 + MerkleTree.HashLength, MerkleTree.HashLength), index, count, path);
    }
}

/// <summary>CIDs, nodes of files, and a file read from blocks: the input is one block, and the first bytes are read as everything else.</summary>
internal sealed class UnixFsTarget : FuzzTarget
{
    private const long MaxFile = 1 << 20;

    private readonly Dictionary<Cid, byte[]> _held = Hold();

    public override string Name => "unixfs";

    /// <summary>A link of some forty bytes becomes an object, twice; what it links to is written once a link.</summary>
    public override long MaxAllocated(int length) => MaxFile * 4 + (64L * length);

    public override void Run(byte[] input)
    {
        if (Cid.TryFromBytes(input, out var cid))
        {
            Promise(input.Length != Cid.Length || cid.ToArray().AsSpan().SequenceEqual(input), "a CID of version 1 has one binary form");
        }

        var text = Encoding.Latin1.GetString(input);
        if (Cid.TryParse(text, out var parsed))
        {
            Promise(Cid.TryParse(parsed.ToString(), out var again) && again == parsed, "what is written is read");
        }

        if (FileNode.TryParse(input) is { } node)
        {
            Promise(FileNode.TryParse(node.Encode()) is { } same && same.ContentSize == node.ContentSize, "what is written is read");
        }

        ReadFile(Cid.Of(CidCodec.DagPb, input), input);
    }

    private void ReadFile(Cid root, byte[] block)
    {
        using var content = new MemoryStream();
        var fetched = 0;
        var reading = UnixFs.Read(
            root,
            wanted =>
            {
                fetched++;
                return wanted == root ? block : _held.GetValueOrDefault(wanted);
            },
            MaxFile,
            content,
            out _);
        Promise(content.Length <= MaxFile, "no more is written than is allowed");
        Promise(fetched < 5_000, "the work is bounded by the length that is allowed");
        Promise(reading is FileReading.Missing or FileReading.Corrupt or FileReading.Malformed or FileReading.TooLarge or FileReading.Complete, "an end");
    }

    /// <summary>The leaves and nodes that the corpus links to.</summary>
    private static Dictionary<Cid, byte[]> Hold()
    {
        var held = new Dictionary<Cid, byte[]>();
        foreach (var (_, file) in CorpusSeeds.Files())
        {
            UnixFs.Build(new MemoryStream(file), (cid, block) => held[cid] = block);
        }

        return held;
    }
}

/// <summary>age: files (binary and armored), headers, stanzas, sealed boxes, and keys in Bech32.</summary>
internal sealed class AgeTarget : FuzzTarget
{
    public static readonly AgeIdentity Identity = AgeIdentity.FromSecret([.. Enumerable.Repeat((byte)0x42, AgeIdentity.Length)]);
    public static readonly byte[] FileKey = [.. Enumerable.Range(1, AgePayload.FileKeyLength).Select(i => (byte)i)];

    public override string Name => "age";

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "age-encryption.org/v1\n", "-> X25519 ", "-> ", "\n", "--- ", "-----BEGIN AGE ENCRYPTED FILE-----\n", "-----END AGE ENCRYPTED FILE-----\n",
            "\r\n", " ", "=", "AGE-SECRET-KEY-1", "age1", "#", "scrypt", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Two chunks of the STREAM and buffers of the reader, and a few objects for each stanza, which takes six bytes at least.</summary>
    public override long MaxAllocated(int length) => 512 * 1_024 + (256L * length);

    public override void Run(byte[] input)
    {
        using var plaintext = new MemoryStream();
        AgeFile.Decrypt(new MemoryStream(input, writable: false), plaintext, [Identity]);
        AgeHeader.Unwrap(input, Identity, out _);
        AgePayload.TryOpen(FileKey, input, out _);
        SealedBox.TryOpen(Identity, input, out _);
        var text = Encoding.Latin1.GetString(input);
        if (AgeRecipient.TryParse(text, out var recipient))
        {
            Promise(string.Equals(recipient.ToString(), text, StringComparison.OrdinalIgnoreCase), "a recipient has one text");
        }

        if (AgeIdentity.TryParse(text, out var identity))
        {
            Promise(string.Equals(identity.Export(), text, StringComparison.OrdinalIgnoreCase), "an identity has one text");
        }

        Promise(AgeIdentity.TryParseFile(text, out var all) == all is not null, "identities exactly when they were read");
    }
}

/// <summary>Meter files: P1 telegrams and the JSON of OEHU, up to the readings that are sold.</summary>
internal sealed class MeterTarget(string name) : FuzzTarget
{
    public override string Name => name;

    public override int MaxLength => 32 * 1_024;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "/ISk5\\2MT382-1000\r\n\r\n", "!\r\n", "!0000\r\n", "/", "!", "\r\n", "\n", "1-0:1.8.1(000671.578*kWh)\r\n", "0-0:1.0.0(700101010000W)\r\n",
            "0-1:24.2.1(700101010000W)(00000000)\r\n", "0-1:24.2.1(", ")", "(", "*kWh", "*m3", "999999999999", "99999999999999999999", "-1", "W)", "S)",
            "{", "}", "[", "]", "null", "1e308", "-1e308", "1e-308", "\"\\ud800\"", "{\"devices\":[", "1577836800", "253402300800", "\u00e9",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>
    /// A line of ten bytes becomes texts and values, and a register; telegrams are read three times here (whole, in pieces, as a file). One that
    /// spans years makes slots only where readings are.
    /// </summary>
    public override long MaxAllocated(int length) => 8 * 1_024 * 1_024 + (1_024L * length);

    public override void Run(byte[] input)
    {
        PushInPieces(input);
        if (!MeterFile.TryRead(input, out var file, out var refusal))
        {
            Promise(refusal.Length < 1_024, "a refusal is a sentence");
            return;
        }

        Promise(file.Warnings.Sum(w => (long)w.Length) < 1 << 20, "warnings are bounded");
        foreach (var meter in file.Meters())
        {
            foreach (var resolution in new[] { Intervals.MinSlotSeconds, Intervals.QuarterHourSeconds, Intervals.DaySeconds })
            {
                Pack(Intervals.FromRegisters(meter.Registers, resolution).Readings, resolution);
            }
        }
    }

    private static void Pack(IReadOnlyList<Reading> readings, int resolution)
    {
        var header = new DatasetHeader(new MeterPseudonym(new byte[MeterPseudonym.Length]), "UTC", resolution, SourceFormat.DsmrP1);
        var rows = readings.Select(reading => new DatasetRow(reading, default));
        if (Dataset.TryCreate(header, [.. rows], [], out var dataset, out _))
        {
            Promise(DatasetCodec.TryDecode(DatasetCodec.Encode(dataset), out _, out _), "what is written is read");
        }
    }

    /// <summary>However the bytes come in, the telegrams are the same.</summary>
    private static void PushInPieces(byte[] input)
    {
        var whole = new TelegramStream();
        string[] expected = [.. whole.Push(input).Concat(whole.Complete()).Select(Text)];
        var pieces = new TelegramStream();
        var found = new List<string>();
        var random = FuzzRandom.Of((ulong)input.Length, input.Length > 0 ? input[^1] : 0);
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(1 + random.Below(random.OneIn(2) ? 3 : 700), input.Length - at);
            found.AddRange(pieces.Push(input.AsSpan(at, length)).Select(Text));
            at += length;
        }

        found.AddRange(pieces.Complete().Select(Text));
        Promise(found.SequenceEqual(expected), "telegrams do not depend on where the stream is cut");
        Promise(whole.NoiseBytes == pieces.NoiseBytes, "noise does not depend on where the stream is cut");
    }

    private static string Text(TelegramOutcome outcome) => outcome.Fault is { } fault
        ? fault.ToString()
        : $"{outcome.Telegram!.Offset} {outcome.Telegram.EquipmentId} {string.Join(',', outcome.Telegram.Registers())} {string.Join(',', outcome.Telegram.Quirks)}";
}
