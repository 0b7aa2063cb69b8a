using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

public class TelegramTests
{
    [Fact]
    public void Both_checksums_give_their_published_check_values()
    {
        Assert.Equal(0xBB3D, Crc16.Dsmr("123456789"u8));
        Assert.Equal(0x906E, Crc16.X25("123456789"u8));
    }

    [Fact]
    public void A_telegram_gives_whole_watt_hours_litres_and_utc()
    {
        var telegram = Read.Good(SampleFiles.Single());
        Assert.Equal(ChecksumStatus.Valid, telegram.Checksum.Status);
        Assert.Equal("50", telegram.Version);
        Assert.Equal("EDX5\\TEST-V5", telegram.Identification);
        Assert.Equal(SampleFiles.Meter, telegram.EquipmentId);
        Assert.Equal("2025-03-10T09:00:00Z", telegram.Time.ToString());
        Assert.Equal(new WattHours(1_000), telegram.Import.Tariff1);
        Assert.Equal(new WattHours(3_000), telegram.Import.Count);
        Assert.Equal(new WattHours(500), telegram.Export.Count);
        Assert.Equal(new Watts(400), telegram.PowerImport);
        Assert.Equal(1, telegram.ActiveTariff);
        Assert.Equal(("low", "normal"), telegram.TariffNames);
        Assert.Empty(telegram.Quirks);
        Assert.Equal(
            ["Import 3000 Wh", "Export 500 Wh", "Gas 3000 dm3"],
            telegram.Registers().Select(register => $"{register.Channel} {register.Count}"));
    }

    [Fact]
    public void A_Belgian_telegram_has_day_and_night_a_month_peak_and_uncorrected_gas()
    {
        var telegram = Read.SampleFile("p1/be-gas-water.p1").Telegrams[0];
        Assert.True(telegram.IsBelgian);
        Assert.Equal("50217", telegram.Version);
        Assert.Equal(("day", "night"), telegram.TariffNames);
        Assert.Equal(new Watts(480), telegram.QuarterHourDemand);
        Assert.Equal((new UtcSeconds(1_748_879_100), new Watts(2_589)), telegram.MonthPeak);
        Assert.Equal(
            ["ENERDATX-GAS-BE 50000 dm3 2025-06-03T08:58:58Z", "ENERDATX-WATER-BE 80000 dm3 2025-06-03T08:58:58Z"],
            telegram.MbusDevices.Select(device => $"{device.EquipmentId} {device.Reading!.Count} {device.Reading.Time}"));
    }

    [Theory]
    [InlineData("p1/nl-v3-two-line-gas.p1", 0)]
    [InlineData("p1/nl-v3-parity-bits.p1", 1)]
    public void A_v3_telegram_has_no_checksum_no_time_and_gas_on_two_lines(string name, int quirks)
    {
        var telegram = Read.Good(Read.Sample(name));
        Assert.Equal(ChecksumStatus.Absent, telegram.Checksum.Status);
        Assert.Null(telegram.Version);
        Assert.Null(telegram.Time);
        Assert.Equal(new WattHours(777_777), telegram.Import.Count);
        var gas = Assert.Single(telegram.MbusDevices);
        Assert.Equal(MeterChannel.Gas, gas.Channel);
        Assert.Equal(new MbusReading("120517020000", null, new Quantity(124_477, Unit.Litre)), gas.Reading);
        Assert.Equal(quirks, telegram.Quirks.Count);
    }

    [Fact]
    public void Registers_without_a_time_are_shown_and_give_no_readings()
    {
        var meter = Assert.Single(Read.SampleFile("p1/nl-v3-two-line-gas.p1").Meters());
        Assert.Equal(3, meter.Registers.Count);
        var readings = Intervals.FromRegisters(meter.Registers);
        Assert.Empty(readings.Readings);
        Assert.Equal(3, readings.Warnings.Count);
    }

    [Fact]
    public void A_Holley_telegram_has_another_checksum_a_slash_in_its_name_and_totals()
    {
        var telegram = Read.Good(Read.Sample("p1/hu-x25.p1"));
        Assert.Equal(ChecksumStatus.ValidX25, telegram.Checksum.Status);
        Assert.Equal("HLY5/TEST-METER", telegram.Identification);
        Assert.Equal(new WattHours(3_000_003), telegram.Import.Count);
        Assert.Equal(new WattHours(7_000), telegram.Export.Count);
    }

