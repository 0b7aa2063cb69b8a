using System.Text;

namespace EnerDatX.Core.Metering;

/// <summary>A dataset's rows as comma-separated text (RFC 4180, but lines end with LF): one header line, one line per row, salts left out.</summary>
public static class DatasetCsv
{
    public const string HeaderLine = "utc_start,seconds,channel,amount,unit,quality";

    public static string Write(Dataset dataset)
    {
        var text = new StringBuilder(HeaderLine).Append('\n');
        foreach (var row in dataset.Rows)
        {
            var reading = row.Reading;
            text.Append($"{reading.Start},{reading.Seconds},{reading.Channel.Name()},")
                .Append($"{reading.Amount.Amount},{reading.Amount.Unit.Symbol()},{reading.Quality.Name()}\n");
        }

        return text.ToString();
    }
}
