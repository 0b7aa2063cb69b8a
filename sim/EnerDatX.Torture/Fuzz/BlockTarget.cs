using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Torture.Fuzz;

/// <summary>A half-block: unpacked, asked for everything that it says, and judged by the rules of chains against a ledger.</summary>
internal sealed class BlockTarget : FuzzTarget
{
    private readonly MemoryLedger _ledger = GoldenBlocks.Ledger();

    public override string Name => "half-block";

    public override int MaxLength => HalfBlock.MaxAcceptedLength + 64;

    /// <summary>A few copies of the bytes, their texts, some neighbours' decoded transactions, a decoded transaction (each of whose items takes two bytes at least), findings.</summary>
    public override long MaxAllocated(int length) => 256 * 1_024 + (512L * length);

    public override byte[] Mend(byte[] input, FuzzRandom random)
    {
        Resigning.Move(input, random);
        Resigning.Block(input);
        return input;
    }

    public override void Run(byte[] input)
    {
        if (!HalfBlock.TryUnpack(input, out var block, out var consumed))
        {
            Promise(block is null && consumed == 0, "nothing comes of a half-block that is refused");
            return;
        }

        Promise(block.Packed.SequenceEqual(input.AsSpan(0, consumed)), "packed bytes are those that were read");
        Promise(HalfBlock.TryUnpack(input, out _) == (consumed == input.Length), "an exact read refuses what is left over");
        _ = block.ToString() + block.BlockId + block.LinkedBlockId + block.HashNumber + block.TimestampMs;
        var pending = new PendingLedger(_ledger);
        var verdict = HalfBlockValidator.Validate(block, pending);
        var stateless = HalfBlockValidator.ValidateStateless(block);
        Promise(!stateless.IsAcceptable || block.SignatureIsValid, "no half-block is acceptable without its signature");
        foreach (var proof in verdict.Proofs)
        {
            Promise(proof.Verify(), "a proof verifies itself");
        }

        foreach (var proof in ProofSearch.CompletedBy(block, verdict, pending))
        {
            Promise(proof.Verify(), "a proof that was searched for verifies itself");
        }

        pending.Add(block);
        foreach (var found in HalfBlockValidator.Validate(block, pending).Proofs)
        {
            Promise(found.Verify(), "a proof verifies itself when it is held already");
        }

        Crawl.Answer(pending, block.PublicKey, block.Sequence, block.LinkSequence);
        Crawl.Answer(pending, block.LinkPublicKey, -(long)block.Sequence, uint.MaxValue);
    }
}
