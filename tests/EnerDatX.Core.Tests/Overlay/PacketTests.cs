using System.Collections.Immutable;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class PacketTests
{
    [Fact]
    public void Random_bytes_never_throw_and_are_never_well_formed_by_chance() =>
        Prop.ForAll<byte[]>(bytes => Packet.Read(bytes, out _) != PacketForm.WellFormed).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_payloads_behind_every_message_id_never_throw()
    {
        var ids = Enumerable.Range(0, 256).Select(id => (byte)id).ToArray();
        Prop.ForAll<byte[]>(payload =>
        {
            foreach (var community in new[] { CommunityId.TrustChain, CommunityId.Market })
            {
                foreach (var id in ids)
                {
                    byte[] datagram = [0, 2, .. community.ToArray(), id, .. payload];
                    var form = Packet.Read(datagram, out var packet);
                    Assert.Equal(form == PacketForm.WellFormed, packet is not null);
                    _ = packet?.SignatureIsValid;
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>What is read is all there is: nothing is dropped, padded or understood in two ways.</summary>
    [Fact]
    public void A_mutated_packet_never_throws_and_if_it_is_read_it_is_written_back_as_it_was()
    {
        var vectors = All();
        var mutations =
            from vector in Gen.Elements(vectors)
            from at in Gen.Choose(22, vector.Length - 1)
            from value in Gen.Choose(0, 255)
            from cut in Gen.Elements(0, 0, 0, 1, 7, 64)
            select Mutate(vector, at, (byte)value, cut);
        Prop.ForAll(mutations.ToArbitrary(), datagram =>
        {
            if (!Packet.TryRead(datagram, out var packet))
            {
                return true;
            }

            _ = packet.SignatureIsValid;
            var unsigned = Packet.Layout(packet.Community, packet.Sender, packet.GlobalTime, packet.Message);
            return datagram.AsSpan(0, unsigned.Length).SequenceEqual(unsigned)
                && datagram.Length == unsigned.Length + (packet.Sender is null ? 0 : 64);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_packet_that_is_cut_short_or_too_long_is_malformed_except_where_extra_bytes_are_allowed()
    {
        foreach (var vector in All())
        {
            var introduction = vector[22] is 245 or 246;
            Assert.Equal(introduction, Packet.TryRead((byte[])[.. vector, 0], out _));
            for (var length = 0; length < vector.Length - 4; length += 3)
            {
                Packet.TryRead(vector.AsMemory(0, length), out var packet);
                Assert.True(packet is null || (introduction && !packet.SignatureIsValid));
            }
        }
    }

    [Fact]
    public void A_changed_byte_breaks_the_signature()
    {
        var bytes = Bytes(Packets("discovery.json")[0]);
        bytes[110] ^= 1;
        Assert.False(Parse(bytes).SignatureIsValid);
    }

    [Fact]
    public void Other_versions_communities_and_messages_are_told_apart()
    {
        var bytes = Bytes(Packets("packets.json")[0]);
        Assert.Equal(PacketForm.OtherVersion, Packet.Read((byte[])[0, 1, .. bytes[2..]], out _));
        Assert.Equal(PacketForm.OtherCommunity, Packet.Read((byte[])[0, 2, 1, .. bytes[3..]], out _));
        Assert.Equal(PacketForm.UnknownMessage, Packet.Read((byte[])[.. bytes[..22], 248, .. bytes[23..]], out _));
        Assert.Equal(PacketForm.Malformed, Packet.Read(bytes.AsMemory(0, 22), out _));
    }

    [Fact]
    public void A_crawl_request_of_kotlin_ipv8_with_64_bit_numbers_is_read()
    {
        var request = new CrawlRequest(Key(0).PublicKey, -1, 5_000_000_000, 77, Wide: true);
        var narrow = Packet.Pack(CommunityId.TrustChain, 3, request with { End = 5, Wide = false }, Key(1));
        var wide = Packet.Pack(CommunityId.TrustChain, 3, request, Key(1));
        Assert.Equal(narrow.Length + 8, wide.Length);
        Assert.Equal(request, Parse(wide).Message);
        Assert.True(Parse(wide).SignatureIsValid);
    }

    [Fact]
    public void A_half_block_longer_than_four_kibibytes_is_malformed()
    {
        HalfBlockMessage Message(int transaction) =>
            new(HalfBlock.Sign(Key(0), 1, Key(1).PublicKey, 0, BlockHash.Genesis, "t", new byte[transaction], 0));
        var longest = HalfBlock.MaxAcceptedLength - HalfBlock.FixedLength - 1;
        Assert.True(Packet.TryRead(Packet.Pack(CommunityId.TrustChain, 1, Message(longest), Key(0)), out _));
        Assert.False(Packet.TryRead(Packet.Pack(CommunityId.TrustChain, 1, Message(longest + 1), Key(0)), out _));
    }

    public static TheoryData<OverlayMessage> NewStyleMessages
    {
        get
        {
            OverlayAddress v4 = new Ipv4Endpoint(0x7f000001, 7759);
            OverlayAddress v6 = new OverlayAddress.Ipv6(UInt128.One, 7760);
            OverlayAddress name = new OverlayAddress.Name("peer.example", 7761);
            return
            [
                new IntroductionRequest(true, v4, v6, name, 0x21, 4242, default),
                new IntroductionResponse(true, v4, v6, name, v4, v6, 0x80, 4243, default),
                new PunctureRequest(true, v4, v6, 7),
                new Puncture(true, name, v4, 8),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(NewStyleMessages))]
    public void New_style_messages_hold_addresses_of_three_kinds(OverlayMessage message)
    {
        var packet = Parse(Packet.Pack(CommunityId.Market, 1, message, Key(0)));
        Assert.Equal(message, packet.Message switch
        {
            IntroductionRequest request => request with { Extra = default },
            IntroductionResponse response => response with { Extra = default },
            var other => other,
        });
    }

    /// <summary>By hand from py-ipv8's format_list: ip_address ×3, H, bits.</summary>
    [Fact]
    public void A_new_style_request_has_its_identifier_before_the_bits()
    {
        OverlayAddress a = new Ipv4Endpoint(0x0a000005, 0x1e4f);
        var layout = Packet.Layout(CommunityId.TrustChain, null, 2, new IntroductionRequest(true, a, a, new OverlayAddress.Ipv6(1, 2), 0x20, 0x1092, new byte[] { 9 }));
        const string v4 = "010a0000051e4f";
        const string v6 = "0300000000000000000000000000000001" + "0002";
        Assert.Equal("0000000000000002" + v4 + v4 + v6 + "1092" + "20" + "09", Convert.ToHexStringLower(layout.AsSpan(23)));
    }

    [Fact]
    public void An_old_style_message_refuses_to_hold_another_kind_of_address()
    {
        var message = new Puncture(false, new OverlayAddress.Name("peer.example", 1), OverlayAddress.None, 1);
        Assert.Throws<ArgumentException>(() => Packet.Pack(CommunityId.Market, 1, message, Key(0)));
    }

    private static byte[] Mutate(byte[] vector, int at, byte value, int cut)
    {
        var copy = vector.ToArray();
        copy[at] = value;
        return copy[..Math.Max(0, copy.Length - cut)];
    }
}
