using EnerDatX.Core.Metering;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Metering;

public class OehuFileTests
{
    [Fact]
    public void The_list_of_devices_gives_places_latitude_first_and_whole_watt_hours()
    {
        var file = Read.SampleFile("oehu/devices.json");
        Assert.Equal(SourceFormat.Oehu, file.Format);
        Assert.Empty(file.Warnings);
        var device = file.Devices[0];
        Assert.EndsWith("a1", device.DeviceId);
        Assert.Equal(new GeoPoint(52_090_737, 5_121_420), device.Location);
        Assert.Equal((100, "house", 3), ((int)device.LocationAccuracy!, device.HouseholdType, (int)device.Occupants!));
        Assert.Equal("2025-03-10T09:00:00Z", device.Reading!.Time.ToString());
        Assert.Equal(new EnergyRegister(new(352_344), new(184_072), new(168_272), null, null), device.Reading.Received);
        Assert.Equal(new WattHours(1_601), device.Reading.Delivered.Count);
        Assert.Equal(new Quantity(173_974, Unit.Litre), device.Reading.Gas);
    }

    [Fact]
    public void A_device_that_never_reported_is_a_device_without_reading()
    {
        var file = Read.SampleFile("oehu/devices.json");
        Assert.Null(file.Devices[1].Reading);
        Assert.Equal([3, 0], file.Meters().Select(meter => meter.Registers.Count));
    }

    [Fact]
    public void Successive_readings_give_intervals_and_floating_noise_is_rounded_away()
    {
        var readings = Read.Readings("oehu/readings.json");
        Assert.Equal([217L], readings.Of(MeterChannel.Import).Select(reading => reading.Amount.Amount));
        Assert.Equal([37L], readings.Of(MeterChannel.Gas).Select(reading => reading.Amount.Amount));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("352.344", 352_344)]
    [InlineData("352.3445", 352_345)]
    [InlineData("352.3444999", 352_344)]
    [InlineData("0.0004", 0)]
    [InlineData("0.0005", 1)]
    [InlineData("1e3", 1_000_000)]
    [InlineData("1.5E-3", 2)]
    [InlineData("12.5e-1", 1_250)]
    [InlineData("999999999.999", 999_999_999_999)]
    [InlineData("5e-20", 0)]
    public void Json_numbers_become_thousandths_digit_by_digit(string json, long thousandths)
    {
        Assert.True(FixedPoint.TryParseRounded(json, 3, out var value));
        Assert.Equal(thousandths, value);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1000000000")]
    [InlineData("999999999.9996")]
    [InlineData("1e99")]
    [InlineData("1e999999999999")]
    [InlineData("99999999999999999999999999")]
    public void Numbers_that_no_meter_shows_are_refused(string json) => Assert.False(FixedPoint.TryParseRounded(json, 3, out _));

    [Theory]
    [InlineData("[]", "an empty list")]
    [InlineData("{}", "no deviceType")]
    [InlineData("[1]", "no deviceType")]
    [InlineData("{", "no valid JSON")]
    [InlineData("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "no valid JSON")]
    [InlineData("""{"deviceType":"a","deviceType":"b"}""", "no valid JSON")]
    [InlineData("""{"deviceType":"SMART_METER","electricityReceived":{"total":1}}""", "without a lastUpdate")]
    [InlineData("""{"deviceType":"SMART_METER","lastUpdate":9e18,"electricityReceived":{"total":1}}""", "without a lastUpdate")]
    [InlineData("""{"deviceType":"SMART_METER","lastUpdate":1,"electricityReceived":{"total":"1"}}""", "electricityReceived: total is no count")]
    [InlineData("""{"deviceType":"SMART_METER","lastUpdate":1,"electricityReceived":{"total":-1}}""", "electricityReceived: total is no count")]
    [InlineData("""{"deviceType":"\ud800"}""", "no deviceType")]
    public void What_is_no_reading_is_refused_with_its_reason(string json, string reason) => Assert.Contains(reason, Read.Refusal(Read.Ascii(json)));

    [Fact]
    public void A_bad_entry_among_good_ones_is_a_warning()
    {
        var file = Read.Whole(Read.Ascii("""[{"deviceType":"SMART_METER"},{"other":1}]"""));
        Assert.Single(file.Devices);
        Assert.Equal(["skipped entry 1: no deviceType: this is no OEHU device"], file.Warnings);
    }

    [Fact]
    public void Damaged_json_never_throws()
    {
        var sample = Read.Sample("oehu/devices.json");
        var damage = Gen.Choose(0, sample.Length - 1).SelectMany(place => Gen.Choose(0, 255).Select(value => (Place: place, Value: value))).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(damage, hits =>
        {
            var damaged = sample.ToArray();
            foreach (var (place, value) in hits)
            {
                damaged[place] = (byte)value;
            }

            return MeterFile.TryRead(damaged, out var file, out var refusal) ? file is not null : refusal is not null;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"deviceType":"SMART_METER","\ud800":1}""")]
    [InlineData("""{"\ud800":1,"\udc00":2,"deviceType":"SMART_METER"}""")]
    [InlineData("{\"deviceType\":\"SMART_METER\",\"x\":\"\xff\"}")]
    public void Half_characters_never_throw(string json)
    {
        var isRead = MeterFile.TryRead(System.Text.Encoding.Latin1.GetBytes(json), out var file, out var refusal);
        Assert.Equal(isRead, refusal is null);
        Assert.Equal(isRead, file is not null);
    }
}