    [Fact]
    public void A_checksum_without_its_leading_zero_is_valid_and_noted()
    {
        var telegram = Read.Good(Read.Sample("p1/dropped-leading-zero.p1"));
        Assert.Equal(ChecksumStatus.Valid, telegram.Checksum.Status);
        Assert.True(telegram.Checksum.Printed < 0x1000);
        Assert.Contains("leading zeros", Assert.Single(telegram.Quirks));
    }

    [Fact]
    public void A_file_with_converted_line_endings_is_accepted_with_a_warning()
    {
        var file = Read.SampleFile("p1/lf-line-endings.p1");
        Assert.Equal(ChecksumStatus.ValidAfterLineEndings, file.Telegrams[0].Checksum.Status);
        Assert.Contains("line endings were converted", Assert.Single(file.Warnings));
    }

    [Fact]
    public void Converted_line_endings_excuse_no_changed_value()
    {
        var fault = Read.Fault(SampleFiles.Replace(Read.Sample("p1/lf-line-endings.p1"), "000001.000", "000001.001"));
        Assert.Equal(TelegramFaultKind.WrongChecksum, fault.Kind);
    }

    [Fact]
    public void A_telegram_with_a_wrong_checksum_is_refused_and_named()
    {
        var bytes = Read.Sample("p1/wrong-checksum.p1");
        var good = Read.Good(SampleFiles.Single()).Checksum.Computed;
        var text = Read.Refusal(bytes);
        Assert.StartsWith($"telegram 0 (byte 0, line 16): wrong checksum: printed {good:X4}, computed ", text);
    }

    [Fact]
    public void A_truncated_telegram_is_refused_with_the_place_where_it_ends() =>
        Assert.Equal(
            "telegram 0 (byte 0, line 6): truncated: the input ends after 120 bytes, before the closing '!'",
            Read.Refusal(Read.Sample("p1/truncated.p1")));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\n")]
    public void An_empty_file_is_refused_as_empty(string text) => Assert.Equal("the file is empty", Read.Refusal(Read.Ascii(text)));

    [Theory]
    [InlineData("hello, world")]
    [InlineData("</Target></Project>")]
    [InlineData("a/b/c")]
    public void A_file_without_any_telegram_is_no_meters_file(string text) => Assert.StartsWith("not a meter's file", Read.Refusal(Read.Ascii(text)));

    [Fact]
    public void A_v5_telegram_without_a_checksum_is_refused()
    {
        var bytes = TelegramText.WithoutChecksum("EDX5\\X", "1-3:0.2.8(50)", "1-0:1.8.1(000001.000*kWh)");
        Assert.Equal(TelegramFaultKind.MissingChecksum, Read.Fault(bytes).Kind);
    }

    [Fact]
    public void Bytes_above_127_that_are_no_parity_bits_are_refused()
    {
        var bytes = SampleFiles.Single();
        bytes[40] |= 0x80;
        Assert.Equal(TelegramFaultKind.NotAscii, Read.Fault(bytes).Kind);
    }

    [Theory]
    [InlineData("XYZ")]
    [InlineData("12345")]
    [InlineData("1234567890123456")]
    public void A_checksum_that_is_no_number_is_refused(string checksum)
    {
        var fault = Read.Fault(Read.Ascii($"/EDX5\\X\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n!{checksum}\r\n"));
        Assert.Equal(TelegramFaultKind.MalformedChecksum, fault.Kind);
    }

    [Theory]
    [InlineData("1-0:1.8.1(abc*kWh)")]
    [InlineData("1-0:1.8.1(-00001.000*kWh)")]
    [InlineData("1-0:1.8.1(000001.0005*kWh)")]
    [InlineData("1-0:1.8.1(000001.000*m3)")]
    [InlineData("1-0:1.8.1(9999999999999999999999.000*kWh)")]
    [InlineData("1-0:1.8.1(000001.000*kWh")]
    [InlineData("1-0:1.8.1()")]
    [InlineData("1-0:1.8.1")]
    [InlineData("1-0:1.8.1(000001.000*kWh)(000002.000*kWh)")]
    [InlineData("1-0:1.8.1((000001.000*kWh))")]
    public void A_known_register_with_an_absurd_value_refuses_the_telegram_and_names_the_line(string line)
    {
        var fault = Read.Fault(TelegramText.WithChecksum("EDX5\\X", "1-3:0.2.8(50)", line));
        Assert.Equal(TelegramFaultKind.MalformedValue, fault.Kind);
        Assert.Equal(4, fault.Line);
    }

