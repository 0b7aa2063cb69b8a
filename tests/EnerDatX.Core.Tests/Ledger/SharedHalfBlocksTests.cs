using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class SharedHalfBlocksTests : IDisposable
{
    private static readonly SecretKey Alice = SecretKey.FromSeeds(new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly SecretKey Bob = SecretKey.FromSeeds(new byte[32], Enumerable.Repeat((byte)2, 32).ToArray());

    public void Dispose() => SharedHalfBlocks.Current = null;

    [Fact]
    public void Without_a_world_every_datagram_is_read_for_itself()
    {
        var packed = Half(1).Packed.ToArray();
        Assert.NotSame(Read(packed), Read(packed));
    }

    [Fact]
    public void In_a_world_the_same_bytes_are_one_object_and_so_are_its_keys()
    {
        var packed = Half(1).Packed.ToArray();
        SharedHalfBlocks.Current = new SharedHalfBlocks();
        var first = Read(packed);
        Assert.Same(first, Read(packed.ToArray()));
        var own = Half(3);
        Assert.Same(own, Read(own.Packed.ToArray()));
        Assert.Same(first.PublicKey, Read(Half(2).Packed.ToArray()).PublicKey);
    }

    /// <summary>The signature says where to look, so a forger may choose it.</summary>
    [Fact]
    public void Other_bytes_with_the_same_signature_are_another_half_block_and_forged()
    {
        SharedHalfBlocks.Current = new SharedHalfBlocks();
        var packed = Half(1).Packed.ToArray();
        Assert.True(Read(packed).SignatureIsValid);
        var forged = packed.ToArray();
        forged[^1]++;

        Assert.False(Read(forged).SignatureIsValid);
        Assert.True(Read(packed).SignatureIsValid);
    }

    private static HalfBlock Half(uint sequence) =>
        HalfBlock.Sign(Alice, sequence, Bob.PublicKey, 0, BlockHash.Genesis, "test", new TransactionMap().Encode(), 1_000);

    private static HalfBlock Read(byte[] packed) =>
        HalfBlock.TryUnpack(packed, out var block) ? block : throw new InvalidOperationException("These bytes are no half-block.");
}
