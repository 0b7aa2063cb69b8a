using System.Text.Json;
using EnerDatX.Core.Exchange;
using EnerDatX.Node.Hosting;
using EnerDatX.Storage;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Real nodes behind real routers.</summary>
public sealed class NatTests
{
    private const string Bootstrap = $"{NatWorld.PublicHost}:8190";

    [FactIfRouter]
    public async Task A_household_without_an_open_port_sells_to_a_buyer_behind_another_router()
    {
        await using var world = new NatWorld();
        world.Make();
        var settings = IssuerState.Create(world.State("issuer"), TwoNodes.Currency, 0, TwoNodes.Faucet, out _);
        await world.Start(
            NatWorld.Public, "public", settings, "--bind", NatWorld.PublicHost, "--udp-port", "8190", "--issuer", world.State("issuer"));
        await world.Start(NatWorld.OwnerHome, "owner", settings, "--bind", "0.0.0.0", "--gateway-port", "none", "--connect", Bootstrap);
        await world.Start(NatWorld.BuyerHome, "buyer", settings, "--bind", NatWorld.BuyerHost, "--gateway-port", "none", "--connect", Bootstrap);

        await world.Run(NatWorld.OwnerHome, "owner", "sell", "--meter", await Week(world), "--price", "10", "--segments", "2", "--original");
        await world.Run(NatWorld.BuyerHome, "buyer", "wallet", "create", TwoNodes.Currency);
        await TwoNodes.Until("tokens", async () =>
            (await world.Run(NatWorld.BuyerHome, "buyer", "wallet")).Contains($"{TwoNodes.Faucet} {TwoNodes.Currency}", StringComparison.Ordinal));
        string? asset = null;
        await TwoNodes.Until("the offer", async () => (asset = await Offered(world)) is not null);
        var bought = await world.Run(NatWorld.BuyerHome, "buyer", "buy", asset!, "--wait", "240");

        Assert.EndsWith($"Done: {asset} is yours, for 10 {TwoNodes.Currency}.\n", bought, StringComparison.Ordinal);
        Assert.InRange(await NatWorld.Packets(NatWorld.Public, "public", "owner_to_buyer"), 500, long.MaxValue);
        Assert.Equal(0, await NatWorld.Packets(NatWorld.OwnerRouter, "home", "tcp_through"));
        Assert.Equal(0, await NatWorld.Packets(NatWorld.BuyerRouter, "home", "tcp_through"));
        await world.StopNodes();
        var original = Opened(world.State("owner"), asset!);
        Assert.Equal(2, original.Count);
        Assert.Equal(original, Opened(world.State("buyer"), asset!));
    }

    /// <summary>A meter's file that makes a content of several leaves.</summary>
    private static async Task<string> Week(NatWorld world)
    {
        var day = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));
        var file = world.State("week.p1");
        await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat(day, 6).SelectMany(d => d)]);
        return file;
    }

    private static async Task<string?> Offered(NatWorld world)
    {
        using var offers = JsonDocument.Parse(await world.Run(NatWorld.BuyerHome, "buyer", "market", "offers", "--json"));
        return offers.RootElement.EnumerateArray().Select(offer => offer.GetProperty("asset").GetString()).FirstOrDefault();
    }

    /// <summary>The readings of each segment, by whoever has this state folder.</summary>
    private static List<byte[]> Opened(string state, string asset)
    {
        using var folder = StateFolder.Open(state);
        var vault = new FileVault(folder);
        return [.. vault.Find(asset)!.Segments.Select(segment =>
        {
            Assert.True(Cid.TryParse(segment.Cid, out var cid));
            Assert.True(AgePayload.TryOpen(segment.FileKey, vault.Read(cid, long.MaxValue)!, out var plaintext));
            return plaintext;
        })];
    }
}
