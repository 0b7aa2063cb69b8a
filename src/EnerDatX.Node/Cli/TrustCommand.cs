using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EnerDatX.Node.Cli;

/// <summary>
/// <c>trust netflow FILE</c>: whom a peer can trust, in scenarios from a file, for comparison with other implementations. Each case is printed
/// on a line of its own with its scores (<see cref="TrustCase"/>).
/// </summary>
public static class TrustCommand
{
    private const string StandardInput = "-";

    public static Command Create() => new("trust", "Try the measures of trust on their own.") { CreateNetFlow() };

    private static Command CreateNetFlow()
    {
        var file = new Argument<string>("file")
        {
            Description = "JSON: {\"edges\":[[\"B\",\"A\",10],…]}, where B gave 10 to A; or many such cases in a list, line by line, or as "
                + "\"netflow_bartercast\" and \"temporal_pagerank\" of one object. - reads standard input.",
        };
        var from = new Option<string>("--from")
        {
            Description = "Whose view it is; otherwise what each case names as \"me\" (\"own\" for Temporal PageRank).",
        };
        var command = new Command(
            "netflow", "Print NetFlow, BarterCast and Temporal PageRank of every peer, one line of JSON per case.") { file, from };
        command.SetAction(arguments => Score(
            arguments.GetRequiredValue(file),
            arguments.GetValue(from),
            arguments.InvocationConfiguration.Output,
            arguments.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>All cases are read before the first is printed: what is wrong with one is said of the whole file.</summary>
    private static int Score(string path, string? from, TextWriter output, TextWriter error)
    {
        try
        {
            var cases = TrustCase.In(Values(Read(path)));
            cases.ForEach(one => one.Score(from));
            cases.ForEach(one => output.WriteLine(one.Json.ToJsonString()));
            if (from is not null && !cases.Exists(one => one.IsOfAParty))
            {
                error.WriteLine($"trust netflow: note: {from} gave and took nothing in the file, and so trusts nobody yet");
            }

            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
            or DecoderFallbackException or JsonException or InvalidDataException)
        {
            error.WriteLine($"trust netflow: {problem.Message}");
            return 1;
        }
    }

    private static string Read(string path)
    {
        using var input = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
        using var reader = new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return reader.ReadToEnd();
    }

    /// <summary>One JSON value, or several after each other.</summary>
    private static List<JsonNode?> Values(string json)
    {
        var values = new List<JsonNode?>();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            values.Add(Parsed(bytes.AsSpan(start, (int)reader.BytesConsumed - start)));
        }

        return values.Count > 0 ? values : throw new InvalidDataException("the file is empty");
    }

    /// <summary>Writes it once, too, because texts are read lazily and only then is half a surrogate pair found.</summary>
    private static JsonNode? Parsed(ReadOnlySpan<byte> json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            _ = node?.ToJsonString();
            return node;
        }
        catch (InvalidOperationException broken)
        {
            throw new InvalidDataException("a text in the file is not Unicode: half a surrogate pair", broken);
        }
    }
}
