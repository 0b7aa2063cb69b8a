using System.Text;
using System.Text.Json;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Metering;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// Makes the corpus: small good inputs out of the project's own vectors and samples, and out of what it writes itself. What once did harm
/// (<c>found-…</c>) is put beside them by hand and stays.
/// </summary>
internal static class CorpusSeeds
{
    /// <summary>Longer ones would be slow, and mutations would seldom hit what matters.</summary>
    private const int MaxFile = 16 * 1_024;

    private static string Vectors => Path.Combine(Corpus.Root, "tests", "vectors");

    private static string Samples => Path.Combine(Corpus.Root, "tests", "samples");

    /// <returns>How many files were written.</returns>
    public static int Write()
    {
        var count = 0;
        foreach (var (target, name, bytes) in All().Where(seed => seed.Bytes.Length <= MaxFile))
        {
            var folder = Directory.CreateDirectory(Corpus.FolderOf(target)).FullName;
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            count++;
        }

        return count;
    }

    /// <summary>Contents whose trees of blocks the corpus has: of one block, and of several.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Files()
    {
        yield return ("empty", []);
        yield return ("small", "hello world\n"u8.ToArray());
        yield return ("two-leaves", [.. Enumerable.Range(0, UnixFs.ChunkLength + 1_000).Select(i => unchecked((byte)(i * 31)))]);
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> All() =>
        [.. Packets(), .. Blocks(), .. Transactions(), .. MarketTransactions(), .. Exchange(), .. Meters(), .. Requests(), .. Proofs()];

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Packets()
    {
        foreach (var (file, every) in new[] { ("packets.json", 1), ("discovery.json", 1), ("conversation.json", 5) })
        {
            var packets = Load(file).GetProperty("packets").EnumerateArray().ToArray();
            for (var i = 0; i < packets.Length; i += every)
            {
                yield return ("packet", $"{Path.GetFileNameWithoutExtension(file)}-{i:00}", Hex(packets[i], "packet"));
            }
        }

        foreach (var (community, message) in MarketMessages())
        {
            var kind = message is ContactWanted { IsQuestion: false } ? "-answer" : "";
            yield return ("packet", $"own-{message.GetType().Name}{kind}", Packet.Pack(community, 7, message, Resigning.Key));
        }
    }

    private static IEnumerable<(CommunityId Community, OverlayMessage Message)> MarketMessages()
    {
        const string Network = GoldenBlocks.Network;
        var blocks = Load("enerdatx/market.json").GetProperty("blocks").EnumerateArray().Select(b => Hex(b, "packed")).ToArray();
        BlockHash[] hashes = [.. blocks.Select(b => new BlockHash(System.Security.Cryptography.SHA256.HashData(b))).Order()];
        var market = CommunityId.Market;
        yield return (market, new BookRequest(Network, BookDigest.Of(hashes), hashes[0]));
        yield return (market, new BookPage(Network, false, true, hashes[0], [.. hashes[1..]]));
        yield return (market, new BlockRequest([.. hashes]));
        yield return (market, new MatchHint(Network, hashes[0], hashes[1], 1));
        yield return (market, new FaucetRequest(Network, "DUM1"));
        yield return (market, new TradeDeclined(Network, hashes[2], 3));
        HalfBlock.TryUnpack(blocks[2], out var told);
        Fingerprint[] prints = [Fingerprint.Of(told!), new Fingerprint(new Place(1, 2), 3, 4)];
        yield return (market, new ProofAnnounced(Network, 1, told!.PublicKey, [hashes[0], hashes[1]]));
        yield return (market, new FingerprintsTold(Network, true, [.. prints]));
        yield return (market, new HalvesWanted(Network, [.. prints]));
        foreach (var isQuestion in (bool[])[true, false])
        {
            yield return (market, ContactWanted.By(
                Resigning.Key, Network, isQuestion, told.PublicKey, new Ipv4Endpoint(0x0a000001, 7_759), new Ipv4Endpoint(0xcb007102, 7_759), 1_000, 2));
        }

        var trustChain = CommunityId.TrustChain;
        HalfBlock.TryUnpack(blocks[0], out var first);
        HalfBlock.TryUnpack(blocks[1], out var second);
        yield return (trustChain, new HalfBlockMessage(first!));
        yield return (trustChain, new HalfBlockBroadcast(first!, 3));
        yield return (trustChain, new HalfBlockPair(first!, second!));
        yield return (trustChain, new HalfBlockPairBroadcast(first!, second!, 2));
        yield return (trustChain, new CrawlResponse(first!, 5, 1, 2));
        yield return (trustChain, new CrawlRequest(first!.PublicKey, 1, -1, 5));
        yield return (trustChain, new EmptyCrawlResponse(5));
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Blocks()
    {
        var market = Load("enerdatx/market.json").GetProperty("blocks").EnumerateArray();
        foreach (var (block, i) in market.Select((block, i) => (block, i)))
        {
            yield return ("half-block", $"{GoldenBlocks.Prefix}{i:00}", Hex(block, "packed"));
            yield return ("view", $"{GoldenBlocks.Prefix}{i:00}", Hex(block, "packed"));
        }

        foreach (var (block, i) in Load("blocks.json").GetProperty("blocks").EnumerateArray().Select((block, i) => (block, i)))
        {
            yield return ("half-block", $"blocks-{i:00}", Hex(block, "packed"));
            yield return ("view", $"blocks-{i:00}", Hex(block, "packed"));
        }
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Transactions()
    {
        var codec = Load("codec.json");
        foreach (var part in new[] { "cases", "decode_only" })
        {
            var index = 0;
            foreach (var entry in codec.GetProperty(part).EnumerateArray())
            {
                yield return ("codec", $"{part}-{index++:00}", Hex(entry, "encoded"));
            }
        }

        foreach (var (entry, i) in codec.GetProperty("anydex_json_codec").GetProperty("cases").EnumerateArray().Select((entry, i) => (entry, i)))
        {
            yield return ("codec", $"json-{i:00}", Hex(entry, "encoded"));
        }

        foreach (var (entry, i) in Load("edmp_py2.json").GetProperty("blocks").EnumerateArray().Select((entry, i) => (entry, i)))
        {
            yield return ("codec", $"edmp-{i:00}", Hex(entry, "transaction_hex"));
        }
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> MarketTransactions()
    {
        var blocks = Load("enerdatx/market.json").GetProperty("blocks").EnumerateArray().ToArray();
        for (var i = 0; i < blocks.Length; i++)
        {
            var target = blocks[i].GetProperty("type").GetString() is "ask" or "bid" or "cancel_order" ? "tick" : "trade";
            yield return (target, $"market-{i:00}", [(byte)i, .. Hex(blocks[i], "transaction")]);
        }
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Exchange()
    {
        var identity = AgeTarget.Identity;
        byte[] nonce = [.. Enumerable.Repeat((byte)7, AgePayload.NonceLength)];
        byte[] ephemeral = [.. Enumerable.Repeat((byte)0x24, 32)];
        var salt = nonce.AsMemory();
        var (digest, cid) = (new Digest(ephemeral), Cid.Of(CidCodec.Raw, "hello world\n"u8));
        var manifest = new Manifest([.. Enumerable.Range(0, 3).Select(i => new ManifestEntry(cid, salt, digest, digest, (ulong)i + 1_000))]);
        var locator = new Locator(cid, nonce, "192.0.2.1:8090").Encode();
        yield return ("manifest", "manifest", manifest.Encode());
        yield return ("manifest", "locator", locator);
        yield return ("age", "file", AgeFile.Encrypt(identity.Recipient, AgeTarget.FileKey, nonce, ephemeral, "a reading"u8));
        yield return ("age", "payload", AgePayload.Seal(AgeTarget.FileKey, nonce, "a reading"u8));
        yield return ("age", "header", AgeHeader.Wrap(AgeTarget.FileKey, identity.Recipient, ephemeral));
        yield return ("age", "box", SealedBox.Seal(identity.Recipient, AgeTarget.FileKey, nonce, ephemeral, locator));
        yield return ("age", "recipient", Encoding.ASCII.GetBytes(identity.Recipient.ToString()));
        yield return ("age", "identity", Encoding.ASCII.GetBytes(identity.Export()));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples, "age"), "*.age"))
        {
            yield return ("age", $"sample-{Path.GetFileNameWithoutExtension(file)}", File.ReadAllBytes(file));
        }

        byte[][] leaves = [.. Enumerable.Range(0, 5).Select(i => MerkleTree.Leaf([(byte)i]))];
        for (var i = 0; i < leaves.Length; i++)
        {
            yield return ("merkle", $"leaf-{i}", [
                .. BitConverter.GetBytes(i), .. BitConverter.GetBytes(leaves.Length), .. MerkleTree.Root(leaves), .. leaves[i],
                .. MerkleTree.Path(leaves, i).SelectMany(hash => hash)]);
        }

        foreach (var seed in FileBlocks(cid))
        {
            yield return seed;
        }
    }

    private static List<(string Target, string Name, byte[] Bytes)> FileBlocks(Cid cid)
    {
        var seeds = new List<(string, string, byte[])>
        {
            ("unixfs", "cid", cid.ToArray()),
            ("unixfs", "cid-text", Encoding.ASCII.GetBytes(cid.ToString())),
            ("unixfs", "cid-v0", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"u8.ToArray()),
            ("unixfs", "small-node", new FileNode("hello world\n"u8.ToArray(), []).Encode()),
        };
        foreach (var (name, file) in Files())
        {
            UnixFs.Build(new MemoryStream(file), (block, bytes) => seeds.Add(("unixfs", $"{name}-{block.ToString()[^8..]}", bytes)));
        }

        return seeds;
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Meters()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples, "p1")))
        {
            var bytes = File.ReadAllBytes(file);
            yield return ("telegrams", Path.GetFileNameWithoutExtension(file), bytes.Length <= MaxFile ? bytes : bytes[..MaxFile]);
            if (MeterFile.TryRead(bytes, out var meter, out _) && Packed(meter) is { } dataset)
            {
                yield return ("dataset", Path.GetFileNameWithoutExtension(file), DatasetCodec.Encode(dataset));
            }
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples, "oehu")))
        {
            yield return ("oehu", Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file));
        }
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Proofs()
    {
        var proofs = Load("enerdatx/proofs.json").GetProperty("proofs").EnumerateArray();
        return proofs.Select((proof, i) => ("proof", $"proof-{i:00}", Hex(proof, "encoded")));
    }

    private static IEnumerable<(string Target, string Name, byte[] Bytes)> Requests()
    {
        const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";
        const string Json = "Content-Type: application/json\r\n";
        const string Order = "first_asset_amount=10&first_asset_type=DUM1&second_asset_amount=1&second_asset_type=EW00&timeout=3600&licence=copy";
        (string Name, string Line, string Headers, string Body)[] requests =
        [
            ("put-ask-form", "PUT /market/asks", Form, Order),
            ("put-bid-json", "PUT /market/bids", Json, "{\"first_asset_amount\":10,\"first_asset_type\":\"DUM1\",\"second_asset_amount\":1,\"second_asset_type\":\"EW00\"}"),
            ("issue", "POST /api/v1/issue", Form, "currency=DUM1&to=4c69624e61434c504b3a&amount=100&reason=r"),
            ("cancel", "POST /market/orders/1/cancel", "", ""),
            ("dataset", "POST /api/v1/datasets?location=NL-10&segments=4&timezone=Europe%2FAmsterdam&resolution=900", "", "/ISk5\\2MT382-1000\r\n\r\n!\r\n"),
            ("wallet", "PUT /wallets/DUM1", "", ""),
            ("trade-age", "GET /api/v1/trades/00/segments/0/age", "", ""),
            ("recent", "GET /ipv8/trustchain/recent?limit=10&offset=0", "", ""),
            ("users", "GET /ipv8/trustchain/users/4c69624e/blocks?limit=5", "", ""),
            ("block", "GET /ipv8/trustchain/blocks/00", "", ""),
            ("trust", "GET /api/v1/trust/00?currency=DUM1", "", ""),
            ("chain", "GET /api/v1/chain?first=1&limit=100", "", ""),
            ("transactions", "GET /market/transactions/00/1/payments", "", ""),
            ("datasets", "GET /api/v1/datasets/EW00/csv", "", ""),
            ("openapi", "GET /openapi/v1.json", "", ""),
            ("state", "GET /state", "", ""),
        ];
        foreach (var (name, line, headers, body) in requests)
        {
            var length = body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "";
            var head = $"{line} HTTP/1.1\r\nHost: 127.0.0.1:@PORT@\r\nAuthorization: Bearer @TOKEN@\r\n{headers}{length}\r\n";
            yield return ("http", name, Encoding.ASCII.GetBytes(head + body));
        }

        const string Chunked = "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n";
        yield return ("http", "chunked", Encoding.ASCII.GetBytes($"PUT /market/asks HTTP/1.1\r\nHost: localhost:@PORT@\r\nAuthorization: Bearer @TOKEN@\r\n{Form}{Chunked}"));
    }

    private static Dataset? Packed(MeterFile file)
    {
        var readings = Intervals.FromRegisters(file.Meters()[0].Registers).Readings;
        var header = new DatasetHeader(
            new MeterPseudonym(new byte[MeterPseudonym.Length]), "Europe/Amsterdam", Intervals.QuarterHourSeconds, SourceFormat.DsmrP1);
        var rows = readings.Select((reading, i) => new DatasetRow(reading, (UInt128)i));
        return Dataset.TryCreate(header, [.. rows], "original"u8.ToArray(), out var dataset, out _) ? dataset : null;
    }

    private static JsonElement Load(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors, file)), new JsonDocumentOptions { MaxDepth = 256 });
        return json.RootElement.Clone();
    }

    private static byte[] Hex(JsonElement entry, string name) => entry.TryGetProperty(name, out var hex) ? Convert.FromHexString(hex.GetString()!) : [];
}
