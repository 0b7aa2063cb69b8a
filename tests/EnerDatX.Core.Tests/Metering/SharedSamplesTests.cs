using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

/// <summary>Telegrams and OEHU files from public repositories.</summary>
public class SharedSamplesTests
{
    [TheoryIfSamples]
    [InlineData("be_fluvius_v171_crc3AD7.txt", "50217", "1SAG3101021605", "2020-05-12T11:54:09Z", "valid", "import 15792 Wh, export 11 Wh, gas 112384 dm3, water 872234 dm3")]
    [InlineData("dsmr3_nocrc_spec_example.txt", null, "K8EG004046395507", null, "absent", "import 24691356 Wh, export 24691356 Wh, gas 1001 dm3")]
    [InlineData("dsmr42_kaifa_crc6796.txt", "42", "3960221976967177082151037881335713", "2016-11-13T19:57:57Z", "valid", "import 3016829 Wh, export 0 Wh, gas 981443 dm3")]
    [InlineData("dsmr50_iskra_crc6EEE.txt", "50", "K8EG004046395507", "2017-01-02T18:20:02Z", "valid", "import 6825 Wh, export 2444 Wh, gas 107 dm3")]
    [InlineData("dsmr50_two_mbus_crc56DD.txt", "50", "E0044007382246019", "2020-04-26T20:33:25Z", "valid", "import 2375582 Wh, export 0 Wh, gas 246138 dm3")]
    [InlineData("lf_line_endings_crc_mismatch.txt", "50", "K8EG004046395507", "2017-01-02T18:20:02Z", "line-endings-converted", "import 6825 Wh, export 2444 Wh, gas 107 dm3")]
    public void A_public_telegram_is_read(string name, string? version, string id, string? time, string checksum, string registers)
    {
        var telegram = Read.Good(Shared("dsmr", name));
        Assert.Equal((version, id, time, checksum), (telegram.Version, telegram.EquipmentId, telegram.Time?.ToString(), telegram.Checksum.StatusName));
        Assert.Equal(registers, string.Join(", ", telegram.Registers().Select(register => $"{register.Channel.Name()} {register.Count}")));
    }

    [TheoryIfSamples]
    [InlineData("bad_crc_value_changed.txt", "telegram 0 (byte 0, line 40): wrong checksum: printed 6EEE, computed 72F0")]
    [InlineData("bad_crc_wrong_checksum.txt", "telegram 0 (byte 0, line 40): wrong checksum: printed 6EEF, computed 6EEE")]
    [InlineData("truncated_no_crc.txt", "telegram 0 (byte 0, line 18): truncated: the input ends after 400 bytes, before the closing '!'")]
    public void A_damaged_public_telegram_is_refused(string name, string refusal) => Assert.Equal(refusal, Read.Refusal(Shared("dsmr", name)));

    [TheoryIfSamples]
    [InlineData("devices.json", 1, 3, 0)]
    [InlineData("metadata_only.json", 1, 3, 0)]
    [InlineData("registered_no_reading_yet.json", 1, 0, 0)]
    [InlineData("two_readings_15min_apart.json", 2, 6, 3)]
    public void A_public_OEHU_file_is_read(string name, int devices, int registers, int readings)
    {
        var file = Read.Whole(Shared("oehu", name));
        Assert.Equal(devices, file.Devices.Count);
        Assert.All(file.Devices, device => Assert.Equal(new GeoPoint(51_923_514, 4_469_048), device.Location));
        var meter = Assert.Single(file.Meters());
        Assert.Equal(registers, meter.Registers.Count);
        Assert.Equal(readings, Intervals.FromRegisters(meter.Registers).Readings.Count);
    }

    private static byte[] Shared(string folder, string name) => File.ReadAllBytes(Samples.Path(folder, name));
}
