using System.Net;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Meter files in, datasets out, and what a buyer holds in its hands.</summary>
[Collection(HttpSaleCollection.Name)]
public sealed class HttpDatasetTests(HttpSale sale)
{
    [Fact]
    public void An_imported_file_is_a_dataset_with_a_place()
    {
        var answer = sale.Imported;
        Assert.Equal((HttpStatusCode.Created, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal($"/api/v1/datasets/{sale.Asset}", answer.Headers["Location"]);
        answer.Json.HasExactly("asset", "description", "segments", "warnings");
        Assert.Matches("^EW[0-9a-f]{64}$", sale.Asset);
        Assert.Equal("NL-10", answer.Json.Str("description.location"));
        var record = sale.Owner.Vault.Find(sale.Asset)!;
        var segments = answer.Json.At("segments").EnumerateArray().ToList();
        Assert.Equal(HttpSale.Segments, segments.Count);
        foreach (var (segment, index) in segments.Select((s, i) => (s, i)))
        {
            segment.HasExactly("index", "cid", "readings_root", "plaintext_sha256", "payload_bytes");
            Assert.Equal((index, record.Segments[index].Cid), ((int)segment.Int("index"), segment.Str("cid")));
            Assert.Equal(Convert.ToHexStringLower(record.Segments[index].ReadingsRoot), segment.Str("readings_root"));
            Assert.Equal(record.Segments[index].PayloadBytes, segment.Int("payload_bytes"));
        }
    }

    [Theory]
    [InlineData("", "no meter file", "")]
    [InlineData("?resolution=7", "/EDX", "7 s is no resolution: a divisor of a day, from 60 s on")]
    [InlineData("?resolution=900s", "/EDX", "resolution is not an integer")]
    [InlineData("?segments=0", "/EDX", "a dataset has 1 to 1024 segments")]
    [InlineData("?segments=none", "/EDX", "segments is not an integer")]
    [InlineData("?segments=99999999999", "/EDX", "segments is not between -2147483648 and 2147483647")]
    [InlineData("?original=yes", "/EDX", "original is neither true nor false")]
    public async Task A_file_that_makes_no_dataset_is_refused(string query, string file, string error)
    {
        var answer = await sale.Owner.Caller.PostFile($"/api/v1/datasets{query}", Encoding.ASCII.GetBytes(file));
        answer.IsRefused(400, error.Length > 0 ? error : answer.Json.Str("error"));
    }

    [Fact]
    public async Task A_meter_that_the_file_does_not_have_is_named()
    {
        var answer = await sale.Owner.Caller.PostFile("/api/v1/datasets?meter=ABC", HttpSale.MeterFile);
        answer.IsRefused(400, "the file has no meter ABC");
    }

    [Fact]
    public async Task Datasets_are_listed_with_where_they_came_from()
    {
        foreach (var (peer, origin, count) in new[] { (sale.Owner, "own", 2), (sale.Buyer, "bought", 1) })
        {
            var answer = await peer.Caller.Get("/api/v1/datasets");
            Assert.Equal("application/json", answer.ContentType);
            Assert.Equal(count, answer.Good.GetArrayLength());
            var dataset = answer.Json[0];
            dataset.HasExactly("asset", "origin", "owner", "created", "description", "segment_count", "trade");
            Assert.Equal((sale.Asset, origin, HttpSale.Segments), (dataset.Str("asset"), dataset.Str("origin"), (int)dataset.Int("segment_count")));
            Assert.Equal(sale.Owner.View.Self.ToHex(), dataset.Str("owner"));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", dataset.Str("created"));
            var trade = (await peer.Caller.Get("/api/v1/trades")).Good.Str("0.id");
            Assert.Equal(origin == "bought" ? trade : null, dataset.Str("trade"));
        }
    }

    [Fact]
    public async Task A_buyer_reads_exactly_what_the_owner_measured()
    {
        var (owner, buyer) = (await Detail(sale.Owner), await Detail(sale.Buyer));
        foreach (var name in new[] { "segments", "readings", "description", "timezone", "has_original" })
        {
            Assert.Equal(owner.At(name).GetRawText(), buyer.At(name).GetRawText());
        }

        Assert.True(buyer.At("has_original").GetBoolean());
        Assert.Equal(sale.Imported.Json.At("segments").GetRawText(), buyer.At("segments").GetRawText());
        var readings = buyer.At("readings").EnumerateArray().ToList();
        Assert.Equal(27, readings.Count);
        readings[0].HasExactly("channel", "utc_start", "seconds", "amount", "unit", "quality");
        Assert.Equal(
            ("import", "2025-01-15T09:00:00Z", 900, 75, "Wh", "measured"),
            (readings[0].Str("channel"), readings[0].Str("utc_start"), readings[0].Int("seconds"), readings[0].Int("amount"), readings[0].Str("unit"), readings[0].Str("quality")));
    }

    [Fact]
    public async Task Readings_come_as_one_table_whatever_the_number_of_segments()
    {
        Assert.True(EnerDatX.Core.Metering.MeterFile.TryRead(HttpSale.MeterFile, out var file, out _));
        var readings = Intervals.FromRegisters(file.Meters()[0].Registers).Readings;
        var header = new DatasetHeader(default, "Europe/Amsterdam", 900, file.Format);
        Assert.True(Dataset.TryPack(header, readings, count => new byte[count], [], out var dataset, out _));
        foreach (var peer in new[] { sale.Owner, sale.Buyer })
        {
            var answer = await peer.Caller.Get($"/api/v1/datasets/{sale.Asset}/csv");
            Assert.Equal("text/csv; charset=utf-8", answer.ContentType);
            Assert.Equal(DatasetCsv.Write(dataset), answer.Text);
            Assert.Equal($"attachment; filename=\"{sale.Asset}.csv\"", answer.Headers["Content-Disposition"]);
        }
    }

    [Fact]
    public async Task The_original_file_comes_back_byte_by_byte_if_it_went_along()
    {
        foreach (var peer in new[] { sale.Owner, sale.Buyer })
        {
            var answer = await peer.Caller.Get($"/api/v1/datasets/{sale.Asset}/original");
            Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (answer.Status, answer.ContentType));
            Assert.Equal(HttpSale.MeterFile, answer.Bytes);
        }

        (await sale.Owner.Caller.Get($"/api/v1/datasets/{sale.OpenAsset}/original")).IsRefused(404, "the original file did not go along");
    }

    [Theory]
    [InlineData("EW00")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("x")]
    public async Task A_dataset_that_is_not_held_is_not_found(string asset)
    {
        foreach (var view in new[] { "", "/csv", "/original" })
        {
            (await sale.Owner.Caller.Get($"/api/v1/datasets/{asset}{view}")).IsRefused(404, "there is no such dataset here");
        }
    }

    [Fact]
    public async Task A_dataset_whose_ciphertext_is_lost_or_whose_key_is_wrong_says_which_segment()
    {
        await using var script = await HttpScript.Start(_ => null);
        var record = sale.Owner.Vault.Find(sale.Asset)!;
        script.Vault.Save(record);
        (await script.Caller.Get($"/api/v1/datasets/{sale.Asset}")).IsRefused(500, "the ciphertext of segment 0 is not held");
        foreach (var segment in record.Segments)
        {
            Assert.True(Cid.TryParse(segment.Cid, out var cid));
            script.Vault.Put(sale.Owner.Vault.Read(cid, long.MaxValue)!);
        }

        Assert.Equal(HttpStatusCode.OK, (await script.Caller.Get($"/api/v1/datasets/{sale.Asset}")).Status);
        script.Vault.Save(record with { Segments = [record.Segments[0], record.Segments[1] with { FileKey = new byte[16] }, record.Segments[2]] });
        (await script.Caller.Get($"/api/v1/datasets/{sale.Asset}")).IsRefused(500, "segment 1 does not open: the key does not fit");
    }

    [Fact]
    public async Task What_was_bought_is_an_ordinary_age_file_and_an_identity_that_opens_it()
    {
        var trade = (await sale.Buyer.Caller.Get("/api/v1/trades")).Good.Str("0.id");
        for (var index = 0; index < HttpSale.Segments; index++)
        {
            var age = await sale.Buyer.Caller.Get($"/api/v1/trades/{trade}/segments/{index}/age");
            var text = await sale.Buyer.Caller.Get($"/api/v1/trades/{trade}/segments/{index}/identity");
            Assert.Equal(("application/octet-stream", "text/plain"), (age.ContentType, text.ContentType));
            Assert.Equal("no-store", text.Headers["Cache-Control"]);
            Assert.Matches("^AGE-SECRET-KEY-1[0-9A-Z]{58}\n$", text.Text);
            Assert.StartsWith("age-encryption.org/v1\n", Encoding.ASCII.GetString(age.Bytes[..22]));
            Assert.True(AgeIdentity.TryParse(text.Text.Trim(), out var identity));
            using var plaintext = new MemoryStream();
            using var file = new MemoryStream(age.Bytes);
            Assert.Equal(AgeOutcome.Success, AgeFile.Decrypt(file, plaintext, [identity]));
            Assert.Equal(
                sale.Imported.Json.Str($"segments.{index}.plaintext_sha256"), Convert.ToHexStringLower(SHA256.HashData(plaintext.ToArray())));
        }
    }

    [Fact]
    public async Task Only_the_buyer_gets_the_age_file_and_only_of_a_segment_that_is_there()
    {
        var trade = (await sale.Buyer.Caller.Get("/api/v1/trades")).Good.Str("0.id");
        foreach (var view in new[] { "age", "identity" })
        {
            (await sale.Owner.Caller.Get($"/api/v1/trades/{trade}/segments/0/{view}")).IsRefused(404, "there is no such trade in which this node buys");
            (await sale.Buyer.Caller.Get($"/api/v1/trades/{new string('0', 64)}/segments/0/{view}")).IsRefused(404, "there is no such trade in which this node buys");
            (await sale.Buyer.Caller.Get($"/api/v1/trades/x/segments/0/{view}")).IsRefused(404, "there is no such trade in which this node buys");
            (await sale.Buyer.Caller.Get($"/api/v1/trades/{trade}/segments/3/{view}")).IsRefused(404, "this segment is not paid");
            (await sale.Buyer.Caller.Get($"/api/v1/trades/{trade}/segments/-1/{view}")).IsRefused(404, "this segment is not paid");
            (await sale.Buyer.Caller.Get($"/api/v1/trades/{trade}/segments/one/{view}")).IsRefused(400, "segment is not an integer");
        }
    }

    private async Task<System.Text.Json.JsonElement> Detail(HttpPeer peer)
    {
        var answer = await peer.Caller.Get($"/api/v1/datasets/{sale.Asset}");
        answer.Good.HasExactly(
            "asset", "origin", "owner", "created", "description", "segment_count", "trade", "timezone", "has_original", "segments", "readings");
        return answer.Json;
    }
}
