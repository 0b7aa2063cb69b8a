using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Node.Hosting;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Demo;

/// <summary>
/// The first sale, told while it happens: owner and buyer are two processes that know each other only through the overlay; this class is
/// their users, and does nothing that a user with curl could not do.
/// </summary>
internal sealed class FirstSale(Narrator narrator, string folder, int ownerPort, int buyerPort, string? meterFile) : IAsyncDisposable
{
    private const string Currency = "DUM1";
    private const long Price = 10;
    private const long Faucet = 100;

    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private NodeProcess? _owner;
    private NodeProcess? _buyer;

    private DemoNode Owner => _owner!.Api;

    private DemoNode Buyer => _buyer!.Api;

    public async Task<JsonObject> Tell(CancellationToken stop)
    {
        narrator.Say("A household sells a day of meter readings to a buyer.");
        narrator.Say($"Both nodes keep everything in {folder}");
        await narrator.Step("start", "Two nodes start, each in a process of its own, with a key and a folder of its own.", () => StartNodes(stop));
        var before = await narrator.Step("tokens", $"The buyer asks the issuer's faucet for tokens.", () => GetTokens(stop));
        var dataset = await narrator.Step("meter", "The owner reads its meter file.", ImportMeter);
        var asset = dataset["asset"]!.GetValue<string>();
        var cid = dataset["segments"]![0]!["cid"]!.GetValue<string>();
        await narrator.Step("offer", $"The owner offers it for {Price} {Currency}.", () => Offer(asset, cid, stop));
        var transaction = await narrator.Step("trade", "The buyer bids; the two nodes do the rest.", () => Trade(asset, stop));
        var bought = await narrator.Step("readings", "The buyer's node opens what it bought.", () => ShowReadings(asset, dataset));
        var after = await narrator.Step("wallets", "Who owns what now?", () => ShowWallets(before));
        var chains = await narrator.Step("chains", "Every step stands on both chains, as linked half-blocks.", ShowChains);
        var age = await narrator.Step("age", "The purchase, as an ordinary age file.", () => SaveAgeFile(transaction));
        return new JsonObject
        {
            ["completed"] = transaction["status"]!.GetValue<string>() == "completed",
            ["asset"] = asset,
            ["price"] = new JsonObject { ["amount"] = Price, ["type"] = Currency },
            ["plaintext_sha256"] = new JsonObject
            {
                ["owner"] = dataset["segments"]![0]!["plaintext_sha256"]!.DeepClone(),
                ["buyer"] = bought,
            },
            ["ciphertext_cid"] = cid,
            ["balances"] = Balances(before, after),
            ["transaction"] = transaction.DeepClone(),
            ["chains"] = chains,
            ["age_file"] = age.File,
            ["age_identity"] = age.Identity,
            ["seconds"] = new JsonObject(narrator.Steps.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Name, s.Seconds))),
        };
    }

    public async Task SayHowToGoOn()
    {
        narrator.Say("");
        narrator.Say("Both nodes stay up until Ctrl-C. Their pages, each link for one browser:");
        foreach (var (name, node) in new[] { ("owner", Owner), ("buyer", Buyer) })
        {
            narrator.Say($"  {name}  {(PageFiles.Find() is null ? $"{node.Address}   ({PageFiles.Missing})" : (await node.Post("/api/v1/login-link", []))["link"])}");
        }

        narrator.Say("Or with curl:");
        narrator.Say($"  curl -H \"Authorization: Bearer $(cat {Path.Combine(folder, "buyer", "api-token")})\" {Buyer.Address}/market/transactions");
    }

    public async ValueTask DisposeAsync()
    {
        if (_buyer is not null)
        {
            await _buyer.DisposeAsync();
        }

        if (_owner is not null)
        {
            await _owner.DisposeAsync();
        }
    }

    private async Task<bool> StartNodes(CancellationToken stop)
    {
        var issuer = Path.Combine(folder, "issuer");
        var settings = IssuerState.Create(issuer, Currency, 0, Faucet, out var issuerKey);

        // What the demo leaves behind is all in its own folder.
        var heads = $"node.head-folder = {JsonSerializer.Serialize(Path.Combine(folder, "heads"))}\n";
        await File.AppendAllTextAsync(Path.Combine(issuer, "node.conf"), heads, stop);
        settings += heads;
        var owner = await Prepare("owner", settings, stop);
        var buyer = await Prepare("buyer", settings, stop);
        _owner = await NodeProcess.Start(owner, ["--api-port", $"{ownerPort}", "--issuer", issuer], stop);
        var ownerUdp = (await Owner.Get("/api/v1/node"))["udp"]!.GetValue<string>();
        _buyer = await NodeProcess.Start(buyer, ["--api-port", $"{buyerPort}", "--connect", ownerUdp], stop);
        narrator.Say($"   owner {Owner.Address}, overlay {ownerUdp}; buyer {Buyer.Address}; the issuer of {Currency} ({issuerKey}) runs beside the owner");
        return true;
    }

    private async Task<string> Prepare(string name, string settings, CancellationToken stop)
    {
        var state = Path.Combine(folder, name);
        Directory.CreateDirectory(state, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(state, "node.conf"), settings, stop);
        return state;
    }

    private async Task<(long Owner, long Buyer)> GetTokens(CancellationToken stop)
    {
        await Buyer.Put($"/wallets/{Currency}");
        await Until("the faucet's tokens", async () => await Balance(Buyer) == Faucet, stop);
        var balances = (Owner: await Balance(Owner), Buyer: await Balance(Buyer));
        narrator.Say($"   the issuer signed an issue half-block, the buyer countersigned it: it has {balances.Buyer} {Currency}, the owner {balances.Owner}");
        return balances;
    }

    private async Task<JsonNode> ImportMeter()
    {
        var file = meterFile ?? Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1");
        var dataset = await Owner.Post("/api/v1/datasets?location=NL-10&timezone=Europe/Amsterdam", await File.ReadAllBytesAsync(file));
        var about = dataset["description"]!;
        narrator.Say($"   {Path.GetFileName(file)}: {about["rows"]} readings ({Join(about["channels"]!)}) from {about["period_start"]} to {about["period_end"]}, "
            + $"{about["quality_permille"]} of 1000 measured");
        foreach (var warning in dataset["warnings"]!.AsArray())
        {
            narrator.Say($"   note: {warning}");
        }

        narrator.Say("   encrypted (age, a file key of its own) and kept in the content store; only the owner knows key and CID");
        narrator.Say($"   asset {dataset["asset"]}");
        return dataset;
    }

    private async Task<bool> Offer(string asset, string cid, CancellationToken stop)
    {
        await Owner.Put("/market/asks", Order(asset));
        JsonNode? seen = null;
        await Until("the offer at the buyer", async () => (seen = FindTick(await Buyer.Get("/market/asks"), asset)) is not null, stop);
        var hidden = !seen!.ToJsonString().Contains(cid, StringComparison.Ordinal);
        narrator.Say($"   the buyer sees it: {seen["assets"]!["first"]!["amount"]} {seen["assets"]!["first"]!["type"]} for {Join(seen["description"]!["channels"]!)} "
            + $"of {seen["description"]!["location"]}, licence {seen["licence"]}");
        narrator.Say(hidden ? "   it does not see the CID, and the key even less" : "   PROBLEM: the CID is visible");
        return hidden ? true : throw new IOException("The offer shows the CID.");
    }

    private async Task<JsonNode> Trade(string asset, CancellationToken stop)
    {
        await Buyer.Put("/market/bids", Order(asset));
        JsonNode? mine = null;
        await Until("the transaction at the buyer", async () => (mine = await FindEnded(Buyer, asset)) is not null, stop);
        await Until("the transaction at the owner", async () => await FindEnded(Owner, asset) is not null, stop);
        narrator.Say("   terms signed by both; ciphertext fetched from the owner's gateway and checked against its CID; paid; key delivered; receipt signed");
        narrator.Say($"   status at both: {mine!["status"]}{(mine["reason"] is { } reason ? $" ({reason})" : string.Empty)}");
        return mine;
    }

    private async Task<JsonNode> ShowReadings(string asset, JsonNode dataset)
    {
        var bought = await Buyer.Get($"/api/v1/datasets/{asset}");
        var readings = bought["readings"]!.AsArray();
        foreach (var reading in readings.Where(r => r!["channel"]!.GetValue<string>() == "import").Take(4))
        {
            narrator.Say($"   {reading!["utc_start"]}  {reading["seconds"]} s  {reading["channel"]}  {reading["amount"]} {reading["unit"]}  {reading["quality"]}");
        }

        var digest = bought["segments"]![0]!["plaintext_sha256"]!;
        var isSame = digest.GetValue<string>() == dataset["segments"]![0]!["plaintext_sha256"]!.GetValue<string>();
        narrator.Say($"   … {readings.Count} readings in all, {(isSame ? "byte for byte what the owner sealed" : "NOT what the owner sealed")}");
        return digest.DeepClone();
    }

    private async Task<(long Owner, long Buyer)> ShowWallets((long Owner, long Buyer) before)
    {
        var after = (Owner: await Balance(Owner), Buyer: await Balance(Buyer));
        narrator.Say($"   owner {before.Owner} → {after.Owner} {Currency}, buyer {before.Buyer} → {after.Buyer} {Currency}");
        foreach (var (name, node) in new[] { ("owner", Owner), ("buyer", Buyer) })
        {
            foreach (var entry in (await node.Get("/wallets/EW/transactions"))["transactions"]!.AsArray())
            {
                narrator.Say($"   {name}'s electricity wallet: {(entry!["outgoing"]!.GetValue<bool>() ? "sold" : "bought")} {entry["hash"]}");
            }
        }

        return after;
    }

    private async Task<JsonObject> ShowChains()
    {
        var chains = new JsonObject();
        foreach (var (name, node) in new[] { ("owner", Owner), ("buyer", Buyer) })
        {
            var blocks = (await node.Get("/api/v1/chain?first=1&limit=100")).AsArray();
            narrator.Say($"   {name}");
            foreach (var block in blocks)
            {
                var link = block!["linked_hash"] is { } linked ? $"  ⇄ {linked.GetValue<string>()[..8]}" : string.Empty;
                var sign = block["link_sequence_number"]!.GetValue<long>() == 0 ? "signs" : "agrees";
                narrator.Say($"     {block["sequence_number"],3}  {block["hash"]!.GetValue<string>()[..8]} ← {block["previous_hash"]!.GetValue<string>()[..8]}  {sign} {block["type"]}{link}");
            }

            chains[name] = new JsonArray([.. blocks.Select(b => b!["packed"]!.DeepClone())]);
        }

        return chains;
    }

    private async Task<(string File, string Identity)> SaveAgeFile(JsonNode transaction)
    {
        var route = $"/api/v1/trades/{transaction["transaction_id"]}/segments/0";
        var file = Path.Combine(folder, "purchase.age");
        var identity = Path.Combine(folder, "purchase.identity");
        await File.WriteAllBytesAsync(file, await Buyer.Download($"{route}/age"));
        await using (var secret = new FileStream(identity, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await secret.WriteAsync(await Buyer.Download($"{route}/identity"));
        }

        narrator.Say($"   age --decrypt --identity {identity} {file}");
        return (file, identity);
    }

    private static (string, string)[] Order(string asset) =>
    [
        ("first_asset_amount", $"{Price}"),
        ("first_asset_type", Currency),
        ("second_asset_amount", "1"),
        ("second_asset_type", asset),
    ];

    private static async Task<long> Balance(DemoNode node) =>
        (await node.Get($"/wallets/{Currency}/balance"))["balance"]!["available"]!.GetValue<long>();

    private static JsonNode? FindTick(JsonNode asks, string asset) => asks["asks"]!.AsArray()
        .Where(pair => pair!["asset2"]!.GetValue<string>() == asset)
        .SelectMany(pair => pair!["ticks"]!.AsArray())
        .FirstOrDefault();

    private static async Task<JsonNode?> FindEnded(DemoNode node, string asset) =>
        (await node.Get("/market/transactions"))["transactions"]!.AsArray().FirstOrDefault(t =>
            t!["assets"]!["second"]!["type"]!.GetValue<string>() == asset && t["status"]!.GetValue<string>() != "pending");

    private static string Join(JsonNode names) => string.Join(", ", names.AsArray().Select(n => n!.GetValue<string>()));

    private static JsonObject Balances((long Owner, long Buyer) before, (long Owner, long Buyer) after) => new()
    {
        ["owner"] = new JsonObject { ["before"] = before.Owner, ["after"] = after.Owner },
        ["buyer"] = new JsonObject { ["before"] = before.Buyer, ["after"] = after.Buyer },
    };

    private static async Task Until(string what, Func<Task<bool>> holds, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StepLimit);
        while (!await holds())
        {
            if (limit.IsCancellationRequested)
            {
                throw new IOException($"Waited {StepLimit.TotalSeconds} s for {what}, in vain.");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
