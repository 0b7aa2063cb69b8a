using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>chain …</c>: the own chain of a running node, as linked half-blocks, single half-blocks of anyone, and proven frauds.</summary>
public static class ChainCommand
{
    private static readonly Option<uint> First = new("--first") { Description = "Sequence number of the first.", DefaultValueFactory = _ => 1, HelpName = "N" };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = $"Half-blocks at most, up to {Parameters.MaxPage}.",
        DefaultValueFactory = _ => 100,
        HelpName = "N",
    };

    private static readonly Argument<string> Hash = new("hash") { Description = "64 hex digits." };

    public static Command Create()
    {
        var command = new Command("chain", """
            Show the chain of a running node; alone, the same as: chain show.
            Examples:
              ./enerdatx chain --state owner
              ./enerdatx chain show --first 20 --limit 10 --state owner
              ./enerdatx chain block 3f6c… --state owner
              ./enerdatx chain frauds --state owner
            """);
        command.Subcommands.Add(NodeChoice.Command("show", """
            The own chain, oldest first. Each half-block names the one before it (previous); an agreement names the proposal that it
            countersigns, and a proposal shows its agreement as soon as that is here (link).
            """, [First, Limit], call => Show(call, call.Parsed.GetValue(First), call.Parsed.GetValue(Limit))));
        command.Subcommands.Add(NodeChoice.Command("block", "One half-block of any chain that this node holds, and its other side.", [Hash], Block));
        command.Subcommands.Add(ChainFrauds.Create());
        return NodeChoice.With(command, call => Show(call, 1, Parameters.MaxPage));
    }

    private static async Task<int> Show(NodeCall call, uint first, int limit) => call.Show(
        await call.Node.Get<IReadOnlyList<ChainBlock>>($"/api/v1/chain?first={first}&limit={limit}", call.Stop),
        blocks => call.Screen.Table(
            ["#", "type", "half", "with", "link", "hash", "previous", "amount"],
            blocks.Select(block => new[]
            {
                Digits(block.SequenceNumber),
                block.Type,
                block.Half,
                block.Counterparty,
                block.Link,
                MarketCommand.Short(block.Hash),
                block.SequenceNumber == 1 ? "genesis" : MarketCommand.Short(block.PreviousHash),
                block.Amount,
            })));

    private static async Task<int> Block(NodeCall call)
    {
        var hash = Uri.EscapeDataString(call.Parsed.GetRequiredValue(Hash));
        return call.Show(await call.Node.Get<ChainBlockAnswer>($"/ipv8/trustchain/blocks/{hash}", call.Stop), answer =>
        {
            Tell(call.Screen, answer.Block);
            if (answer.Block.Linked is { } linked)
            {
                call.Screen.Say(string.Empty);
                call.Screen.Say("Its other side:");
                Tell(call.Screen, linked);
            }
        });
    }

    private static void Tell(Screen screen, ChainBlock block) => screen.Table(["field", "value"], new[]
    {
        ["type", $"{block.Type}, {block.Half}"],
        ["hash", block.Hash],
        ["previous", block.PreviousHash],
        ["public key", block.PublicKey],
        ["sequence", Digits(block.SequenceNumber)],
        ["link key", block.LinkPublicKey],
        ["link sequence", Digits(block.LinkSequenceNumber)],
        ["time", block.Time],
        new[] { "transaction", block.Transaction.ToJsonString() },
    });

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed record ChainBlockAnswer(ChainBlock Block);

/// <summary>A half-block as both block routes answer it.</summary>
internal sealed record ChainBlock(
    string Type,
    JsonNode Transaction,
    string PublicKey,
    uint SequenceNumber,
    string LinkPublicKey,
    uint LinkSequenceNumber,
    string PreviousHash,
    ulong Timestamp,
    string Hash)
{
    public string? LinkedHash { get; init; }

    public ChainBlock? Linked { get; init; }

    /// <summary>ISO 8601; a stranger may also have signed a moment that no calendar has.</summary>
    public string Time => Timestamp <= Tick.MaxTimestampMs ? Json.Time((long)Timestamp) : $"{Timestamp} ms";

    public string Half => HasNobody ? "for all" : LinkSequenceNumber == 0 ? "proposal" : "agreement";

    public string Counterparty =>
        !HasNobody && Core.Identity.PublicKey.TryParseHex(LinkPublicKey, out var key) ? MarketCommand.Short(key.Mid.ToString()) : "–";

    public string Link => LinkSequenceNumber > 0 ? $"agrees to #{LinkSequenceNumber}{Linking(" ")}" : LinkedHash is null ? "–" : $"agreed in {Linking("")}";

    /// <summary>What moves: of a money half its amount and the balance after it, of an order its price.</summary>
    public string Amount
    {
        get
        {
            var amount = Field("amount") ?? Field("price") ?? Field("tick", "assets", "first", "amount");
            var currency = Field("currency") ?? Field("tick", "assets", "first", "type");
            return amount is null ? string.Empty
                : Field("balance") is { } balance ? $"{amount} {currency} (balance {balance})"
                : $"{amount} {currency}";
        }
    }

    private bool HasNobody => LinkPublicKey == Core.Identity.PublicKey.Any.ToHex();

    /// <summary>A stranger's transaction may be anything: null where this path does not lead anywhere.</summary>
    private string? Field(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Transaction;
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node?.ToString();
    }

    private string Linking(string before) => LinkedHash is { } hash ? before + MarketCommand.Short(hash) : string.Empty;
}
