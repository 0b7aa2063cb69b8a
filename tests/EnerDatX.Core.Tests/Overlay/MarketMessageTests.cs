using System.Security.Cryptography;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class MarketMessageTests
{
    private static readonly BlockHash One = Hash(1);
    private static readonly BlockHash Two = Hash(2);

    [Fact]
    public void Our_community_is_named_by_the_digest_of_its_protocol() =>
        Assert.Equal("76591f119857b28e48b819f2edc0d411dca4e398", CommunityId.Market.ToString());

    public static TheoryData<OverlayMessage, string> Golden => new()
    {
        {
            new BookRequest("demo", BookDigest.Of([]), default),
            "01|000464656d6f" + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + Zeros
        },
        { new BookPage("demo", true, false, One, []), "02|000464656d6f" + "01" + Ones + "00" },
        { new BookPage("demo", false, true, default, [One, Two]), "02|000464656d6f" + "02" + Zeros + "02" + Ones + Twos },
        { new BlockRequest([Two, One]), "03|" + "02" + Twos + Ones },
        { new MatchHint("demo", One, Two, 258), "04|000464656d6f" + Ones + Twos + "0000000000000102" },
        { new FaucetRequest("demo", "EUR"), "05|000464656d6f" + "0003455552" },
        { new ProofAnnounced("demo", 1, Key(4).PublicKey, [One, Two]), "07|000464656d6f" + "01" + Key(4).PublicKey.ToHex() + "02" + Ones + Twos },
        { new FingerprintsTold("demo", true, []), "08|000464656d6f" + "01" + "00" },
        { new FingerprintsTold("demo", false, [Print]), "08|000464656d6f" + "00" + "01" + PrintBytes },
        { new HalvesWanted("demo", [Print, Print]), "09|000464656d6f" + "02" + PrintBytes + PrintBytes },
        {
            new ContentWanted("demo", new Cid(CidCodec.Raw, new Digest(One.ToArray())), 7, 32, 0x0102030405060708),
            "0a|000464656d6f" + "01551220" + Ones + "00000007" + "20" + "0102030405060708"
        },
        {
            new ContactWanted(
                "demo", true, Key(4).PublicKey, Key(5).PublicKey, Endpoint("192.168.1.20:7759"), Endpoint("203.0.113.2:258"), 1, 0x0102030405060708, Signed, 6),
            "0c|000464656d6f" + "01" + Key(4).PublicKey.ToHex() + Key(5).PublicKey.ToHex() + "c0a801141e4f" + "cb0071020102" + "0000000000000001"
                + "0102030405060708" + SignedBytes + "06"
        },
    };

    private static ReadOnlyMemory<byte> Signed => Enumerable.Range(1, 64).Select(i => (byte)i).ToArray();

    private static string SignedBytes => Convert.ToHexStringLower(Signed.Span);

    private static Fingerprint Print => new(new Place(0x0102030405060708, 9), 0x1112131415161718, 0x191a1b1c);

    private static string PrintBytes => "0102030405060708" + "00000009" + "111213141516171819" + "1a1b1c";

    private static string Zeros => new('0', 64);

    private static string Ones => string.Concat(Enumerable.Repeat("01", 32));

    private static string Twos => string.Concat(Enumerable.Repeat("02", 32));

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_market_message_has_these_bytes(OverlayMessage message, string idAndPayload)
    {
        var key = Key(3);
        var datagram = Packet.Pack(CommunityId.Market, 9, message, key);

        var parts = idAndPayload.Split('|');
        var expected = "0002" + CommunityId.Market + parts[0] + "004a" + key.PublicKey.ToHex() + "0000000000000009" + parts[1];
        Assert.Equal(expected, Convert.ToHexStringLower(datagram.AsSpan(0, datagram.Length - 64)));
        var packet = Parse(datagram);
        Assert.Equal(message.ToString(), packet.Message.ToString());
        Assert.True(packet.SignatureIsValid);
        Assert.Equal(key.PublicKey, packet.Sender);
    }

    [Fact]
    public void A_piece_of_content_has_these_bytes_and_no_signature()
    {
        var datagram = Packet.Pack(CommunityId.Market, 9, new ContentPiece(0x0102030405060708, 1, 1_203, new byte[] { 7, 8, 9 }), Key(3));

        Assert.Equal(
            "0002" + CommunityId.Market + "0b" + "0000000000000009" + "0102030405060708" + "00000001" + "000004b3" + "070809",
            Convert.ToHexStringLower(datagram));
        var packet = Parse(datagram);
        var piece = Assert.IsType<ContentPiece>(packet.Message);
        Assert.Equal((0x0102030405060708ul, 1u, 1_203u), (piece.Transfer, piece.Number, piece.BlockLength));
        Assert.Equal([7, 8, 9], piece.Bytes.ToArray());
        Assert.Null(packet.Sender);
    }

    [Fact]
    public void What_is_not_held_is_said_in_a_piece_without_bytes()
    {
        var datagram = Packet.Pack(CommunityId.Market, 9, ContentPiece.Unknown(5), Key(3));
        Assert.EndsWith("0b" + "0000000000000009" + "0000000000000005" + "00000000" + "00000000", Convert.ToHexStringLower(datagram), StringComparison.Ordinal);
        Assert.True(Assert.IsType<ContentPiece>(Parse(datagram).Message).IsUnknown);
    }

    /// <summary>Transfer, number, length of the block, bytes of the piece.</summary>
    [Theory]
    [InlineData("0000000000000005" + "00000000" + "00000003", 2)] // fewer than there are
    [InlineData("0000000000000005" + "00000000" + "00000003", 4)] // more
    [InlineData("0000000000000005" + "00000000" + "00000003", 0)]
    [InlineData("0000000000000005" + "00000001" + "000004b0", 1)] // a piece behind the end
    [InlineData("0000000000000005" + "00000001" + "000004b0", 0)]
    [InlineData("0000000000000005" + "00000000" + "000004b1", 1_201)] // longer than a piece
    [InlineData("0000000000000005" + "00000000" + "00040001", 1_200)] // of a block longer than any
    [InlineData("0000000000000005" + "ffffffff" + "00040000", 1_200)]
    [InlineData("0000000000000005" + "00000000" + "00000000", 1)] // of nothing
    [InlineData("0000000000000005" + "00000001" + "00000000", 0)]
    [InlineData("0000000000000005" + "00000000" + "000000", 0)]
    public void A_piece_that_does_not_fit_its_block_is_malformed(string head, int bytes)
    {
        var datagram = "0002" + CommunityId.Market + "0b" + "0000000000000009" + head + new string('0', 2 * bytes);
        Assert.Equal(PacketForm.Malformed, Packet.Read(Convert.FromHexString(datagram), out _));
    }

    [Fact]
    public void The_longest_messages_fit_a_datagram_of_1400_bytes()
    {
        var network = new string('n', MarketMessage.MaxNetworkLength);
        var hashes = Enumerable.Range(1, 32).Select(Hash).ToArray();
        OverlayMessage[] longest =
        [
            new BookRequest(network, default, One),
            new BookPage(network, false, true, default, [.. hashes]),
            new BlockRequest([.. hashes]),
            new MatchHint(network, One, Two, ulong.MaxValue),
            new FaucetRequest(network, new string('c', FaucetRequest.MaxCurrencyLength)),
            new ProofAnnounced(network, 8, Key(4).PublicKey, [.. hashes.Take(ProofAnnounced.MaxHalves)]),
            new FingerprintsTold(network, true, [.. Enumerable.Repeat(Print, FingerprintsTold.MaxFingerprints)]),
            new HalvesWanted(network, [.. Enumerable.Repeat(Print, HalvesWanted.MaxFingerprints)]),
            new ContentWanted(network, Cid.Of(CidCodec.Raw, []), 0, ContentWanted.MaxPieces, ulong.MaxValue),
            ContentPiece.Of(new byte[ContentPiece.MaxBlockLength], ulong.MaxValue, 0)!,
            Contact(network),
        ];
        Assert.All(longest, message =>
        {
            var datagram = Packet.Pack(CommunityId.Market, ulong.MaxValue, message, Key(0));
            Assert.InRange(datagram.Length, 1, Packet.MaxSentLength);
            Assert.True(Packet.TryRead(datagram, out _));
        });
    }

    [Fact]
    public void What_no_reader_would_take_cannot_be_written()
    {
        var tooMany = Enumerable.Range(1, 33).Select(Hash).ToArray();
        OverlayMessage[] wrong =
        [
            new BookRequest("", default, default),
            new BookRequest(new string('n', 33), default, default),
            new BookRequest("two words", default, default),
            new FaucetRequest("demo", new string('c', 17)),
            new BlockRequest([.. tooMany]),
            new ContentWanted("demo", Cid.Of(CidCodec.Raw, []), 0, ContentWanted.MaxPieces + 1, 1),
            new ContentWanted("demo", Cid.Of(CidCodec.Raw, []), 0, 0, 1),
            new ContentWanted("demo", Cid.Of(CidCodec.Raw, []), ContentPiece.MaxPieces - 1, 2, 1),
            new ContentWanted("demo", default, 0, 1, 1),
            new ContentPiece(1, 0, 3, new byte[2]),
            Contact("demo") with { Hops = 7 },
            Contact("demo") with { Signature = default },
        ];
        Assert.All(wrong, message => Assert.Throws<ArgumentException>(() => Packet.Pack(CommunityId.Market, 1, message, Key(0))));
    }

    [Theory]
    [InlineData("02|000464656d6f" + "04", "", "00")]
    [InlineData("02|000464656d6f" + "01", "", "01" + OnesText)]
    [InlineData("02|000464656d6f" + "00", "", "02" + OnesText + OnesText)]
    [InlineData("02|000464656d6f" + "00", "", "02" + OnesText)]
    [InlineData("02|000464656d6f" + "00", "", "01" + OnesText + "00")]
    [InlineData("02|000464656d6f" + "00", "", "d3")]
    [InlineData("02|000464656d6f" + "00", "", "01")]
    [InlineData("03|", null, "00")]
    [InlineData("03|", null, "21" + OnesText)]
    [InlineData("0a|000464656d6f" + "01551220" + OnesText, null, "00000000" + "21" + "0000000000000001")]
    [InlineData("0a|000464656d6f" + "01551220" + OnesText, null, "00000000" + "00" + "0000000000000001")]
    [InlineData("0a|000464656d6f" + "01551220" + OnesText, null, "ffffffff" + "02" + "0000000000000001")]
    [InlineData("0a|000464656d6f" + "01711220" + OnesText, null, "00000000" + "01" + "0000000000000001" + "00")]
    [InlineData("0a|000464656d6f" + "01721220" + OnesText, null, "00000000" + "01" + "0000000000000001")]
    [InlineData("05|000464656d6f", null, "0000")]
    [InlineData("05|000464656d6f", null, "000120")]
    public void A_market_message_out_of_its_bounds_is_malformed(string start, string? after, string rest)
    {
        var parts = start.Split('|');
        var payload = parts[1] + (after is null ? "" : Zeros) + rest;
        var unsigned = "0002" + CommunityId.Market + parts[0] + "004a" + Key(3).PublicKey.ToHex() + "0000000000000009" + payload;
        Assert.Equal(PacketForm.Malformed, Packet.Read(Convert.FromHexString(unsigned + new string('0', 128)), out _));
    }

    [Fact]
    public void Whoever_passes_a_contact_on_can_change_nothing_but_its_hops()
    {
        var said = Contact("demo");
        Assert.True((said with { Hops = 0 }).IsFromAsker);
        ContactWanted[] changed =
        [
            said with { Network = "dem0" }, said with { IsQuestion = false }, said with { Wanted = Key(6).PublicKey }, said with { Asker = Key(6).PublicKey },
            said with { Lan = said.Wan }, said with { Wan = said.Lan }, said with { AtMs = 1 }, said with { Nonce = 1 },
        ];
        Assert.All(changed, lie => Assert.False(lie.IsFromAsker));
    }

    [Theory]
    [InlineData("02", "06")]
    [InlineData("00", "07")]
    [InlineData("01", "")]
    [InlineData("01", "0600")]
    public void A_contact_out_of_its_bounds_is_malformed(string kind, string hops)
    {
        var good = Convert.ToHexStringLower(Packet.Pack(CommunityId.Market, 9, Contact("demo"), Key(3)));
        var kindAt = 2 * (23 + 76 + 8 + 6);
        var bad = good[..kindAt] + kind + good[(kindAt + 2)..^130] + hops + good[^128..];
        Assert.Equal("01" + "06", good[kindAt..(kindAt + 2)] + good[^130..^128]);
        Assert.Equal(PacketForm.Malformed, Packet.Read(Convert.FromHexString(bad), out _));
    }

    [Fact]
    public void Two_books_have_one_digest_exactly_when_they_hold_the_same_orders()
    {
        Assert.Equal(BookDigest.Of([One, Two]), BookDigest.Of([One, Two]));
        Assert.NotEqual(BookDigest.Of([One, Two]), BookDigest.Of([One]));
        var digest = SHA256.HashData((byte[])[.. One.ToArray(), .. Two.ToArray()]);
        Assert.Equal(Convert.ToHexStringLower(digest), $"{BookDigest.Of([One, Two]).High:x32}{BookDigest.Of([One, Two]).Low:x32}");
    }

    private const string OnesText = "0101010101010101010101010101010101010101010101010101010101010101";

    private static ContactWanted Contact(string network) => ContactWanted.By(
        Key(5), network, true, Key(4).PublicKey, Endpoint("192.168.1.20:7759"), Endpoint("203.0.113.2:258"), 1_000, ulong.MaxValue);

    private static BlockHash Hash(int value) => new(Enumerable.Repeat((byte)value, 32).ToArray());
}
