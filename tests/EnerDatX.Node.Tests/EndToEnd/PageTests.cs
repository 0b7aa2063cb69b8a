using System.Text.Json.Nodes;
using EnerDatX.Node.Demo;
using Microsoft.Playwright;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>The page of two real nodes, used in a real browser as people use it.</summary>
public sealed class PageTests
{
    /// <summary>In all, as the issue has it: bytes after gzip.</summary>
    private const long MaxCompressedSize = 500_000;

    [FactIfPage]
    public void The_whole_page_is_small() => Assert.InRange(PageBrowser.CompressedSize(), 1, MaxCompressedSize);

    [FactIfPage]
    public async Task A_household_sells_its_data_and_a_buyer_buys_charts_and_keeps_it()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await using var browser = await PageBrowser.Start();
        var owner = await browser.Open();
        await owner.Login(nodes.Owner);
        await Upload(owner);
        await Sell(owner);

        var buyer = await browser.Open();
        await buyer.Login(nodes.Buyer);
        await GetTokens(buyer);
        await Buy(buyer);
        await Keep(buyer, nodes.Buyer);
        await WaitForBalance(buyer, "88");
        await WaitForBalance(owner, "12");

        // Sold once; offered once more, and withdrawn.
        await owner.Go("sell", "text=Or choose what you have");
        await owner.Find("main section a[role=button]").First.ClickAsync();
        await owner.Find("text=6.5 kWh used, 12.9 kWh returned").WaitForAsync();
        await Sell(owner);
        await buyer.Go("buy", "[data-offer]");
        await Withdraw(owner);
        await buyer.Go("buy", "text=Nobody offers anything at the moment");
        owner.IsQuiet(nodes.Owner);
        buyer.IsQuiet(nodes.Buyer);
    }

    [FactIfPage]
    public async Task Every_view_can_be_used_by_everyone_on_a_desk_and_on_a_phone_by_day_and_by_night()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer(10, "?location=NL-35&segments=2");
        await nodes.Bid();
        await nodes.Ended(nodes.Buyer);
        await nodes.Ended(nodes.Owner);
        await nodes.Owner.Api.Put("/market/asks", nodes.Order(25));
        await using var browser = await PageBrowser.Start();
        foreach (var (name, width, isDark, language) in new[] { ("desk-light", 1_200, false, "en-GB"), ("desk-dark", 1_200, true, "nl-NL"), ("phone-light", 390, false, "nl-NL"), ("phone-dark", 390, true, "en-GB") })
        {
            var window = await browser.Open(width, width > 500 ? 900 : 844, isDark, language);
            await window.Login(nodes.Buyer);
            await Frauds(window, await nodes.Buyer.Api.Get("/api/v1/chain"));
            foreach (var (view, path, waitFor) in new[]
            {
                ("data", "data", "[data-asset]"), ("dataset", $"data/{nodes.Asset}", ".u-over"), ("buy", "buy", "[data-offer]"), ("sell", "sell", "input[type=file]"),
                ("network", "network", "[data-fraud]"),
            })
            {
                await window.Go(path, waitFor);
                await window.Picture($"{name}-{view}");
                await window.IsAccessible($"{name} {view}");
                await window.Fits($"{name} {view}");
            }

            window.IsQuiet(nodes.Buyer);
        }
    }

    [FactIfPage]
    public async Task A_second_browser_without_a_link_sees_nothing()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.Owner.Api.Post("/api/v1/datasets?location=NL-35", TwoNodes.MeterFile);
        await using var browser = await PageBrowser.Start();
        var link = await PageBrowser.LinkOf(nodes.Owner);
        var owner = await browser.Open();
        await owner.Page.GotoAsync(link);
        await owner.Find("[data-asset]").WaitForAsync();

        var stranger = await browser.Open();
        foreach (var address in new[] { nodes.Owner.Api.Address, link })
        {
            await stranger.Page.GotoAsync(address);
            await stranger.Find("text=This page belongs to your node").WaitForAsync();
            Assert.DoesNotContain("NL-35", await stranger.Page.ContentAsync());
            Assert.Equal(0, await stranger.Find("nav").CountAsync());
        }

        await stranger.Find("text=This link was used already").WaitForAsync();
        await stranger.IsAccessible("login");
        await stranger.Picture("desk-light-login");
        Assert.Equal(401, await stranger.Page.EvaluateAsync<int>("() => fetch('/api/v1/datasets').then(answer => answer.status)"));
        Assert.Equal(401, await stranger.Page.EvaluateAsync<int>("() => fetch('/events').then(answer => answer.status)"));

        // Who is logged out is a stranger too.
        await owner.Button("Log out").ClickAsync();
        await owner.Find("text=This page belongs to your node").WaitForAsync();
        await owner.Page.ReloadAsync();
        await owner.Find("text=This page belongs to your node").WaitForAsync();
    }

    [FactIfPage]
    public async Task Whatever_becomes_of_a_trade_the_page_says_whether_money_moved_and_what_to_do()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer(10, "?segments=2");
        await nodes.Bid();
        await nodes.Ended(nodes.Buyer);
        var done = (await nodes.Buyer.Api.Get("/api/v1/trades"))[0]!;
        await using var browser = await PageBrowser.Start();
        var window = await browser.Open();
        var endings = new (string Ending, int Paid, string Money, string Advice)[]
        {
            ("aborted", 0, "No tokens moved.", "You can bid again, or choose another offer."),
            ("declined", 0, "No tokens moved.", "You can bid again, or choose another offer."),
            ("refunded", 0, "All that was paid came back.", "You can bid again, or choose another offer."),
            ("bad_delivery", 5, "5\u00a0DUM1 of 10\u00a0DUM1 were paid and did not come back; 0 of 2 parts are here.", "Buy nothing more from this seller."),
        };
        var trades = new JsonArray([.. endings.Select(end => Ended(done, end.Ending, end.Paid))]).ToJsonString();
        await window.Page.RouteAsync("**/api/v1/trades*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = trades }));
        await window.Login(nodes.Buyer);
        foreach (var (ending, _, money, advice) in endings)
        {
            var trade = window.Find($"[data-trade={ending.Replace('_', '-')}]");
            await trade.Locator("summary").ClickAsync();
            Assert.Contains($"{money} ", await trade.InnerTextAsync(), StringComparison.Ordinal);
            Assert.Contains(advice, await trade.InnerTextAsync(), StringComparison.Ordinal);
        }

        await window.IsAccessible("endings");
        await window.Picture("desk-light-endings");
    }

    [FactIfPage]
    public async Task A_file_with_gaps_is_charted_with_its_gaps_and_what_is_no_meters_file_is_refused_in_plain_words()
    {
        await using var nodes = await TwoNodes.Start();
        await using var browser = await PageBrowser.Start();
        var window = await browser.Open();
        await window.Login(nodes.Owner);
        await window.Go("sell", "input[type=file]");
        await window.Find("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "holiday.txt", MimeType = "text/plain", Buffer = "no telegrams here"u8.ToArray() });
        await window.Button("Read it in").ClickAsync();
        await window.Find("[role=alert] >> text=Your node cannot read a meter’s data in this file").WaitForAsync();
        await window.Picture("desk-light-refused");
        await window.Find("input[type=file]").SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "p1", "gap.p1"));
        await window.Button("Read it in").ClickAsync();
        await window.Find("text=1 gap, marked in the chart.").WaitForAsync();
        await window.Find("text=Gap: nobody measured in between").WaitForAsync();
        await window.IsAccessible("a chart with a gap");
        await window.Picture("desk-light-gap");
    }

    [FactIfPage]
    public async Task The_page_says_when_its_node_is_gone_and_everything_works_with_the_keyboard()
    {
        var nodes = await TwoNodes.Start();
        await using (nodes)
        {
            await using var browser = await PageBrowser.Start();
            var window = await browser.Open();
            await window.Login(nodes.Owner);
            var keyboard = window.Page.Keyboard;
            await keyboard.PressAsync("Tab");
            Assert.Equal("To the content", await Focused(window));
            foreach (var view in new[] { "EnerDatX", "Sell", "Buy" })
            {
                await keyboard.PressAsync("Tab");
                Assert.Equal(view, await Focused(window));
                Assert.NotEqual("none", await window.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
            }

            await keyboard.PressAsync("Enter");
            await window.Find("h1:has-text('Meter data on offer')").WaitForAsync();
            await window.Button("Nederlands").PressAsync("Enter");
            await window.Find("h1:has-text('Meterdata te koop')").WaitForAsync();
            await nodes.Owner.Kill();
            await window.Find("text=Je node antwoordt niet").WaitForAsync();
        }
    }

    private static async Task Upload(PageWindow owner)
    {
        await owner.Go("sell", "input[type=file]");
        await owner.Find("input[type=file]").SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));
        await owner.Find("input[name=region]").FillAsync("NL-35");
        await owner.Find("input[name=parts]").FillAsync("3");
        await owner.Button("Read it in").ClickAsync();
        await owner.Find("text=6.5 kWh used, 12.9 kWh returned").WaitForAsync();
    }

    private static async Task Sell(PageWindow owner)
    {
        await owner.Find("input[name=price]").FillAsync("12");
        await owner.Picture("walk-1-terms");
        await owner.Button("Look over and sign").ClickAsync();
        await owner.Find("dialog >> text=Whoever pays 12").WaitForAsync();
        await owner.IsAccessible("confirm the offer");
        await owner.Picture("walk-2-sign");
        await owner.Button("Sign and offer").ClickAsync();
        await owner.Find("[data-mine]").WaitForAsync();
    }

    private static async Task GetTokens(PageWindow buyer)
    {
        await buyer.Button("Get start tokens").ClickAsync();
        await buyer.Button("Ask for them").ClickAsync();
        await WaitForBalance(buyer, "100");
    }

    private static async Task Buy(PageWindow buyer)
    {
        await buyer.Go("buy", "[data-offer]");
        await buyer.Find("input[type=search]").FillAsync("nowhere");
        await buyer.Find("text=No offer fits").WaitForAsync();
        await buyer.Find("input[type=search]").FillAsync("nl-35");
        await buyer.Button("Look closer").ClickAsync();
        await buyer.Find("dialog >> text=It comes in 3 parts, each paid by itself").WaitForAsync();
        await buyer.IsAccessible("look at an offer");
        await buyer.Picture("walk-3-offer");
        await buyer.Find("dialog button:has-text('Buy for 12')").ClickAsync();
        await buyer.Button("Sign and buy").ClickAsync();
        await buyer.Find("[data-following=completed]").WaitForAsync(new() { Timeout = 60_000 });
        await buyer.Find("text=You paid 12").WaitForAsync();
        await buyer.IsAccessible("a trade's steps");
        await buyer.Picture("walk-4-bought");
    }

    private static async Task Keep(PageWindow buyer, NodeProcess node)
    {
        await buyer.Find("[data-following] a[role=button]").ClickAsync();
        await buyer.Find("text=6.5 kWh used, 12.9 kWh returned").WaitForAsync();
        await buyer.Find(".u-over").WaitForAsync();
        var asset = new Uri(buyer.Page.Url).Fragment.Split('/')[2];
        var csv = await Download(buyer, "Table (CSV)");
        Assert.Equal(await node.Api.Download($"/api/v1/datasets/{asset}/csv"), csv);
        Assert.StartsWith("age-encryption.org/v1\n", System.Text.Encoding.Latin1.GetString(await Download(buyer, "Encrypted file (age) 1")));
        Assert.StartsWith("AGE-SECRET-KEY-1", System.Text.Encoding.ASCII.GetString(await Download(buyer, "Its key 1")));
        await buyer.Picture("walk-5-dataset");
    }

    private static async Task Withdraw(PageWindow owner)
    {
        await owner.Go("sell", "[data-mine]");
        await owner.Button("Withdraw").First.ClickAsync();
        await owner.Find("dialog >> text=You sign that the offer no longer stands").WaitForAsync();
        await owner.Find("dialog").GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await owner.Find("text=You offer nothing at the moment").WaitForAsync();
    }

    private static async Task WaitForBalance(PageWindow window, string amount) =>
        await window.Go("data", $"[data-balance]:has-text('{amount}\u00a0{TwoNodes.Currency}')");

    private static async Task<byte[]> Download(PageWindow window, string button)
    {
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Button(button).ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    private static JsonNode Ended(JsonNode done, string ending, int paid)
    {
        var trade = done.DeepClone();
        (trade["id"], trade["status"], trade["ending"], trade["paid"]) = (ending.Replace('_', '-'), "error", ending, paid);
        (trade["done"]!["proposal"], trade["done"]!["agreement"]) = (null, null);
        var segments = trade["segments"]!.AsArray();
        foreach (var pair in segments.Skip(paid == 0 ? 0 : 1).SelectMany(segment => new[] { segment!["payment"]!, segment["delivery"]! }).Append(segments[0]!["delivery"]!))
        {
            pair["agreement"] = null;
            pair["proposal"] = ReferenceEquals(pair, segments[0]!["delivery"]) && paid > 0 ? pair["proposal"]!.DeepClone() : null;
        }

        return trade;
    }

    private static Task<string> Focused(PageWindow window) => window.Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");

    /// <summary>Two half-blocks that are real, though not of a cheat: how a fraud looks.</summary>
    private static async Task Frauds(PageWindow window, JsonNode chain)
    {
        var halves = new JsonArray(chain[0]!.DeepClone(), chain[1]!.DeepClone());
        var fraud = new JsonObject
        {
            ["kind"] = "double_spend",
            ["says"] = "signed two half-blocks with one sequence number",
            ["public_key"] = halves[0]!["public_key"]!.DeepClone(),
            ["trader_id"] = new string('c', 40),
            ["proof"] = "00",
            ["halves"] = halves,
        };
        var body = new JsonArray(fraud).ToJsonString();
        await window.Page.RouteAsync("**/api/v1/frauds*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = body }));
    }
}
