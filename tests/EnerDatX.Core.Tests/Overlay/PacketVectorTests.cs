using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class PacketVectorTests
{
    public static TheoryData<int> DiscoveryIndices => [.. Enumerable.Range(0, 10)];

    public static TheoryData<int> PacketIndices => [.. Enumerable.Range(0, 7)];

    public static TheoryData<int> ConversationIndices => [.. Enumerable.Range(0, 49)];

    [Theory]
    [MemberData(nameof(DiscoveryIndices))]
    public void A_discovery_packet_has_the_fields_that_py_ipv8_gave_it(int index)
    {
        var vector = Packets("discovery.json")[index];
        var fields = vector.GetProperty("fields");
        var packet = Parse(Bytes(vector));

        Assert.Equal(vector.GetProperty("msg_id").GetInt32(), packet.Message.Id);
        Assert.Equal(fields.GetProperty("global_time").GetUInt64(), packet.GlobalTime);
        Assert.Equal(fields.TryGetProperty("signer", out var signer) ? Key(signer.GetInt32()).PublicKey : null, packet.Sender);
        Assert.True(packet.SignatureIsValid);
        switch (packet.Message)
        {
            case IntroductionRequest request:
                Assert.Equal(Address(fields, "destination"), request.Destination);
                Assert.Equal(Address(fields, "source_lan"), request.SourceLan);
                Assert.Equal(Address(fields, "source_wan"), request.SourceWan);
                Assert.Equal(fields.GetProperty("advice").GetBoolean(), request.Advice);
                Assert.Equal(fields.GetProperty("supports_new_style").GetBoolean(), request.SupportsNewStyle);
                Assert.Equal(Connection(fields), request.ConnectionType);
                Assert.Equal(fields.GetProperty("identifier").GetUInt16(), request.Identifier);
                Assert.Equal(fields.GetProperty("extra_bytes").GetString(), Convert.ToHexStringLower(request.Extra.Span));
                break;
            case IntroductionResponse response:
                Assert.Equal(Address(fields, "destination"), response.Destination);
                Assert.Equal(Address(fields, "source_lan"), response.SourceLan);
                Assert.Equal(Address(fields, "source_wan"), response.SourceWan);
                Assert.Equal(Address(fields, "lan_introduction"), response.IntroducedLan);
                Assert.Equal(Address(fields, "wan_introduction"), response.IntroducedWan);
                Assert.Equal(Connection(fields), response.ConnectionType);
                Assert.Equal(fields.GetProperty("supports_new_style").GetBoolean(), response.SupportsNewStyle);
                Assert.Equal(fields.GetProperty("intro_supports_new_style").GetBoolean(), response.IntroducedSupportsNewStyle);
                Assert.Equal(fields.GetProperty("identifier").GetUInt16(), response.Identifier);
                Assert.Equal(fields.GetProperty("extra_bytes").GetString(), Convert.ToHexStringLower(response.Extra.Span));
                break;
            case PunctureRequest request:
                Assert.Equal(Address(fields, "lan_walker"), request.WalkerLan);
                Assert.Equal(Address(fields, "wan_walker"), request.WalkerWan);
                Assert.Equal(fields.GetProperty("identifier").GetUInt16(), request.Identifier);
                break;
            default:
                var puncture = Assert.IsType<Puncture>(packet.Message);
                Assert.Equal(Address(fields, "source_lan"), puncture.SourceLan);
                Assert.Equal(Address(fields, "source_wan"), puncture.SourceWan);
                Assert.Equal(fields.GetProperty("identifier").GetUInt16(), puncture.Identifier);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(PacketIndices))]
    public void A_trustchain_packet_has_the_fields_that_py_ipv8_gave_it(int index)
    {
        var vector = Packets("packets.json")[index];
        var packet = Parse(Bytes(vector));

        Assert.Equal(vector.GetProperty("global_time").GetUInt64(), packet.GlobalTime);
        Assert.Equal(vector.GetProperty("signed").GetBoolean(), packet.Message.IsSigned);
        Assert.True(packet.SignatureIsValid);
        switch (packet.Message)
        {
            case CrawlRequest request:
                Assert.Equal(Key(2).PublicKey, packet.Sender);
                Assert.Equal(vector.GetProperty("crawl_public_key").GetString(), request.Of.ToHex());
                Assert.Equal(vector.GetProperty("start_seq").GetInt64(), request.Start);
                Assert.Equal(vector.GetProperty("end_seq").GetInt64(), request.End);
                Assert.Equal(vector.GetProperty("crawl_id").GetUInt32(), request.CrawlId);
                Assert.False(request.Wide);
                break;
            case CrawlResponse response:
                Assert.Equal(vector.GetProperty("crawl_id").GetUInt32(), response.CrawlId);
                Assert.Equal(vector.GetProperty("cur_count").GetUInt32(), response.Number);
                Assert.Equal(vector.GetProperty("total_count").GetUInt32(), response.Total);
                AssertBlock(vector, "block", response.Block);
                break;
            case HalfBlockMessage single:
                AssertBlock(vector, "block", single.Block);
                break;
            case HalfBlockPair pair:
                AssertBlock(vector, "block1", pair.First);
                AssertBlock(vector, "block2", pair.Second);
                break;
            case HalfBlockPairBroadcast broadcast:
                AssertBlock(vector, "block1", broadcast.First);
                Assert.Equal(broadcast.First.BlockId, broadcast.Second.LinkedBlockId);
                Assert.True(broadcast.Second.SignatureIsValid);
                Assert.Equal(vector.GetProperty("ttl").GetUInt32(), broadcast.Ttl);
                break;
            default:
                var empty = Assert.IsType<EmptyCrawlResponse>(packet.Message);
                Assert.Equal(vector.GetProperty("crawl_id").GetUInt32(), empty.CrawlId);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(DiscoveryIndices))]
    public void A_discovery_packet_is_written_again_byte_by_byte_by_its_signer(int index)
    {
        var vector = Packets("discovery.json")[index];
        var signer = vector.GetProperty("fields").TryGetProperty("signer", out var number) ? number.GetInt32() : 0;
        AssertRewritten(Bytes(vector), Key(signer));
    }

    [Theory]
    [MemberData(nameof(PacketIndices))]
    public void A_trustchain_packet_is_written_again_byte_by_byte_by_its_signer(int index) =>
        AssertRewritten(Bytes(Packets("packets.json")[index]), Key(2));

    [Theory]
    [MemberData(nameof(ConversationIndices))]
    public void A_packet_of_the_live_conversation_is_read_checked_and_written_again(int index)
    {
        var vector = Packets("conversation.json")[index];
        var bytes = Bytes(vector);
        var packet = Parse(bytes);

        Assert.Equal(vector.GetProperty("msg_id").GetInt32(), packet.Message.Id);
        Assert.True(packet.SignatureIsValid);
        if (packet.Message is BlockMessage { Blocks: var blocks })
        {
            Assert.All(blocks, block => Assert.True(block.SignatureIsValid));
        }

        var unsigned = Packet.Layout(packet.Community, packet.Sender, packet.GlobalTime, packet.Message);
        Assert.Equal(packet.Sender is null ? bytes : bytes[..^64], unsigned);
    }

    [Fact]
    public void The_live_conversation_has_every_message_of_a_sale_between_two_peers()
    {
        var ids = Packets("conversation.json").Select(vector => Parse(Bytes(vector)).Message.Id).Distinct().Order();
        Assert.Equal<byte>([1, 2, 3, 5, 6, 7, 245, 246], ids);
    }

    private static void AssertRewritten(byte[] bytes, SecretKey signer)
    {
        var packet = Parse(bytes);
        Assert.Equal(bytes, Packet.Pack(packet.Community, packet.GlobalTime, packet.Message, signer));
    }

    private static void AssertBlock(JsonElement vector, string property, EnerDatX.Core.Ledger.HalfBlock block)
    {
        var name = vector.GetProperty(property).GetString();
        var known = Read("blocks.json").GetProperty("blocks").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        Assert.Equal(known.GetProperty("hash").GetString(), block.Hash.ToString());
    }

    private static OverlayAddress Address(JsonElement fields, string name)
    {
        var pair = fields.GetProperty(name);
        return Endpoint($"{pair[0].GetString()}:{pair[1].GetInt32()}");
    }

    private static ConnectionType Connection(JsonElement fields) => fields.GetProperty("connection_type").GetString() switch
    {
        "public" => ConnectionType.Public,
        "symmetric-NAT" => ConnectionType.SymmetricNat,
        _ => ConnectionType.Unknown,
    };
}
