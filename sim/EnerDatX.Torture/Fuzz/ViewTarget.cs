using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;

namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// A half-block of a stranger that is held, as the HTTP interface shows it: one that could not be shown would take a whole list with it, for as
/// long as the ledger lives.
/// </summary>
internal sealed class ViewTarget : FuzzTarget
{
    private const string Network = GoldenBlocks.Network;

    /// <summary>The golden sale's seller and buyer (tests/vectors/keys.json says how their keys are made).</summary>
    private static readonly SecretKey[] Parties = [.. Enumerable.Range(0, 2).Select(KeyOf)];

    private readonly MemoryLedger _held = GoldenBlocks.Ledger();

    public override string Name => "view";

    public override int MaxLength => HalfBlock.MaxAcceptedLength;

    /// <summary>A byte of a transaction becomes up to six characters of JSON, a node of it, and buffers that double.</summary>
    public override long MaxAllocated(int length) => 2 * 1_024 * 1_024 + (2_048L * length);

    public override byte[] Mend(byte[] input, FuzzRandom random)
    {
        Resigning.Block(input);
        return input;
    }

    public override void Run(byte[] input)
    {
        if (!HalfBlock.TryUnpack(input, out var block))
        {
            return;
        }

        var ledger = new PendingLedger(_held);
        ledger.Add(block);
        Show(BlockView.Of(block));
        Show(BlockView.WithLinked(block, ledger));
        if (ListedOrder.TryRead(block, Network, out var listed))
        {
            Show(TickView.Of(listed, 0));
            if (listed.Offer is not null)
            {
                Show(OfferView.Of(listed, false, default, null));
            }
        }

        foreach (var party in Parties)
        {
            ShowTrades(new NodeView(null!, null!, null!, party, ledger, new Currencies([]), Network, "", null!, ""), block);
        }
    }

    private static void ShowTrades(NodeView node, HalfBlock block)
    {
        var views = new TradeViews(node, new TradeEndings());
        foreach (var trade in TradeHistory.Of(node.Self, node.Ledger, Network))
        {
            var (ending, reason) = views.EndingOf(trade);
            Show(views.Of(trade, 1));
            Show(TradeView.Of(trade, trade.SideOf(node.Self), TradeViews.StatusOf(ending), TradeViews.NameOf(ending), reason));
            Show(TradeViews.PaymentsOf(trade, 1));
        }

        var wallet = Wallet.Empty.Evolve(block, Network);
        Show(wallet.History.Select(half => WalletTransactionView.Of(half, node.Self)).ToList());
        Show(EnergyWallet.TransactionsOf(wallet, node.Self).ToList());
    }

    private static void Show(object view)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(view, view.GetType(), Json.Options);
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * Json.MaxWrittenDepth });
    }

    private static SecretKey KeyOf(int index) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/x25519/{index}")), SHA256.HashData(Encoding.ASCII.GetBytes($"enerdatx/ed25519/{index}")));
}
