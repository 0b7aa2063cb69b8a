using EnerDatX.Core.Exchange;
using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;
using static EnerDatX.Core.Tests.Exchange.AgeFixture;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class ContentTransferTests
{
    private static readonly Line Clean = new(1, 0, 0, 50);
    private static readonly TransferLimits Limits = new();

    /// <summary>
    /// Up to a loss of 10 % and a round trip of 600 ms it ends well: there even the smallest window, 10 KB a round trip, is as fast as the slowest
    /// line that is waited for, 16 KB/s.
    /// </summary>
    [Fact]
    public void Whatever_a_network_does_what_came_is_right_and_the_transfer_ends()
    {
        var lengths = Gen.OneOf(Gen.Choose(1, 5_000), Gen.Choose(UnixFs.ChunkLength - 2, UnixFs.ChunkLength + 2), Gen.Choose(1, 900_000));
        var lines = from seed in Gen.Choose(1, int.MaxValue)
                    from loss in Gen.Choose(0, 600)
                    from twice in Gen.Choose(0, 400)
                    from delay in Gen.Choose(0, 800)
                    select new Line(seed, loss, twice, delay);
        Prop.ForAll(Arb.From(lengths), Arb.From(lines), (length, line) =>
        {
            var (root, blocks) = Cut(Content(length));
            var transfer = new TransferLine(line, TransferLine.Honest(blocks));
            var state = transfer.Fetch(root, length);
            Assert.All(transfer.Kept, block => Assert.Equal(blocks[block.Key], block.Value));
            Assert.True(state == TransferState.Complete ? transfer.Kept.Count == blocks.Count : line.LossPermille > 100 || line.DelayMs > 300, $"{state} over {line}");
            Assert.Contains(state, new[] { TransferState.Complete, TransferState.Silent, TransferState.TooSlow });
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_200)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(1_000_000)]
    public void A_content_comes_whole(int length)
    {
        var content = Content(length);
        var (root, blocks) = Cut(content);
        var line = new TransferLine(Clean, TransferLine.Honest(blocks));
        Assert.Equal(TransferState.Complete, line.Fetch(root, length));
        using var read = new MemoryStream();
        Assert.Equal(FileReading.Complete, UnixFs.Read(root, line.Kept.GetValueOrDefault, length, read, out _));
        Assert.Equal(content, read.ToArray());
        Assert.Equal(blocks.Values.Sum(b => b.Length), line.Cost);
    }

    /// <summary>Round trips of 50 to 100 ms and the largest window make a megabyte a second; four times that is left for the start.</summary>
    [Fact]
    public void A_clean_line_is_used_well()
    {
        var (root, blocks) = Cut(Content(2_000_000));
        var line = new TransferLine(Clean, TransferLine.Honest(blocks));
        var began = line.NowMs;
        line.Fetch(root, 2_000_000);
        Assert.InRange(line.NowMs - began, 500, 8_000);
    }

    [Fact]
    public void A_transfer_that_broke_off_goes_on_with_the_blocks_that_it_has()
    {
        var (root, blocks) = Cut(Content(1_000_000));
        var broken = new TransferLine(Clean, TransferLine.Honest(blocks)) { CutAfter = 3 };
        Assert.Equal(TransferState.Silent, broken.Fetch(root, 1_000_000));
        Assert.Equal(3, broken.Kept.Count);
        var next = new TransferLine(Clean, TransferLine.Honest(blocks));
        foreach (var (cid, block) in broken.Kept)
        {
            next.Kept.Add(cid, block);
        }

        Assert.Equal(TransferState.Complete, next.Fetch(root, 1_000_000));
        Assert.Equal(blocks.Keys.Except(broken.Kept.Keys).Order(), next.Asked.Order());
    }

    [Fact]
    public void What_the_seller_does_not_have_is_not_waited_for()
    {
        var (root, blocks) = Cut(Content(600_000));
        blocks.Remove(blocks.Keys.Last(cid => cid.Codec == CidCodec.Raw));
        var line = new TransferLine(Clean, TransferLine.Honest(blocks));
        var began = line.NowMs;
        Assert.Equal(TransferState.Unknown, line.Fetch(root, 600_000));
        Assert.InRange(line.NowMs - began, 0, 5_000);
    }

    [Fact]
    public void A_seller_that_does_not_answer_is_given_up()
    {
        var line = new TransferLine(Clean, _ => []);
        var began = line.NowMs;
        Assert.Equal(TransferState.Silent, line.Fetch(Cut(Content(10)).Root, 10));
        Assert.InRange(line.NowMs - began, 10_000, 30_000);
    }

    [Fact]
    public void A_seller_that_answers_one_piece_at_a_time_holds_nobody_for_ever()
    {
        var (root, blocks) = Cut(Content(200_000));
        var honest = TransferLine.Honest(blocks);
        var line = new TransferLine(Clean with { DelayMs = 3_000 }, wanted => honest(wanted).Take(1));
        var began = line.NowMs;
        Assert.Equal(TransferState.TooSlow, line.Fetch(root, 200_000));
        Assert.InRange(line.NowMs - began, Limits.FloorMs, Limits.FloorMs + 20_000);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void False_bytes_are_found_by_the_CID_and_cost_no_more_than_two_blocks(int length)
    {
        var (root, blocks) = Cut(Content(length));
        var honest = TransferLine.Honest(blocks);
        var last = blocks.Keys.Last(cid => cid.Codec == CidCodec.Raw);
        var line = new TransferLine(Clean, wanted => honest(wanted).Select(piece =>
            wanted.Block == last && piece.Number == 0 ? piece with { Bytes = piece.Bytes.ToArray().Select(b => (byte)(b ^ 1)).ToArray() } : piece));
        Assert.Equal(TransferState.Falsified, line.Fetch(root, length));
        Assert.DoesNotContain(last, line.Kept.Keys);
        Assert.InRange(line.Cost, 1, length + (Limits.MaxFalseBlocks * UnixFs.ChunkLength));
    }

    [Fact]
    public void One_false_block_is_forgiven()
    {
        var (root, blocks) = Cut(Content(5_000));
        var honest = TransferLine.Honest(blocks);
        var lies = 1;
        var line = new TransferLine(Clean, wanted => honest(wanted).Select(piece => lies-- > 0 ? piece with { Bytes = new byte[1_200] } : piece));
        Assert.Equal(TransferState.Complete, line.Fetch(root, 5_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(262_143)]
    public void A_leaf_of_another_length_than_its_node_says_is_false_before_it_is_whole(int said)
    {
        var (root, blocks) = Cut(Content(600_000));
        var honest = TransferLine.Honest(blocks);
        var other = new byte[said];
        var line = new TransferLine(Clean, wanted => wanted.Block == root
            ? honest(wanted)
            : Enumerable.Range((int)wanted.First, wanted.Count).Select(n => ContentPiece.Of(other, wanted.Transfer, (uint)n)).OfType<ContentPiece>());
        Assert.Equal(TransferState.Falsified, line.Fetch(root, 600_000));
        Assert.InRange(line.Cost, 1, 2 * 128 * ContentPiece.Length);
    }

    [Fact]
    public void A_root_that_claims_the_longest_block_costs_two_of_them()
    {
        var (root, _) = Cut(Content(10));
        var garbage = Content(ContentPiece.MaxBlockLength);
        var line = new TransferLine(Clean, wanted =>
            Enumerable.Range((int)wanted.First, wanted.Count).Select(n => ContentPiece.Of(garbage, wanted.Transfer, (uint)n)).OfType<ContentPiece>());
        Assert.Equal(TransferState.Falsified, line.Fetch(root, 10));
        Assert.InRange(line.Cost, 1, Limits.MaxFalseBlocks * ContentPiece.MaxBlockLength);
    }

    [Fact]
    public void Pieces_without_end_end_the_transfer()
    {
        var (root, blocks) = Cut(Content(200_000));
        var honest = TransferLine.Honest(blocks);
        var line = new TransferLine(Clean, wanted => Enumerable.Repeat(honest(wanted).First(), 1_000));
        Assert.Equal(TransferState.Flooded, line.Fetch(root, 200_000));
        Assert.InRange(line.Cost, 1, 3 * 200_000 + (Limits.MaxSurplus * ContentPiece.Length));
    }

    [Fact]
    public void A_file_larger_than_the_terms_say_is_refused_at_its_root()
    {
        var (root, blocks) = Cut(Content(600_000));
        var line = new TransferLine(Clean, TransferLine.Honest(blocks));
        Assert.Equal(TransferState.TooLarge, line.Fetch(root, 599_999));
        Assert.Equal([root], line.Asked);
    }

    [Fact]
    public void What_has_the_CID_but_is_no_file_is_refused()
    {
        var block = new byte[] { 1, 2, 3 };
        var root = Cid.Of(CidCodec.DagPb, block);
        var line = new TransferLine(Clean, TransferLine.Honest(new Dictionary<Cid, byte[]> { [root] = block }));
        Assert.Equal(TransferState.Malformed, line.Fetch(root, 100));
    }

    [Fact]
    public void A_piece_under_another_number_is_not_taken()
    {
        var (root, blocks) = Cut(Content(100));
        var honest = TransferLine.Honest(blocks);
        var line = new TransferLine(Clean, wanted => honest(wanted with { Transfer = wanted.Transfer + 1 }));
        Assert.Equal(TransferState.Silent, line.Fetch(root, 100));
    }

    private static (Cid Root, SortedDictionary<Cid, byte[]> Blocks) Cut(byte[] content)
    {
        var blocks = new SortedDictionary<Cid, byte[]>();
        return (UnixFs.Build(new MemoryStream(content), (cid, block) => blocks[cid] = block), blocks);
    }
}