    [Fact]
    public void A_register_that_appears_twice_refuses_the_telegram()
    {
        var fault = Read.Fault(TelegramText.WithChecksum("EDX5\\X", "1-0:1.8.1(000001.000*kWh)", "1-0:1.8.1(000001.000*kWh)"));
        Assert.Equal(TelegramFaultKind.DuplicateRegister, fault.Kind);
    }

    [Fact]
    public void A_telegram_without_a_line_of_data_is_refused() =>
        Assert.Equal(TelegramFaultKind.Empty, Read.Fault(TelegramText.WithChecksum("EDX5\\X")).Kind);

    [Fact]
    public void Unknown_lines_are_left_out_whatever_they_hold()
    {
        var telegram = Read.Good(TelegramText.WithChecksum(
            "EDX5\\X", "9-9:9.9.9((((", "1-0:99.97.0(0)(0-0:96.7.19)", "no code at all", "1-0:1.8.1(000001.000*kWh)", "9-9:9.9.9)"));
        Assert.Equal(new WattHours(1_000), telegram.Import.Count);
    }

    [Fact]
    public void An_mbus_channel_of_1970_has_no_reading_and_the_channel_with_one_is_used()
    {
        var file = Read.SampleFile("p1/gas-1970.p1");
        Assert.Null(file.Telegrams[0].MbusDevices[0].Reading);
        Assert.Null(file.Telegrams[0].MbusDevices[0].EquipmentId);
        var gas = Assert.Single(Assert.Single(file.Meters()).Registers, register => register.Channel == MeterChannel.Gas);
        Assert.Equal(new Quantity(246_138, Unit.Litre), gas.Count);
        Assert.Equal("2025-03-10T08:55:01Z", gas.Time.ToString());
        Assert.DoesNotContain(Read.Readings("p1/gas-1970.p1").Readings, reading => reading.Channel == MeterChannel.Gas);
    }

    [Theory]
    [InlineData("0-1:24.2.1(632525252525S)(00000.000*m3)")]
    [InlineData("0-1:24.2.1(250310100000W)(00001.000*kWh)")]
    [InlineData("0-1:24.2.1(250310100000W)")]
    [InlineData("0-1:24.3.0(250310100000)(00)(60)(1)(0-1:24.2.1)(m3)")]
    public void An_odd_reading_of_another_meter_is_noted_and_costs_only_itself(string line)
    {
        var telegram = Read.Good(TelegramText.WithChecksum("EDX5\\X", "1-0:1.8.1(000001.000*kWh)", "0-1:24.1.0(003)", line));
        Assert.Equal(MeterChannel.Import, Assert.Single(telegram.Registers()).Channel);
        Assert.Single(telegram.Quirks);
    }

    [Fact]
    public void Of_two_gas_meters_the_one_with_the_newest_reading_is_used()
    {
        var telegram = Read.Good(TelegramText.WithChecksum(
            "EDX5\\X",
            "0-1:24.1.0(003)",
            "0-1:24.2.1(240101100000W)(09999.000*m3)",
            "0-2:24.1.0(003)",
            "0-2:24.2.1(250310100000W)(00001.000*m3)"));
        Assert.Equal(new Quantity(1_000, Unit.Litre), Assert.Single(telegram.Registers()).Count);
    }

    [Fact]
    public void Heat_in_gigajoules_becomes_whole_kilojoules()
    {
        var telegram = Read.Good(TelegramText.WithChecksum("EDX5\\X", "0-1:24.1.0(004)", "0-1:24.2.1(250310100000W)(00012.345*GJ)"));
        Assert.Equal((MeterChannel.Heat, new Quantity(12_345_000, Unit.Kilojoule)), Assert.Single(telegram.Registers()) switch { var heat => (heat.Channel, heat.Count) });
    }

    [Theory]
    [InlineData("241027023000S", "2024-10-27T00:30:00Z")]
    [InlineData("241027023000W", "2024-10-27T01:30:00Z")]
    [InlineData("250630120000S", "2025-06-30T10:00:00Z")]
    [InlineData("000101000000W", "1999-12-31T23:00:00Z")]
    public void The_flag_alone_tells_the_hour_that_autumn_repeats(string stamp, string utc)
    {
        Assert.True(TelegramTime.TryParse(stamp, out var time));
        Assert.Equal(utc, time.ToString());
    }

    [Theory]
    [InlineData("250230120000W")]
    [InlineData("250101250000W")]
    [InlineData("250101120000X")]
    [InlineData("250101120000")]
    [InlineData("2501011200")]
    [InlineData("25010112000+W")]
    public void What_is_no_time_is_none(string stamp) => Assert.False(TelegramTime.TryParse(stamp, out _));
}
