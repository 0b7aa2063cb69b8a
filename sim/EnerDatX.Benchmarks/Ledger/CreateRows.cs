using EnerDatX.Benchmarks.Report;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary>The rows of what a node signs itself: proposals and agreements in turn on one chain, past the signing guard.</summary>
internal sealed class CreateRows : IDisposable
{
    public const string RawSign = "raw libsodium sign, one core";

    private static readonly SecretKey Own = HalfBlockScript.Key(100);
    private static readonly SecretKey Partner = HalfBlockScript.Key(101);

    private readonly int _perRound;
    private readonly byte[][] _transactions;
    private readonly HalfBlock[] _proposals;
    private readonly MemoryLedger _memory = new(Own.PublicKey);
    private readonly SqliteLedgerStore _file;

    public CreateRows(int perRound, int rounds, string folder)
    {
        _perRound = perRound;
        _transactions = [.. Enumerable.Range(0, perRound).Select(HalfBlockScript.Transaction)];
        _file = SqliteLedgerStore.Open(Path.Combine(folder, "own.db"), Own.PublicKey);
        _proposals = new HalfBlock[rounds * perRound / 2];
        for (var i = 0; i < _proposals.Length; i++)
        {
            _proposals[i] = HalfBlockScript.Next(Partner, i == 0 ? null : _proposals[i - 1], Own.PublicKey, 0, i);
        }
    }

    public IEnumerable<Contestant> All() =>
    [
        new(RawSign, "1/s", SignRaw, RawSign, Goal.None),
        new("create + sign + store in memory, one core", "1/s", round => Create(_memory, round), RawSign, Goal.RatioOf(0.8, "raw sign")),
        new("create + sign + store in a file, one core", "1/s", round => Create(_file, round), RawSign, Goal.RatioOf(0.6, "raw sign")) { IsByWall = true },
    ];

    public void Dispose() => _file.Dispose();

    private Rate SignRaw(int round)
    {
        var key = HalfBlockScript.Key(100 + round);
        var inputs = _transactions.Select((_, i) => HalfBlockScript.SigningInput(_proposals[(round * _perRound / 2) + (i / 2)].Packed.ToArray())).ToArray();
        var clock = new Clock();
        foreach (var input in inputs)
        {
            _ = key.Sign(input);
        }

        return clock.PerSecond(inputs.Length);
    }

    /// <summary>What chain actor and journal do with requests that come faster than the disk is: the head in memory, groups of 512.</summary>
    private Rate Create(ILedgerStore store, int round)
    {
        var clock = new Clock();
        var head = store.Latest(Own.PublicKey);
        var group = new List<HalfBlock>(BulkIntake.GroupSize);
        for (var i = 0; i < _perRound; i++)
        {
            head = Next(head, i, _proposals[(round * _perRound / 2) + (i / 2)]);
            group.Add(head);
            if (group.Count == BulkIntake.GroupSize || i == _perRound - 1)
            {
                store.Append(group);
                group.Clear();
            }
        }

        return clock.PerSecond(_perRound);
    }

    private HalfBlock Next(HalfBlock? head, int i, HalfBlock proposal)
    {
        var nowMs = HalfBlockScript.TimeMs(i);
        HalfBlock? block;
        ReceiveRows.Require(i % 2 == 0
            ? OwnChain.TryPropose(Own, head, Partner.PublicKey, HalfBlockScript.Type, _transactions[i], nowMs, out block, out _)
            : OwnChain.TryAgree(Own, head, proposal, proposal.Transaction, nowMs, out block, out _));
        return block!;
    }
}
