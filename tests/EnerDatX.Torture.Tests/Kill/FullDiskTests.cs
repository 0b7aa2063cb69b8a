using System.Text.Json;
using EnerDatX.Core.Ledger;
using EnerDatX.Node.Hosting;
using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>A real node on a disk that is really full.</summary>
public sealed class FullDiskTests
{
    private static readonly byte[] MeterFile = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));

    [FactIfMountable]
    public async Task A_full_disk_stops_signing_and_not_the_node_and_room_lets_it_sign_again()
    {
        using var disk = new SmallDisk();
        var state = Path.Combine(disk.Path, "state");
        IssuerState.Create(state, TorturedState.Currency, 0, 0, out var owner);
        var seen = new EverSeen(owner);
        await using var node = TorturedNode.Start(state, ["--api-port", "0"]);
        await node.WaitUntilUp();
        await Sign(node, seen);

        disk.Fill();
        var refusal = await SignUntilRefused(node, seen);
        Assert.Contains("full", refusal, StringComparison.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains("full", await SignUntilRefused(node, seen), StringComparison.Ordinal);
        }

        var (importStatus, import) = await node.Api!.Send(HttpMethod.Post, "/api/v1/datasets?location=NL-35", new ByteArrayContent(MeterFile));
        Assert.Equal((400, true), (importStatus, import.GetProperty("error").GetString()!.Contains("stored", StringComparison.Ordinal)));
        await RequireGood(node, seen);

        disk.MakeRoom();
        await Sign(node, seen);
        await RequireGood(node, seen);
        var (exitCode, errors) = await node.Stop();
        Assert.Equal(0, exitCode);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("full", lines[0], StringComparison.Ordinal);
        Assert.Contains("written again", lines[1], StringComparison.Ordinal);
    }

    [FactIfMountable]
    public async Task A_node_that_is_stopped_or_killed_on_a_full_disk_has_everything_when_there_is_room()
    {
        using var disk = new SmallDisk();
        var state = Path.Combine(disk.Path, "state");
        IssuerState.Create(state, TorturedState.Currency, 0, 0, out var owner);
        var seen = new EverSeen(owner);
        foreach (var isKilled in new[] { true, false })
        {
            await using var node = TorturedNode.Start(state, ["--api-port", "0"]);
            await node.WaitUntilUp();
            await Sign(node, seen);
            disk.Fill();
            await SignUntilRefused(node, seen);
            await (isKilled ? node.Kill() : node.Stop());

            await using var refused = TorturedNode.Start(state, ["--api-port", "0"]);
            var (exitCode, errors) = await refused.Ended();
            Assert.NotEqual(0, exitCode);
            Assert.Contains(state, errors, StringComparison.Ordinal);
            Assert.Contains("space", errors, StringComparison.OrdinalIgnoreCase);

            disk.MakeRoom();
            await using var again = TorturedNode.Start(state, ["--api-port", "0"]);
            await again.WaitUntilUp();
            await RequireGood(again, seen);
            await Sign(again, seen);
            await again.Stop();
        }
    }

    private static async Task RequireGood(TorturedNode node, EverSeen seen)
    {
        var (chain, datasets) = await TorturedState.Read(node.Api!);
        Assert.Equal([], seen.Compare(chain, datasets).Lost);
        Assert.True(seen.Compare(chain, datasets).AreGood);
    }

    private static async Task Sign(TorturedNode node, EverSeen seen)
    {
        var (status, body) = await Issue(node);
        Assert.Equal(201, status);
        seen.Acknowledge("the issue", new BlockHash(Convert.FromHexString(body.GetProperty("block").GetString()!)));
    }

    /// <summary>There may be room for a few more in the files that are there.</summary>
    private static async Task<string> SignUntilRefused(TorturedNode node, EverSeen seen)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var (status, body) = await Issue(node);
            if (status == 201)
            {
                seen.Acknowledge("the issue", new BlockHash(Convert.FromHexString(body.GetProperty("block").GetString()!)));
                continue;
            }

            Assert.Equal(400, status);
            return body.GetProperty("error").GetString()!;
        }

        throw new InvalidOperationException("The disk does not get full.");
    }

    private static Task<(int Status, JsonElement Body)> Issue(TorturedNode node) => node.Api!.Send(
        HttpMethod.Post,
        "/api/v1/issue",
        NodeCaller.Form(("currency", TorturedState.Currency), ("to", "4c69624e61434c504b3a" + new string('a', 128)), ("amount", "1"), ("reason", "full")));
}
