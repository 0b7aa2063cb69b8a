using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>One's own trades and their payments, in the shape of EDMP's transactions.</summary>
internal sealed class Transactions(NodeQuestions node, TradeViews views)
{
    private const string NotFound = "transaction not found";

    public void Map(Routes routes)
    {
        foreach (var prefix in new[] { "/market", "" })
        {
            routes.Get($"{prefix}/transactions", Get, new("One's own trades, oldest first.", typeof(TransactionsView)) { Query = Operation.Paged });
            routes.Get(
                $"{prefix}/transactions/{{trader_id}}/{{transaction_number}}/payments",
                GetPayments,
                new("Payments of one trade, by EDMP's number.", typeof(PaymentsView)));
            routes.Get(
                $"{prefix}/transactions/{{transaction_id}}/payments",
                GetPaymentsById,
                new("Payments of one trade, by AnyDex's id.", typeof(PaymentsView)));
        }
    }

    private async Task<Answer> Get(HttpContext context)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        var trades = await node.Trades();
        return new Answer.Ok(new TransactionsView([.. page.Of(trades.Select((trade, index) => views.Of(trade, index + 1)))]));
    }

    private async Task<Answer> GetPayments(HttpContext context)
    {
        var values = context.Request.RouteValues;
        var text = (string)values["transaction_number"]!;
        if (!Parameters.TryInteger("transaction number", text, long.MinValue, long.MaxValue, out var number, out var refusal))
        {
            return refusal;
        }

        var trades = await node.Trades();
        var isMine = string.Equals((string)values["trader_id"]!, node.View.Self.Mid.ToString(), StringComparison.OrdinalIgnoreCase);
        return isMine && number >= 1 && number <= trades.Count
            ? Payments(trades[(int)number - 1], (int)number)
            : Answer.NotFound(NotFound);
    }

    private async Task<Answer> GetPaymentsById(HttpContext context)
    {
        var trades = await node.Trades();
        var index = BlockHash.TryParse((string)context.Request.RouteValues["transaction_id"]!, out var id)
            ? trades.Select(trade => trade.Id).ToList().IndexOf(id)
            : -1;
        return index >= 0 ? Payments(trades[index], index + 1) : Answer.NotFound(NotFound);
    }

    private static Answer.Ok Payments(Trade trade, int number) => new(new PaymentsView(TradeViews.PaymentsOf(trade, number)));
}

internal sealed record TransactionsView(IReadOnlyList<TransactionView> Transactions);

internal sealed record PaymentsView(IReadOnlyList<PaymentView> Payments);
