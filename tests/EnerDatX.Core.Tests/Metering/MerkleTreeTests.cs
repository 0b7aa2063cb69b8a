using System.Security.Cryptography;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Tests.Metering;

public class MerkleTreeTests
{
    /// <summary>The leaf contents and roots that Certificate Transparency implementations test with.</summary>
    private static readonly string[] Contents =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Roots_are_those_of_certificate_transparency() =>
        Assert.Equal(Roots, Enumerable.Range(1, 8).Select(count => Convert.ToHexStringLower(MerkleTree.Root(Leaves(count)))));

    [Fact]
    public void The_root_of_nothing_is_the_hash_of_nothing() => Assert.Equal(SHA256.HashData([]), MerkleTree.Root([]));

    [Fact]
    public void Every_leaf_has_a_path_that_proves_it_at_its_place_and_nowhere_else()
    {
        for (var count = 1; count <= 20; count++)
        {
            var leaves = Enumerable.Range(0, count).Select(index => MerkleTree.Leaf([(byte)index])).ToArray();
            var root = MerkleTree.Root(leaves);
            for (var index = 0; index < count; index++)
            {
                var path = MerkleTree.Path(leaves, index);
                Assert.All(Enumerable.Range(-1, count + 2), place =>
                    Assert.Equal(place == index, MerkleTree.Verify(root, leaves[index], place, count, path)));
            }
        }
    }

    [Fact]
    public void A_changed_shortened_or_lengthened_path_proves_nothing()
    {
        var leaves = Leaves(7);
        var root = MerkleTree.Root(leaves);
        var path = MerkleTree.Path(leaves, 4).ToArray();
        Assert.True(MerkleTree.Verify(root, leaves[4], 4, 7, path));
        Assert.False(MerkleTree.Verify(root, leaves[4], 4, 7, path[..^1]));
        Assert.False(MerkleTree.Verify(root, leaves[4], 4, 7, [.. path, leaves[0]]));
        Assert.False(MerkleTree.Verify(root, leaves[4], 4, 7, [leaves[0], .. path[1..]]));
        Assert.False(MerkleTree.Verify(root, leaves[4], 4, 7, [path[0][..31], .. path[1..]]));
        Assert.False(MerkleTree.Verify(root, leaves[3], 4, 7, path));
        Assert.False(MerkleTree.Verify([], leaves[4], 4, 7, path));
    }

    private static byte[][] Leaves(int count) => [.. Contents.Take(count).Select(content => MerkleTree.Leaf(Convert.FromHexString(content)))];
}
