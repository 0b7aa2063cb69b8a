using EnerDatX.Benchmarks.Report;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary>
/// The rows of what comes in. Every round takes the next half-blocks of the script, so the chains and the stores grow from round to round,
/// and no half-block is an object that remembers its signature.
/// </summary>
internal sealed class ReceiveRows(HalfBlockScript script, string folder) : IDisposable
{
    public const string RawVerify = "raw libsodium verify, one core";
    public const string File = "decode + verify + validate + store in a file, one core";

    private readonly BulkIntake _memory = new(new MemoryLedger(), null, OneCore);
    private readonly BulkIntake _counted = new(new MemoryLedger(), null, OneCore);
    private readonly SqliteLedgerStore _file = SqliteLedgerStore.Open(Path.Combine(folder, "one.db"), Owner);
    private readonly SqliteLedgerStore _fileOfTwo = SqliteLedgerStore.Open(Path.Combine(folder, "two.db"), Owner);

    /// <summary>Of the files; it has no half-blocks of its own here.</summary>
    private static PublicKey Owner => HalfBlockScript.Key(-1).PublicKey;

    public IEnumerable<Contestant> All() =>
    [
        new(RawVerify, "1/s", VerifyRaw, RawVerify, Goal.None),
        new("decode + verify + validate + store in memory, one core", "1/s", round => Take(_memory, round), RawVerify, Goal.RatioOf(0.85, "raw verify")),
        new(File, "1/s", round => Take(new BulkIntake(_file, Owner, OneCore), round), RawVerify, Goal.RatioOf(0.75, "raw verify")) { IsByWall = true },
        new("decode + verify + validate + store in a file, two cores", "1/s", round => Take(new BulkIntake(_fileOfTwo, Owner, TwoCores), round), File, Goal.RatioOf(1.7, "one core")) { IsByWall = true },
        new("allocated per validated half-block", "bytes", Allocated, null, Goal.AtMost(1_024, "bytes")),
    ];

    public void Dispose()
    {
        _file.Dispose();
        _fileOfTwo.Dispose();
    }

    private static void OneCore(Action work) => work();

    private static void TwoCores(Action work) => Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = 2 }, work, work);

    private Rate VerifyRaw(int round)
    {
        var inputs = script.Of(round).ToArray().Select(packed =>
        {
            HalfBlock.TryUnpack(packed, out var block);
            return (Key: block!.PublicKey.Ed25519.ToArray(), Input: HalfBlockScript.SigningInput(packed), Signature: block.Signature.ToArray());
        }).ToArray();
        var clock = new Clock();
        foreach (var (key, input, signature) in inputs)
        {
            Require(Sodium.Ed25519Verify(key, input, signature));
        }

        return clock.PerSecond(inputs.Length);
    }

    private Rate Take(BulkIntake intake, int round)
    {
        var packed = Memory(round);
        var clock = new Clock();
        var taken = intake.Take(packed);
        var rate = clock.PerSecond(packed.Length);
        Require(taken.All(one => one.IsNew && one.Verdict!.IsAcceptable));
        return rate;
    }

    private Rate Allocated(int round)
    {
        var packed = Memory(round);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = _counted.Take(packed);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Require(taken.All(one => one.IsNew));
        return Rate.Of((double)allocated / packed.Length);
    }

    private ReadOnlyMemory<byte>[] Memory(int round) => script.Of(round).ToArray().Select(packed => new ReadOnlyMemory<byte>(packed)).ToArray();

    internal static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("The benchmark measured something that did not work.");
        }
    }
}
