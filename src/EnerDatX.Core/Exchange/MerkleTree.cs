using System.Security.Cryptography;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// The Merkle tree of RFC 6962 section 2.1 with SHA-256: leaf = SHA-256(0x00 ‖ content), node = SHA-256(0x01 ‖ left ‖ right); of n leaves
/// the left subtree holds the largest power of two below n. (Level by level that is the same as promoting the odd node.)
/// The root of no leaves is the hash of nothing.
/// </summary>
public static class MerkleTree
{
    public const int HashLength = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>The 32-byte hash of a leaf's content.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> content)
    {
        var input = new byte[1 + content.Length];
        input[0] = LeafPrefix;
        content.CopyTo(input.AsSpan(1));
        return SHA256.HashData(input);
    }

    public static byte[] Root(IReadOnlyList<byte[]> leafHashes)
    {
        var level = leafHashes;
        while (level.Count > 1)
        {
            level = Parents(level);
        }

        return level.Count == 0 ? SHA256.HashData([]) : [.. level[0]];
    }

    /// <summary>The inclusion proof of a leaf: sibling hashes from the leaf up, as in RFC 6962 section 2.1.1.</summary>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> leafHashes, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leafHashes.Count);
        var path = new List<byte[]>();
        for (var level = leafHashes; level.Count > 1; level = Parents(level), index /= 2)
        {
            var sibling = index ^ 1;
            if (sibling < level.Count)
            {
                path.Add(level[sibling]);
            }
        }

        return path;
    }

    /// <summary>Whether <paramref name="path"/> proves that leaf <paramref name="index"/> of <paramref name="count"/> is under this root.</summary>
    public static bool Verify(ReadOnlySpan<byte> root, ReadOnlySpan<byte> leafHash, int index, int count, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= count || leafHash.Length != HashLength)
        {
            return false;
        }

        var hash = leafHash.ToArray();
        var used = 0;
        for (var (place, last) = (index, count - 1); last > 0; place /= 2, last /= 2)
        {
            if (place == last && place % 2 == 0)
            {
                continue; // the odd one out is promoted
            }

            if (used == path.Count || path[used].Length != HashLength)
            {
                return false;
            }

            hash = place % 2 == 0 ? Node(hash, path[used]) : Node(path[used], hash);
            used++;
        }

        return used == path.Count && root.SequenceEqual(hash);
    }

    private static byte[][] Parents(IReadOnlyList<byte[]> level)
    {
        var parents = new byte[(level.Count + 1) / 2][];
        for (var index = 0; index < parents.Length; index++)
        {
            var left = level[2 * index];
            parents[index] = (2 * index) + 1 < level.Count ? Node(left, level[(2 * index) + 1]) : left;
        }

        return parents;
    }

    private static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * HashLength)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashLength)..]);
        return SHA256.HashData(input);
    }
}
