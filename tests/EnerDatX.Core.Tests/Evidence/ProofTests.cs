using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>What all kinds of proof have in common: they verify themselves, and have one encoding each.</summary>
public sealed class ProofTests
{
    private static readonly GoldenProofs Golden = new();

    public static TheoryData<string> Valid => [.. Golden.Valid.Select(p => p.Name)];

    public static TheoryData<string> NearMisses => [.. Golden.NearMisses.Select(p => p.Name)];

    [Fact]
    public void There_is_a_proof_of_every_kind_and_something_that_comes_near_to_it()
    {
        var kinds = Enum.GetValues<ProofKind>().Where(kind => kind != ProofKind.None).ToList();
        Assert.Equal(kinds, Golden.Valid.Select(p => p.Proof.Kind).Distinct().Order());
        Assert.Equal(kinds, Golden.NearMisses.Select(p => p.Proof.Kind).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_proof_verifies_names_its_culprit_and_comes_back_from_its_bytes(string name)
    {
        var proof = Golden.Valid.Single(p => p.Name == name).Proof;
        Assert.True(proof.Verify());
        Assert.Equal(LedgerVectors.Key(3).PublicKey, proof.Culprit);
        Assert.True(Proof.TryRead(proof.Encode(), out var read));
        Assert.Equal(proof, read);
        Assert.Equal(proof.GetHashCode(), read.GetHashCode());
        Assert.True(read.Verify());
        Assert.Equal(proof.Encode(), read.Encode());
        Assert.StartsWith($"{proof.Kind} by ", read.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void What_comes_near_to_a_proof_is_none(string name) => Assert.False(Golden.NearMisses.Single(p => p.Name == name).Proof.Verify());

    [Fact]
    public void Half_blocks_in_another_order_are_not_read()
    {
        foreach (var (name, proof) in Golden.Valid.Where(p => p.Proof.Halves.Length > 1))
        {
            var reversed = proof.Halves.Reverse().ToList();
            Assert.True(!Proof.TryOf(proof.Kind, reversed, out var other) || !other.Verify(), name);
        }
    }

    [Fact]
    public void Bytes_that_are_no_proof_are_refused()
    {
        var good = Golden.Valid[0].Proof.Encode();
        Assert.False(Proof.TryRead([], out _));
        Assert.False(Proof.TryRead([1], out _));
        Assert.False(Proof.TryRead([.. good, 0], out _));
        Assert.All(new byte[] { 0, 9, 255 }, kind => Assert.False(Proof.TryRead([kind, .. good[1..]], out _)));
        Assert.All(new byte[] { 0, 1, 3, 255 }, count => Assert.False(Proof.TryRead([good[0], count, .. good[2..]], out _)));
        for (var length = 0; length < good.Length; length += 37)
        {
            Assert.False(Proof.TryRead(good.AsSpan(0, length), out _));
        }

        Assert.False(Proof.TryRead(new byte[Proof.MaxLength + 1], out _));
    }

    [Fact]
    public void Half_blocks_that_are_longer_than_we_accept_prove_nothing()
    {
        HalfBlock Long(byte fill, int length) => HalfBlock.Sign(
            LedgerVectors.Key(3), 1, LedgerVectors.Key(1).PublicKey, 0, BlockHash.Genesis, "x",
            [.. Enumerable.Repeat(fill, length - HalfBlock.FixedLength - 1)], 1);
        var longest = new DoubleSpend(Long(1, HalfBlock.MaxAcceptedLength), Long(2, HalfBlock.MaxAcceptedLength));
        Assert.True(longest.Verify());
        Assert.True(Proof.TryRead(longest.Encode(), out var read) && read.Verify());
        var longer = new DoubleSpend(Long(1, HalfBlock.MaxAcceptedLength), Long(2, HalfBlock.MaxAcceptedLength + 1));
        Assert.False(longer.Verify());
        Assert.Throws<InvalidOperationException>(longer.Encode);
    }

    [Fact]
    public void A_flipped_bit_accuses_nobody_else_and_of_nothing_else()
    {
        var flips = from proof in Gen.Elements(Golden.Valid.Select(p => p.Proof).ToArray())
                    from position in Gen.Choose(0, proof.Encode().Length - 1)
                    from bit in Gen.Choose(0, 7)
                    select (proof, position, bit);
        Prop.ForAll(flips.ToArbitrary(), flip =>
        {
            var bytes = flip.proof.Encode();
            bytes[flip.position] ^= (byte)(1 << flip.bit);
            return !Proof.TryRead(bytes, out var read)
                || !read.Verify()
                || (read.Halves.SequenceEqual(flip.proof.Halves) && read.Culprit.Equals(flip.proof.Culprit));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Random_bytes_are_read_or_refused_but_never_fail()
    {
        var starts = from kind in Gen.Choose(0, 9)
                     from count in Gen.Choose(0, 17)
                     from rest in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
                     select (byte[])[(byte)kind, (byte)count, .. rest];
        Prop.ForAll(starts.ToArbitrary(), bytes => !Proof.TryRead(bytes, out _)).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }
}
