using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Backup;

/// <summary>What a backup holds of a node: its key, how far that key had signed, its settings and its half-blocks. Nothing of datasets and contents.</summary>
/// <param name="Epoch">The signing guard's.</param>
/// <param name="Head">The signing guard's: the last own half-block.</param>
/// <param name="NodeConf">Text of <c>node.conf</c>; empty for none.</param>
/// <param name="Blocks">The whole ledger in order of arrival, or the head alone.</param>
/// <param name="CreatedMs">Milliseconds since 1970.</param>
public sealed record NodeBackup(
    SecretKey Key, long Epoch, OwnHead Head, string NodeConf, IReadOnlyList<HalfBlock> Blocks, long CreatedMs)
{
    /// <summary>Longest body, with all half-blocks: it is encrypted in one piece, in memory. About 400,000 half-blocks.</summary>
    internal const int MaxBodyBytes = 256 << 20;

    private const int FixedBytes = SecretKey.Length + 8 + 8 + 4 + BlockHash.Length;

    /// <summary>Whether the own chain is there from its beginning, not only its head.</summary>
    public bool HasChain => Own().Count() == Head.Sequence;

    /// <summary>The bytes that are encrypted, as docs/BACKUP.md has them. The caller zeroes them after use.</summary>
    internal byte[] Encode()
    {
        var conf = Encoding.UTF8.GetBytes(NodeConf);
        var body = new byte[Length(conf.Length)];
        var secret = Key.Export();
        secret.CopyTo(body, 0);
        CryptographicOperations.ZeroMemory(secret);
        var rest = body.AsSpan(SecretKey.Length);
        BinaryPrimitives.WriteUInt64BigEndian(rest, (ulong)CreatedMs);
        BinaryPrimitives.WriteUInt64BigEndian(rest[8..], (ulong)Epoch);
        BinaryPrimitives.WriteUInt32BigEndian(rest[16..], Head.Sequence);
        Head.Hash.CopyTo(rest[20..]);
        rest = body.AsSpan(FixedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)conf.Length);
        conf.CopyTo(rest[4..]);
        rest = rest[(4 + conf.Length)..];
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)Blocks.Count);
        rest = rest[4..];
        foreach (var block in Blocks)
        {
            block.Packed.CopyTo(rest);
            rest = rest[block.Packed.Length..];
        }

        return body;
    }

    /// <returns>Null when these are not the bytes of a backup.</returns>
    internal static NodeBackup? Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedBytes + 8 || !SecretKey.TryParse(body[..SecretKey.Length], out var key))
        {
            return null;
        }

        var rest = body[SecretKey.Length..];
        var created = BinaryPrimitives.ReadUInt64BigEndian(rest);
        var epoch = BinaryPrimitives.ReadUInt64BigEndian(rest[8..]);
        var head = new OwnHead(BinaryPrimitives.ReadUInt32BigEndian(rest[16..]), new BlockHash(rest.Slice(20, BlockHash.Length)));
        rest = body[FixedBytes..];
        var confLength = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (created > long.MaxValue || epoch >= long.MaxValue || confLength > rest.Length - 8)
        {
            return null;
        }

        var conf = Encoding.UTF8.GetString(rest.Slice(4, (int)confLength));
        var blocks = DecodeBlocks(rest[(4 + (int)confLength)..]);
        return blocks is not null && new NodeBackup(key, (long)epoch, head, conf, blocks, (long)created) is var backup && backup.IsWhole() ? backup : null;
    }

    private static List<HalfBlock>? DecodeBlocks(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var blocks = new List<HalfBlock>();
        bytes = bytes[4..];
        for (var i = 0u; i < count; i++)
        {
            if (!HalfBlock.TryUnpack(bytes, out var block, out var consumed))
            {
                return null;
            }

            blocks.Add(block);
            bytes = bytes[consumed..];
        }

        return bytes.IsEmpty ? blocks : null;
    }

    private int Length(int confLength)
    {
        var length = FixedBytes + 8L + confLength + Blocks.Sum(block => (long)block.Packed.Length);
        return length <= MaxBodyBytes
            ? (int)length
            : throw new StorageException($"The ledger has {length >> 20} MiB, more than the {MaxBodyBytes >> 20} that a backup takes. Use --head-only.");
    }

    private IEnumerable<HalfBlock> Own() => Blocks.Where(block => block.PublicKey.Equals(Key.PublicKey));

    /// <summary>Whether its own half-blocks are the chain up to the head, or the head alone.</summary>
    private bool IsWhole()
    {
        var own = Own().ToList();
        return OwnHead.Of(own.Count == 0 ? null : own[^1]) == Head && (own.Count <= 1 || own.Select(block => (long)block.Sequence).SequenceEqual(Numbers(own.Count)));
    }

    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(1, count).Select(n => (long)n);
}
