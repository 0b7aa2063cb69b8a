using System.Text.Json.Nodes;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Demo;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Folders that are put back, copied, lost and restored: real processes, real files.</summary>
public sealed class RecoveryTests
{
    /// <summary>Of one sale: the ask, three agreements and the delivery.</summary>
    private const int HalfBlocksOfASeller = 5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_state_folder_that_was_put_back_is_noticed_and_the_chain_goes_on_without_a_fork(bool withCopyOfHead)
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Buyer.DisposeAsync();
        Copy(nodes.State("buyer"), nodes.State("old"));
        await nodes.StartBuyer();
        await nodes.Bid();
        await nodes.Ended(nodes.Buyer);
        await nodes.Ended(nodes.Owner);
        var signed = await Chain(nodes.Buyer);

        await nodes.Buyer.DisposeAsync();
        Directory.Delete(nodes.State("buyer"), recursive: true);
        Directory.Move(nodes.State("old"), nodes.State("buyer"));
        if (!withCopyOfHead)
        {
            ForgetHeads();
        }

        await nodes.StartBuyer();
        await TwoNodes.Until("the chain", async () => (await Chain(nodes.Buyer)).Count >= signed.Count && await IsReady(nodes.Buyer));
        Assert.Equal(signed, (await Chain(nodes.Buyer)).Take(signed.Count));
        Assert.Equal(TwoNodes.Faucet - 10, await TwoNodes.Balance(nodes.Buyer));

        await SellAgain(nodes);
        await TwoNodes.Until("the second payment", async () => await TwoNodes.Balance(nodes.Buyer) == TwoNodes.Faucet - 20);
        await EveryNumberIsSignedOnce(nodes);
    }

    [Fact]
    public async Task A_copy_of_the_state_folder_does_not_start_beside_its_original()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        var mid = (await nodes.Buyer.Api.Get("/api/v1/node"))["trader_id"]!.GetValue<string>();
        Copy(nodes.State("buyer"), nodes.State("clone"));

        var (exitCode, _, error) = await Program.Run("node", "--state", nodes.State("clone"), "--api-port", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains(mid, error, StringComparison.Ordinal);
        Assert.Matches(@"Another process \(pid \d+\)", error);
        Assert.True(await IsReady(nodes.Buyer));
    }

    [Fact]
    public async Task An_owner_that_lost_its_folder_comes_back_from_a_backup_and_sells_again()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer();
        var passphrase = Secret(nodes, "correct horse battery staple");
        var backup = nodes.State("owner.backup");
        var (made, said, why) = await Program.Run("backup", "--state", nodes.State("owner"), "--out", backup, "--passphrase-file", passphrase);
        Assert.True(made == 0, why);
        Assert.DoesNotContain("horse", said + why, StringComparison.Ordinal);
        await nodes.Bid();
        await nodes.Ended(nodes.Owner);
        await TwoNodes.Until("the owner's last word", async () => (await Chain(nodes.Owner)).Count == HalfBlocksOfASeller);
        var signed = await Chain(nodes.Owner);

        await nodes.Owner.DisposeAsync();
        Directory.Delete(nodes.State("owner"), recursive: true);
        var (restored, told, refusal) = await Program.Run("restore", backup, "--state", nodes.State("owner"), "--passphrase-file", passphrase);
        Assert.True(restored == 0, refusal);
        Assert.Contains($"at least {signed.Count}", told, StringComparison.Ordinal);
        await nodes.StartOwnerAgain();
        await TwoNodes.Until("the chain", async () => (await Chain(nodes.Owner)).Count >= signed.Count && await IsReady(nodes.Owner));
        Assert.Equal(10, await TwoNodes.Balance(nodes.Owner));

        await SellAgain(nodes);
        await TwoNodes.Until("the second payment", async () => await TwoNodes.Balance(nodes.Owner) == 20);
        await EveryNumberIsSignedOnce(nodes);
    }

    [Fact]
    public async Task A_backup_is_not_overwritten_not_opened_with_another_passphrase_and_not_restored_over_anything()
    {
        await using var nodes = await TwoNodes.Start();
        var (good, bad, backup) = (Secret(nodes, "correct horse"), Secret(nodes, "wrong horse"), nodes.State("owner.backup"));
        string[] make = ["backup", "--state", nodes.State("owner"), "--out", backup, "--passphrase-file", good];
        Assert.Equal(0, (await Program.Run(make)).ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));

        await Refused("there already", make);
        await Refused("the passphrase is another", "restore", backup, "--state", nodes.State("new"), "--passphrase-file", bad);
        await Refused("not empty", "restore", backup, "--state", nodes.State("owner"), "--passphrase-file", good);
        await Refused("Another process", "restore", backup, "--state", nodes.State("new"), "--passphrase-file", good);
        await Refused("at least 8 bytes", "backup", "--state", nodes.State("owner"), "--out", nodes.State("x"), "--passphrase-file", Secret(nodes, "short"));
        await Refused("no terminal", "restore", backup, "--state", nodes.State("new"));

        static async Task Refused(string reason, params string[] arguments)
        {
            var (exitCode, output, error) = await Program.Run(arguments);
            Assert.Equal((1, string.Empty), (exitCode, output));
            Assert.Contains(reason, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.DoesNotContain("horse", error, StringComparison.Ordinal);
        }
    }

    private static string Secret(TwoNodes nodes, string passphrase)
    {
        var path = nodes.State(Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, passphrase + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static async Task SellAgain(TwoNodes nodes)
    {
        var dataset = await nodes.Owner.Api.Post(
            "/api/v1/datasets", await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1")));
        var asset = dataset["asset"]!.GetValue<string>();
        await nodes.Owner.Api.Put("/market/asks", nodes.Order(10, asset));
        await TwoNodes.Until("the offer", async () => (await nodes.Buyer.Api.Get("/market/asks")).ToJsonString().Contains(asset, StringComparison.Ordinal));
        await nodes.Buyer.Api.Put("/market/bids", nodes.Order(10, asset));
    }

    private static async Task<bool> IsReady(NodeProcess node) => (await node.Api.Get("/api/v1/node"))["signing"]!.GetValue<string>() == "ready";

    private static async Task<List<BlockHash>> Chain(NodeProcess node) =>
        [.. (await node.Api.Get("/api/v1/chain?first=1&limit=500")).AsArray().Select(Unpack).Select(block => block.Hash)];

    /// <summary>By what either node holds of either chain.</summary>
    private static async Task EveryNumberIsSignedOnce(TwoNodes nodes)
    {
        var recent = new List<JsonNode?>();
        foreach (var node in new[] { nodes.Owner, nodes.Buyer })
        {
            recent.AddRange((await node.Api.Get("/ipv8/trustchain/recent?limit=500&offset=0"))["blocks"]!.AsArray());
        }

        var places = recent.Select(block => (
            Key: block!["public_key"]!.GetValue<string>(),
            Number: block["sequence_number"]!.GetValue<long>(),
            Hash: block["hash"]!.GetValue<string>())).Distinct().ToList();
        Assert.Equal(places.Count, places.DistinctBy(place => (place.Key, place.Number)).Count());
    }

    private static HalfBlock Unpack(JsonNode? block)
    {
        Assert.True(HalfBlock.TryUnpack(Convert.FromHexString(block!["packed"]!.GetValue<string>()), out var unpacked));
        return unpacked;
    }

    private static void ForgetHeads()
    {
        foreach (var copy in Directory.GetFiles(OwnStateHome.Heads))
        {
            File.Delete(copy);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
