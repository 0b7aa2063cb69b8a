using System.Diagnostics;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Torture.Kill;

/// <param name="Seed">Of the moments at which the node is killed, and of what survives a power cut.</param>
/// <param name="PowerLoss">What was not synced is lost too.</param>
/// <param name="LyingDisk">With power loss: every sync is a lie, so that a loss must be found.</param>
/// <param name="Store">Where the node keeps its ledger; null for its state folder.</param>
public sealed record KillOptions(int Cycles, int Seed, bool PowerLoss = false, bool LyingDisk = false, string? Store = null);

/// <summary>One life of the node, and what was found when it was started again.</summary>
/// <param name="Number">From 1.</param>
/// <param name="StartMs">Until it was up; null when it was killed before.</param>
/// <param name="Acknowledged">Answers that said yes in this life.</param>
/// <param name="OnWire">Half-blocks of its own that left it in this life, each counted once.</param>
/// <param name="Length">Of its chain afterwards; null while nobody has looked.</param>
public sealed record Cycle(
    int Number, long? StartMs, int Acknowledged, int OnWire, int? Length, IReadOnlyList<string> Lost, IReadOnlyList<string> Forked);

/// <summary>
/// Starts a node, lets several users make it sign, kills it at a random moment, starts it again and compares; and so on. The folder is
/// the same all the time.
/// </summary>
public sealed class KillRun : IAsyncDisposable
{
    /// <summary>Every fifth life ends before the node is up.</summary>
    private const int EarlyDeaths = 5;

    private const int MaxEarlyMs = 500;

    /// <summary>The node is killed after so many acknowledgements, not after a time: a slow machine shall be as cruel as a fast one …</summary>
    private const int MaxAcknowledged = 250;

    /// <summary>… and a moment later, so that any step of a request may be the last.</summary>
    private const int MaxJitterMs = 20;

    /// <summary>A node that acknowledges nothing is killed too.</summary>
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(20);

    private readonly KillOptions _options;
    private readonly Random _random;
    private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-kill-").FullName;
    private readonly string _state;
    private readonly EverSeen _seen;
    private readonly List<Cycle> _cycles = [];
    private Witness? _witness;

    public KillRun(KillOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);

        // One folder deeper than what is recorded, so that its own name is recorded too.
        _state = Path.Combine(_folder, "disk", "state");
        IssuerState.Create(_state, TorturedState.Currency, 0, 0, out var owner);
        _seen = new EverSeen(owner);
    }

    public IReadOnlyList<Cycle> Cycles => _cycles;

    public bool IsGood => _cycles.TrueForAll(cycle => cycle.Lost.Count == 0 && cycle.Forked.Count == 0);

    /// <summary>Where the node's folder is, for a look at what went wrong; removed after a good run.</summary>
    public string Folder => _folder;

    /// <param name="done">Told of each life after it was compared.</param>
    /// <exception cref="NodeDidNotStartException">It did not start again.</exception>
    public async Task Run(Action<Cycle> done)
    {
        _witness = await StartWitness();
        _witness.TellOf(_seen);
        for (var number = 1; number <= _options.Cycles; number++)
        {
            await LiveAndDie(number, done);
        }

        await using var last = TorturedNode.Start(_state, Arguments());
        await last.WaitUntilUp();
        await Compare(last, done);
        await last.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        if (_witness is not null)
        {
            await _witness.DisposeAsync();
        }

        if (IsGood)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<Witness> StartWitness()
    {
        var state = Path.Combine(_folder, "witness");
        Directory.CreateDirectory(state, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(Path.Combine(_state, "node.conf"), Path.Combine(state, "node.conf"));
        return await Witness.Start(state);
    }

    private string[] Arguments() =>
    [
        "--api-port", "0", "--connect", _witness!.Address.ToString(), .. _options.Store is { } store ? new[] { "--store", store } : [],
    ];

    private async Task LiveAndDie(int number, Action<Cycle> done)
    {
        var (isEarly, jitterMs, earlyMs) = (_random.Next(EarlyDeaths) == 0, _random.Next(MaxJitterMs), _random.Next(MaxEarlyMs));
        var wanted = _random.Next(1, MaxAcknowledged);
        var (acknowledged, onWire) = (_seen.Acknowledged, _seen.OnWire);
        var disk = _options.PowerLoss ? new RecordedDisk(RecordedRoot, _options.LyingDisk) : null;
        var log = Path.Combine(_folder, "log");
        await File.WriteAllTextAsync(log, string.Empty); // a life may end before anybody writes to it
        await using var node = TorturedNode.Start(_state, Arguments(), disk is null ? null : StraceLog.Command(log));
        if (isEarly)
        {
            await Task.Delay(earlyMs);
            await node.Kill();
        }
        else
        {
            await node.WaitUntilUp();
            await Compare(node, done);
            await KillUnderLoad(node, acknowledged + wanted, jitterMs);
        }

        CutPower(disk, log);
        _cycles.Add(new Cycle(
            number, isEarly ? null : node.StartMs, _seen.Acknowledged - acknowledged, _seen.OnWire - onWire, null, [], []));
    }

    private async Task KillUnderLoad(TorturedNode node, int untilAcknowledged, int jitterMs)
    {
        using var stop = new CancellationTokenSource();
        var load = new Load(node.Api!, _seen, Receivers()).Run(stop.Token);
        for (var waited = Stopwatch.StartNew(); _seen.Acknowledged < untilAcknowledged && waited.Elapsed < LoadLimit;)
        {
            await Task.Delay(1, CancellationToken.None);
        }

        await Task.Delay(jitterMs, CancellationToken.None);
        await node.Kill();
        await stop.CancelAsync();
        await load;
    }

    private string RecordedRoot => Path.Combine(_folder, "disk");

    /// <summary>Puts the folder as the disk would hold it in place of the one that the process saw. Every other time, part of what was not safe is there.</summary>
    private void CutPower(RecordedDisk? disk, string log)
    {
        if (disk is null)
        {
            return;
        }

        foreach (var happened in StraceLog.Read(File.ReadLines(log), RecordedRoot))
        {
            disk.Happen(happened);
        }

        Directory.Delete(RecordedRoot, recursive: true);
        disk.CutPower(RecordedRoot, _random.Next(2) == 0 ? null : new Random(_random.Next()));
    }

    /// <summary>What is found is the doing of the life before.</summary>
    private async Task Compare(TorturedNode node, Action<Cycle> done)
    {
        var (chain, datasets) = await TorturedState.Read(node.Api!);
        var found = _seen.Compare(chain, datasets);
        for (var i = 0; i < _cycles.Count; i++)
        {
            if (_cycles[i].Length is null)
            {
                var isLast = i == _cycles.Count - 1;
                _cycles[i] = _cycles[i] with { Length = found.Length, Lost = isLast ? found.Lost : [], Forked = isLast ? found.Forked : [] };
                done(_cycles[i]);
            }
        }
    }

    private string[] Receivers()
    {
        Span<byte> stranger = stackalloc byte[32];
        stranger.Fill(7);
        return [_witness!.Key.PublicKey.ToHex(), SecretKey.FromSeeds(SHA256.HashData(stranger), stranger).PublicKey.ToHex()];
    }
}
