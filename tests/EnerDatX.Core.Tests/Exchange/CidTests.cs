using System.Security.Cryptography;
using EnerDatX.Core.Exchange;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class CidTests
{
    private const string HelloWorld = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4";

    // What `ipfs add` says of the empty file.
    private const string EmptyV0 = "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH";
    private const string EmptyV1 = "bafybeif7ztnhq65lumvvtr4ekcwd2ifwgm3awq4zfr3srh462rwyinlb4y";

    [Theory]
    [InlineData("", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")]
    [InlineData("hello world\n", HelloWorld)]
    public void A_raw_block_has_its_well_known_CID(string block, string cid) =>
        Assert.Equal(cid, Cid.Of(CidCodec.Raw, System.Text.Encoding.ASCII.GetBytes(block)).ToString());

    [Fact]
    public void A_CID_is_version_codec_hash_function_length_and_hash()
    {
        Assert.True(Cid.TryParse(HelloWorld, out var cid));
        Assert.Equal([0x01, 0x55, 0x12, 0x20, .. SHA256.HashData("hello world\n"u8)], cid.ToArray());
        Assert.True(cid.IsOf("hello world\n"u8));
        Assert.False(cid.IsOf("hello world"u8));
    }

    [Fact]
    public void A_CIDv0_is_read_as_the_CIDv1_of_the_same_block()
    {
        Assert.True(Cid.TryParse(EmptyV0, out var v0));
        Assert.True(Cid.TryParse(EmptyV1, out var v1));
        Assert.Equal(v1, v0);
        Assert.Equal(EmptyV1, v0.ToString());
        Assert.True(v0.IsOf([0x0a, 0x04, 0x08, 0x02, 0x18, 0x00]));
        Assert.True(Cid.TryFromBytes(v0.ToArray().AsSpan(2), out var binaryV0));
        Assert.Equal(v0, binaryV0);
    }

    [Fact]
    public void Every_CID_survives_its_text_and_its_bytes_and_both_keep_the_order() =>
        Prop.ForAll<byte[], byte[], bool>((one, other, raw) =>
        {
            var (a, b) = (Cid.Of(raw ? CidCodec.Raw : CidCodec.DagPb, one), Cid.Of(CidCodec.Raw, other));
            return Cid.TryParse(a.ToString(), out var parsed) && parsed == a
                && Cid.TryFromBytes(a.ToArray(), out var read) && read == a
                && Math.Sign(a.CompareTo(b)) == Math.Sign(a.ToArray().AsSpan().SequenceCompareTo(b.ToArray()));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("../../../../../../../../../../../../../../../../etc/passwd.")]
    [InlineData("Bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4")]
    [InlineData("bAFKREIFJJCIE6LYPI6NY7AMXNFFTAGCLBUXNDQONFIPMB64F2KM2DEVEI4")]
    [InlineData("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei")]
    [InlineData("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4=")]
    [InlineData("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei5")]
    [InlineData("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei1")]
    [InlineData(" afkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4")]
    [InlineData("zdj7WbTaiJT1fgatdet9Ei9iDB5hdCxkbVyhyh8YTUnXMiwYi")]
    [InlineData("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQ0")]
    [InlineData("1mbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Anything_else_is_no_CID(string? text) => Assert.False(Cid.TryParse(text, out _));

    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(0, 0x02)]
    [InlineData(1, 0x71)]
    [InlineData(1, 0x00)]
    [InlineData(2, 0x11)]
    [InlineData(3, 0x1f)]
    public void Another_version_codec_or_hash_is_refused(int index, byte value)
    {
        var bytes = Cid.Of(CidCodec.Raw, []).ToArray();
        bytes[index] = value;
        Assert.False(Cid.TryFromBytes(bytes, out _));
        Assert.False(Cid.TryFromBytes(bytes.AsSpan(1), out _));
    }

    [Fact]
    public void No_CID_is_of_nothing() => Assert.False(default(Cid).IsOf([]));
}
