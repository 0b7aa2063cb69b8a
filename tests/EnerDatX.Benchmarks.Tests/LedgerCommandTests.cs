using System.CommandLine;
using System.Text.Json;
using EnerDatX.Benchmarks.Ledger;

namespace EnerDatX.Benchmarks.Tests;

public sealed class LedgerCommandTests
{
    [Fact]
    public void Every_row_has_a_value_and_standard_output_is_one_JSON_object_and_nothing_else()
    {
        using var output = new StringWriter();
        using var progress = new StringWriter();
        var exitCode = new RootCommand { LedgerCommand.Create() }
            .Parse(["ledger", "--quick", "--json"])
            .Invoke(new InvocationConfiguration { Output = output, Error = progress });
        Assert.Equal(0, exitCode);
        using var answer = JsonDocument.Parse(output.ToString());
        var rows = answer.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(13, rows.Select(row => row.GetProperty("row").GetString()).Distinct().Count());
        Assert.All(rows, row =>
        {
            Assert.Equal(["row", "value", "unit", "ratio", "goal", "reached"], row.EnumerateObject().Select(field => field.Name));
            Assert.True(row.GetProperty("value").GetDouble() > 0, row.ToString());
            Assert.True(row.GetProperty("ratio").GetDouble() > 0, row.ToString());
            Assert.NotEmpty(row.GetProperty("goal").GetString()!);
            Assert.Contains(row.GetProperty("reached").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
        });
    }
}
