using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Metering;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Laboratory.Tests.Homes;

/// <summary>A real peer's meter actor, in virtual time, reads what a virtual home's meter printed.</summary>
public sealed class HomeAtMarketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_peer_makes_a_dataset_of_its_homes_day_that_holds_every_counted_watt_hour()
    {
        using var market = new VirtualMarket(1, 100, Checkout.PeerHocon);
        var owner = market.Add("owner");
        var midnight = Days.Midnight(2026, 1, 14);
        var home = new Neighbourhood(1, 1_000, midnight).HomeOf(0);
        var import = new ImportMeter(P1Meter.File(home, midnight, midnight + Days.Seconds, 900), home.MeterId, "NL-30", "Europe/Amsterdam", 900, 4, false);

        var imported = market.World.Ask<MeterImported>(owner.Actor, import, Patience);

        Assert.Empty(imported.Warnings);
        Assert.Equal(4, imported.PlaintextSha256.Count);
        var rows = Opened(owner, imported.Record.AssetId).SelectMany(dataset => dataset.Rows).Select(row => row.Reading).ToArray();
        Assert.Equal(2 * 96, rows.Length);
        Assert.All(rows, reading => Assert.Equal(ReadingQuality.Measured, reading.Quality));
        var day = home.CountsAt(midnight + Days.Seconds);
        Assert.Equal(day.ImportWattHours, Sum(rows, MeterChannel.Import));
        Assert.Equal(day.ExportWattHours, Sum(rows, MeterChannel.Export));
        Assert.True(day.ImportWattHours > 1_000);
    }

    private static long Sum(Reading[] rows, MeterChannel channel) => rows.Where(reading => reading.Channel == channel).Sum(reading => reading.Amount.Amount);

    private static IEnumerable<Dataset> Opened(VirtualPeer peer, string asset)
    {
        foreach (var segment in peer.Vault.Find(asset)!.Segments)
        {
            Assert.True(Cid.TryParse(segment.Cid, out var cid));
            Assert.True(AgePayload.TryOpen(segment.FileKey, peer.Vault.Read(cid, long.MaxValue)!, out var plaintext));
            Assert.True(DatasetCodec.TryDecode(plaintext, out var dataset, out var refusal), refusal);
            yield return dataset;
        }
    }
}
