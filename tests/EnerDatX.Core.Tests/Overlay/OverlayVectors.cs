using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>The packets of py-ipv8 in <c>vectors/</c>, and the keys that signed them.</summary>
internal static class OverlayVectors
{
    public static JsonElement Read(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", file));
        return JsonDocument.Parse(text).RootElement;
    }

    public static JsonElement[] Packets(string file) => [.. Read(file).GetProperty("packets").EnumerateArray()];

    public static byte[] Bytes(JsonElement packet) => Convert.FromHexString(packet.GetProperty("packet").GetString()!);

    /// <summary>All 66 packets of the three files.</summary>
    public static byte[][] All() =>
        [.. new[] { "discovery.json", "packets.json", "conversation.json" }.SelectMany(Packets).Select(Bytes)];

    public static SecretKey Key(int index) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/x25519/{index}")),
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/ed25519/{index}")));

    public static Packet Parse(byte[] datagram)
    {
        Assert.Equal(PacketForm.WellFormed, Packet.Read(datagram, out var packet));
        return packet!;
    }

    public static Ipv4Endpoint Endpoint(string text)
    {
        Assert.True(Ipv4Endpoint.TryParse(text, out var endpoint));
        return endpoint;
    }
}
