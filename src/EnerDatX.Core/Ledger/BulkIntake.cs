using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>What became of one packed half-block of a bulk.</summary>
/// <param name="Block">Null when the bytes are no half-block.</param>
/// <param name="IsNew">Whether it is in the ledger now and was not before.</param>
/// <param name="Verdict">Null when it was not validated: no half-block, or held already, or on the own chain.</param>
public readonly record struct Intake(HalfBlock? Block, bool IsNew, Verdict? Verdict);

/// <summary>
/// Takes many half-blocks at once, as a crawl brings them: they are decoded and their signatures checked on all cores, then they are
/// validated and appended in the order in which they came, while the others are still checked. What the ledger holds afterwards does not
/// depend on the number of cores.
/// </summary>
/// <param name="self">Half-blocks on this chain are not taken from strangers; null when there is no own chain.</param>
/// <param name="onEveryCore">
/// Runs its argument on as many threads as may be used, and returns when all have ended: <c>work => work()</c> on one core. Threads are
/// an argument here, as time is.
/// </param>
public sealed class BulkIntake(ILedgerStore store, PublicKey? self, Action<Action> onEveryCore)
{
    /// <summary>Half-blocks of one durable step: the journal's group.</summary>
    public const int GroupSize = 512;

    /// <summary>Half-blocks that one thread checks before it looks whether any can be appended: some milliseconds.</summary>
    private const int ShareSize = 32;

    /// <summary>Takes these; the answers are in the same order.</summary>
    public IReadOnlyList<Intake> Take(IReadOnlyList<ReadOnlyMemory<byte>> packed)
    {
        var run = new Run(store, self, packed);
        onEveryCore(run.Work);
        return run.Finish();
    }

    private sealed class Run(ILedgerStore store, PublicKey? self, IReadOnlyList<ReadOnlyMemory<byte>> packed)
    {
        private readonly Intake[] _intakes = new Intake[packed.Count];
        private readonly bool[] _isChecked = new bool[(packed.Count + ShareSize - 1) / ShareSize];
        private readonly PendingLedger _ledger = new(store);
        private readonly List<HalfBlock> _group = new(GroupSize);
        private readonly Lock _inOrder = new();
        private int _claimed;
        private int _taken;

        /// <summary>Checks shares until none is left. Whoever finds the way free appends what is ready.</summary>
        public void Work()
        {
            for (var share = Interlocked.Increment(ref _claimed) - 1; share < _isChecked.Length; share = Interlocked.Increment(ref _claimed) - 1)
            {
                Check(share);
                Volatile.Write(ref _isChecked[share], true);
                if (_inOrder.TryEnter())
                {
                    try
                    {
                        TakeChecked();
                    }
                    finally
                    {
                        _inOrder.Exit();
                    }
                }
            }
        }

        /// <summary>Takes what was checked while the last append was under way.</summary>
        public Intake[] Finish()
        {
            TakeChecked();
            Append();
            return _intakes;
        }

        private void Check(int share)
        {
            var end = Math.Min((share + 1) * ShareSize, _intakes.Length);
            for (var i = share * ShareSize; i < end; i++)
            {
                if (HalfBlock.TryUnpack(packed[i].Span, out var block))
                {
                    _ = block.SignatureIsValid; // remembered by the half-block
                    _intakes[i] = new Intake(block, false, null);
                }
            }
        }

        private void TakeChecked()
        {
            for (; _taken < _isChecked.Length && Volatile.Read(ref _isChecked[_taken]); _taken++)
            {
                var end = Math.Min((_taken + 1) * ShareSize, _intakes.Length);
                for (var i = _taken * ShareSize; i < end; i++)
                {
                    Take(ref _intakes[i]);
                }
            }
        }

        private void Take(ref Intake intake)
        {
            if (intake.Block is not { } block || block.PublicKey.Equals(self) || _ledger.Holds(block))
            {
                return;
            }

            var verdict = HalfBlockValidator.Validate(block, _ledger);

            // A well-signed half-block that conflicts with a held one is kept beside it: it is the proof.
            var isKept = verdict.IsAcceptable || verdict.Proofs.Count > 0;
            intake = new Intake(block, isKept, verdict);
            if (isKept)
            {
                _ledger.Add(block);
                _group.Add(block);
                if (_group.Count == GroupSize)
                {
                    Append();
                }
            }
        }

        private void Append()
        {
            store.Append(_group);
            _group.ForEach(_ledger.Settle);
            _group.Clear();
        }
    }
}
