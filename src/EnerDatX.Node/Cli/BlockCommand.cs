using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Node.Cli;

/// <summary><c>enerdatx block …</c>: looks at half-blocks and judges them, without a node and without a store.</summary>
public static class BlockCommand
{
    public static Command Create() => new("block", "Looks at half-blocks.") { CreateDecode(), CreateValidate() };

    /// <summary>
    /// Validates JSON lines <c>{"packed": hex}</c> in order, each against what came before, and keeps those that py-ipv8 would keep.
    /// </summary>
    /// <param name="preload">JSON lines that are kept first, without validation.</param>
    /// <returns>The exit code: 1 when a line is not a half-block.</returns>
    internal static int Validate(TextReader input, TextReader? preload, TextWriter output, TextWriter error)
    {
        var ledger = new MemoryLedger();
        if (preload is not null && !TryPreload(preload, ledger, error))
        {
            return 1;
        }

        var doubleSpends = new DoubleSpends();
        var exitCode = 0;
        foreach (var line in Lines(input))
        {
            if (TryReadBlock(line, out var block, out var problem))
            {
                output.WriteLine(Judge(block, ledger, doubleSpends).ToJsonString());
            }
            else
            {
                output.WriteLine(new JsonObject { ["error"] = problem }.ToJsonString());
                exitCode = 1;
            }
        }

        output.WriteLine(new JsonObject { ["double_spends"] = doubleSpends.ToJson() }.ToJsonString());
        return exitCode;
    }

    private static Command CreateDecode()
    {
        var packed = new Argument<string>("HEX") { Description = "One packed half-block in hex." };
        var command = new Command("decode", "Prints the fields of a half-block as JSON.") { packed };
        command.SetAction(parsed => Decode(
            parsed.GetRequiredValue(packed), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static Command CreateValidate()
    {
        var file = new Argument<string>("FILE") { Description = "JSON lines {\"packed\": hex}; - reads standard input." };
        var preload = new Option<string>("--preload") { Description = "JSON lines that are stored first, without validation." };
        var command = new Command("validate", "Validates half-blocks one after the other; one JSON line each, then the double spends.") { file, preload };
        command.SetAction(parsed => ValidateFiles(
            parsed.GetRequiredValue(file),
            parsed.GetValue(preload),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Decode(string hex, TextWriter output, TextWriter error)
    {
        if (!TryUnpack(hex, out var block, out var problem))
        {
            error.WriteLine(problem);
            return 1;
        }

        var fields = new JsonObject
        {
            ["type"] = block.Type,
            ["public_key"] = block.PublicKey.ToHex(),
            ["sequence_number"] = block.Sequence,
            ["link_public_key"] = block.LinkPublicKey.ToHex(),
            ["link_sequence_number"] = block.LinkSequence,
            ["previous_hash"] = block.PreviousHash.ToString(),
            ["signature"] = Convert.ToHexStringLower(block.Signature),
            ["timestamp"] = block.TimestampMs,
            ["transaction_hex"] = Convert.ToHexStringLower(block.Transaction),
            ["hash"] = block.Hash.ToString(),
            ["signature_valid"] = block.SignatureIsValid,
        };
        output.WriteLine(fields.ToJsonString());
        return 0;
    }

    private static int ValidateFiles(string path, string? preloadPath, TextWriter output, TextWriter error)
    {
        try
        {
            using var input = path == "-" ? Console.In : File.OpenText(path);
            using var preload = preloadPath is null ? null : File.OpenText(preloadPath);
            return Validate(input, preload, output, error);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static bool TryPreload(TextReader preload, MemoryLedger ledger, TextWriter error)
    {
        foreach (var line in Lines(preload))
        {
            if (!TryReadBlock(line, out var block, out var problem))
            {
                error.WriteLine($"--preload: {problem}");
                return false;
            }

            ledger.Append([block]);
        }

        return true;
    }

    /// <summary>A second half-block at a taken place is kept too, as evidence, but as in py-ipv8 that does not count as stored.</summary>
    private static JsonObject Judge(HalfBlock block, MemoryLedger ledger, DoubleSpends doubleSpends)
    {
        var verdict = HalfBlockValidator.Validate(block, ledger);
        var isStored = verdict.IsAcceptable && ledger.Find(block.PublicKey, block.Sequence) is null;
        var frauds = verdict.Proofs.OfType<DoubleSpend>().ToList();
        frauds.ForEach(fraud => doubleSpends.Add(fraud, block));
        if (isStored || frauds.Count > 0)
        {
            ledger.Append([block]);
        }

        return new JsonObject
        {
            ["hash"] = block.Hash.ToString(),
            ["state"] = verdict.StateName,
            ["errors"] = new JsonArray([.. verdict.Errors.Select(text => (JsonNode)text)]),
            ["stored"] = isStored,
        };
    }

    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private static bool TryReadBlock(string line, [NotNullWhen(true)] out HalfBlock? block, [NotNullWhen(false)] out string? problem)
    {
        block = null;
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("packed", out var packed)
                && packed.ValueKind == JsonValueKind.String)
            {
                return TryUnpack(packed.GetString()!, out block, out problem);
            }

            problem = "The line is not a JSON object with the half-block's hex as \"packed\".";
        }
        catch (JsonException exception)
        {
            problem = $"The line is not JSON: {exception.Message}";
        }

        return false;
    }

    private static bool TryUnpack(string hex, [NotNullWhen(true)] out HalfBlock? block, [NotNullWhen(false)] out string? problem)
    {
        block = null;
        problem = null;
        if (!Hex.TryParse(hex, out var bytes))
        {
            problem = "The half-block is not hex: an even number of the digits 0-9 and a-f.";
        }
        else if (!HalfBlock.TryUnpack(bytes, out block, out var consumed))
        {
            problem = $"The half-block is too short: {bytes.Length} bytes do not hold its fields (at least {HalfBlock.FixedLength}).";
        }
        else if (consumed != bytes.Length)
        {
            block = null;
            problem = $"The half-block ends after {consumed} bytes, but {bytes.Length - consumed} more follow.";
        }

        return problem is null;
    }

    /// <summary>py-ipv8's table of double spends: per place, the half-blocks in the order in which they were caught.</summary>
    private sealed class DoubleSpends
    {
        private readonly List<(PublicKey Key, uint Sequence, List<BlockHash> Hashes)> _rows = [];

        public void Add(DoubleSpend fraud, HalfBlock caught)
        {
            var known = fraud.Halves.First(half => half.Hash != caught.Hash);
            var row = _rows.FindIndex(place => place.Key.Equals(caught.PublicKey) && place.Sequence == caught.Sequence);
            if (row < 0)
            {
                row = _rows.Count;
                _rows.Add((known.PublicKey, known.Sequence, [known.Hash]));
            }

            if (!_rows[row].Hashes.Contains(caught.Hash))
            {
                _rows[row].Hashes.Add(caught.Hash);
            }
        }

        public JsonArray ToJson() => new([.. _rows.Select(row => (JsonNode)new JsonObject
        {
            ["public_key"] = row.Key.ToHex(),
            ["sequence_number"] = row.Sequence,
            ["hashes"] = new JsonArray([.. row.Hashes.Select(hash => (JsonNode)hash.ToString())]),
        })]);
    }
}
