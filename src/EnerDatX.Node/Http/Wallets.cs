using EnerDatX.Core.Market;
using EnerDatX.Peer;

namespace EnerDatX.Node.Http;

/// <summary>Wallets in EDMP's shape: one per configured currency, and <c>EW</c>, which holds datasets.</summary>
internal sealed class Wallets(NodeQuestions node)
{
    public void Map(Routes routes)
    {
        routes.Get("/wallets", GetAll, new("All wallets, by id.", typeof(WalletsView)));
        routes.Put("/wallets/{wallet_id}", Create, new("Creates a wallet: asks the currency's issuer for the start amount.", typeof(CreatedView)));
        routes.Get("/wallets/{wallet_id}/balance", GetBalance, new("Balance of one wallet.", typeof(WalletBalanceView)));
        routes.Get(
            "/wallets/{wallet_id}/transactions",
            GetTransactions,
            new("What came in and went out, oldest first.", typeof(WalletTransactionsView)) { Query = Operation.Paged });
        routes.Post(
            "/wallets/{wallet_id}/transfer",
            Transfer,
            new("EDMP's Bitcoin transfer: always refused.", typeof(ErrorView)) { Status = StatusCodes.Status400BadRequest });
    }

    private async Task<Answer> GetAll(HttpContext context)
    {
        var wallet = await node.Wallet();
        var datasets = await node.Datasets();
        var views = new SortedDictionary<string, WalletView>(StringComparer.Ordinal);
        foreach (var currency in node.View.Currencies.All)
        {
            views[currency.Name] = Of(currency, wallet);
        }

        var id = EnergyWallet.Id;
        views[id] = new WalletView(true, true, Address, EnergyWallet.Name, 0, 1, EnergyWallet.Balance(datasets.Count));
        return new Answer.Ok(new WalletsView(views));
    }

    private async Task<Answer> Create(HttpContext context)
    {
        var id = IdOf(context);
        if (id != EnergyWallet.Id && !node.View.Currencies.TryGet(id, out _))
        {
            return Unknown(id);
        }

        if (id == EnergyWallet.Id || IsCreated(id, await node.Wallet()))
        {
            return Answer.Bad("this wallet already exists");
        }

        if (node.View.Currencies.TryGet(id, out var currency) && currency.FaucetAmount > 0)
        {
            node.View.Peer.Tell(new WantFaucet(id), Akka.Actor.ActorRefs.NoSender);
        }

        return new Answer.Ok(new CreatedView(true));
    }

    private async Task<Answer> GetBalance(HttpContext context)
    {
        var id = IdOf(context);
        if (id == EnergyWallet.Id)
        {
            return new Answer.Ok(new WalletBalanceView(EnergyWallet.Balance((await node.Datasets()).Count)));
        }

        return node.View.Currencies.TryGet(id, out var currency)
            ? new Answer.Ok(new WalletBalanceView(BalanceOf(currency, await node.Wallet())))
            : Unknown(id);
    }

    private async Task<Answer> GetTransactions(HttpContext context)
    {
        var id = IdOf(context);
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        if (id != EnergyWallet.Id && !node.View.Currencies.TryGet(id, out _))
        {
            return Unknown(id);
        }

        var wallet = await node.Wallet();
        if (id == EnergyWallet.Id)
        {
            return new Answer.Ok(new EnergyTransactionsView([.. page.Of(EnergyWallet.TransactionsOf(wallet, node.View.Self))]));
        }

        var halves = page.Of(wallet.History.Where(half => half.Fields.Currency == id));
        return new Answer.Ok(new WalletTransactionsView([.. halves.Select(half => WalletTransactionView.Of(half, node.View.Self))]));
    }

    /// <summary>EDMP transfers Bitcoin only, and we have none: what remains are its refusals.</summary>
    private Task<Answer> Transfer(HttpContext context) => Task.FromResult<Answer>(Answer.Bad(IdOf(context) is "BTC" or "TBTC"
        ? "this wallet is not created"
        : "currently, currency transfers using the API is only supported for Bitcoin"));

    /// <summary>EDMP upper-cases it.</summary>
    private static string IdOf(HttpContext context) => ((string)context.Request.RouteValues["wallet_id"]!).ToUpperInvariant();

    private static Answer.Refusal Unknown(string id) => Answer.NotFound($"there is no wallet {id}");

    /// <summary>Where tokens come in: one's own key.</summary>
    private string Address => node.View.Self.ToHex();

    private WalletView Of(Currency currency, Wallet wallet)
    {
        var created = IsCreated(currency.Name, wallet);
        return new WalletView(created, created, Address, currency.Name, currency.Precision, 1, BalanceOf(currency, wallet));
    }

    private static bool IsCreated(string currency, Wallet wallet) => wallet.Purses.ContainsKey(currency);

    private static BalanceView BalanceOf(Currency currency, Wallet wallet) =>
        new(wallet.PurseOf(currency.Name).Balance, 0, currency.Name, currency.Precision);
}

internal sealed record WalletsView(SortedDictionary<string, WalletView> Wallets);

/// <param name="Created">Whether anything ever came in.</param>
/// <param name="Address">The own public key in hex.</param>
internal sealed record WalletView(bool Created, bool Unlocked, string Address, string Name, int Precision, long MinUnit, BalanceView Balance);

/// <param name="Available">Smallest units.</param>
/// <param name="Pending">Always 0: a payment is on the chain or it is not.</param>
internal sealed record BalanceView(long Available, long Pending, string Currency, int Precision);

internal sealed record WalletBalanceView(BalanceView Balance);

internal sealed record CreatedView(bool Created);

internal sealed record WalletTransactionsView(IReadOnlyList<WalletTransactionView> Transactions);

/// <param name="Id">Hash of the half-block.</param>
/// <param name="From">Trader id.</param>
/// <param name="To">Trader id.</param>
/// <param name="Description">Type of the half-block.</param>
internal sealed record WalletTransactionView(
    string Id, bool Outgoing, string From, string To, long Amount, long FeeAmount, string Currency, FloatSeconds Timestamp, string Description)
{
    public static WalletTransactionView Of(MoneyHalf half, Core.Identity.PublicKey self)
    {
        var (me, other) = (self.Mid.ToString(), half.Block.LinkPublicKey.Mid.ToString());
        var (from, to) = half.IsCredit ? (other, me) : (me, other);
        return new WalletTransactionView(
            half.Block.Hash.ToString(),
            !half.IsCredit,
            from,
            to,
            half.Fields.Amount,
            0,
            half.Fields.Currency,
            FloatSeconds.Of(half.Block.TimestampMs),
            half.Block.Type);
    }
}
