using System.CommandLine;
using System.Text.Json;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests.Cli;

public class MeterCommandTests
{
    [Fact]
    public void Meter_read_prints_one_json_object_with_telegrams_registers_and_readings()
    {
        var (exit, output, error) = Run("p1/nl-v5-five-minute-gas.p1");
        Assert.Equal((0, ""), (exit, error));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal("dsmr-p1", root.GetProperty("format").GetString());
        Assert.Equal(13, root.GetProperty("telegrams").GetArrayLength());
        var telegram = root.GetProperty("telegrams")[0];
        Assert.Equal("2025-03-10T09:00:00Z", telegram.GetProperty("timestamp").GetString());
        Assert.Equal("ENERDATX-TEST-0001", telegram.GetProperty("equipment_id").GetString());
        Assert.Equal("valid", telegram.GetProperty("checksum").GetProperty("status").GetString());
        Assert.Equal(3_000, telegram.GetProperty("import_wh").GetInt64());
        Assert.Equal(13 * 3, root.GetProperty("registers").GetArrayLength());
        Assert.Equal(12, root.GetProperty("readings").GetArrayLength());
        var reading = root.GetProperty("readings")[0];
        Assert.Equal(
            ("import", "2025-03-10T09:00:00Z", 900, 90, "Wh", "measured"),
            (reading.GetProperty("channel").GetString(), reading.GetProperty("utc_start").GetString(), reading.GetProperty("seconds").GetInt32(),
                reading.GetProperty("amount").GetInt32(), reading.GetProperty("unit").GetString(), reading.GetProperty("quality").GetString()));
        Assert.Equal(0, root.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void Meter_read_of_a_v3_telegram_shows_registers_without_a_time()
    {
        var (exit, output, _) = Run("p1/nl-v3-two-line-gas.p1");
        Assert.Equal(0, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("absent", json.RootElement.GetProperty("telegrams")[0].GetProperty("checksum").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("registers")[0].GetProperty("utc").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("readings").GetArrayLength());
    }

    [Fact]
    public void Meter_read_of_OEHU_lists_devices()
    {
        var (exit, output, _) = Run("oehu/devices.json");
        Assert.Equal(0, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("oehu", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(352_344, json.RootElement.GetProperty("devices")[0].GetProperty("import_wh").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("devices")[1].GetProperty("timestamp").ValueKind);
    }

    [Theory]
    [InlineData("p1/wrong-checksum.p1", "wrong checksum: printed ")]
    [InlineData("p1/truncated.p1", "truncated: the input ends after 120 bytes")]
    [InlineData("p1/missing.p1", "missing.p1")]
    [InlineData(".", "")]
    public void Meter_read_of_anything_bad_says_why_on_stderr_and_exits_with_1(string name, string reason)
    {
        var (exit, output, error) = Run(name);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(Sample(name) + ": ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    private static (int Exit, string Output, string Error) Run(string name)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Root().Parse(["meter", "read", Sample(name)]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
