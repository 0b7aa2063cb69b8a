using System.Text;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

public sealed class TransactionMapTests
{
    [Fact]
    public void Fields_stand_in_the_order_in_which_they_were_added()
    {
        var encoded = new TransactionMap()
            .Text("currency", "DUM1")
            .Integer("amount", -10)
            .Bytes("of", [1, 2])
            .Map("terms", new TransactionMap().Integer("n", 1))
            .BytesList("from", [[3], [4]])
            .Maps("segments", [new TransactionMap().Integer("i", 0)])
            .Encode();
        Assert.Equal("a6d8scurrency4sDUM16samount3i-102sof2b\x01\x02" + "5sterms1d1sn1i14sfrom2l1b\x03" + "1b\x04" + "8ssegments1l1d1si1i0", Encoding.Latin1.GetString(encoded));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var encoded = new TransactionMap()
            .Text("t", "grün").Integer("i", 7).Bytes("b", [9]).Map("m", new TransactionMap().Text("x", ""))
            .BytesList("l", [[1], [2]]).Maps("ms", [new TransactionMap().Integer("n", 5)]).Encode();
        Assert.True(TransactionMap.TryDecode(encoded, out var map));
        Assert.Equal(["t", "i", "b", "m", "l", "ms"], map.Names);
        Assert.True(map.TryText("t", 5, out var text) && text == "grün");
        Assert.True(map.TryInteger("i", 7, 7, out var integer) && integer == 7);
        Assert.True(map.TryBytes("b", 1, out var bytes) && bytes[0] == 9);
        Assert.True(map.TryBytesUpTo("b", 3, out _));
        Assert.True(map.TryMap("m", out var inner) && inner.TryText("x", 0, out _));
        Assert.True(map.TryBytesList("l", 1, 2, out var list) && list[1][0] == 2);
        Assert.True(map.TryMaps("ms", 1, out var maps) && maps[0].TryInteger("n", 0, 9, out _));
        Assert.Equal(encoded, map.Encode());
    }

    [Fact]
    public void The_dialects_of_python_2_and_kotlin_and_json_read_the_same()
    {
        foreach (var dialect in new[] { "a2d6samount2i104stype4sDUM1", "a2d6bamount2J104btype4bDUM1", "{\"amount\":10,\"type\":\"DUM1\"}" })
        {
            Assert.True(TransactionMap.TryDecode(Encoding.ASCII.GetBytes(dialect), out var map), dialect);
            Assert.True(map.TryInteger("amount", 1, 100, out var amount) && amount == 10);
            Assert.True(map.TryText("type", 10, out var type) && type == "DUM1");
            Assert.True(map.TryBytes("type", 4, out var bytes) && bytes.SequenceEqual("DUM1"u8.ToArray()));
        }
    }

    [Fact]
    public void What_is_out_of_bounds_or_of_another_kind_is_not_there()
    {
        var encoded = new TransactionMap()
            .Text("t", "grün").Integer("i", 7).Bytes("b", [0xff]).BytesList("l", [[1], [2]])
            .Integer("huge", System.Numerics.BigInteger.Pow(2, 70)).Encode();
        Assert.True(TransactionMap.TryDecode(encoded, out var map));
        Assert.False(map.TryText("t", 4, out _));
        Assert.False(map.TryText("b", 4, out _));
        Assert.False(map.TryText("i", 4, out _));
        Assert.False(map.TryText("none", 4, out _));
        Assert.False(map.TryInteger("i", 8, 9, out _));
        Assert.False(map.TryInteger("i", 5, 6, out _));
        Assert.False(map.TryInteger("huge", long.MinValue, long.MaxValue, out _));
        Assert.False(map.TryInteger("t", 0, 9, out _));
        Assert.False(map.TryBytes("b", 2, out _));
        Assert.False(map.TryBytesUpTo("l", 9, out _));
        Assert.False(map.TryList("l", 1, out _));
        Assert.False(map.TryList("b", 1, out _));
        Assert.False(map.TryBytesList("l", 2, 2, out _));
        Assert.False(map.TryMaps("l", 2, out _));
        Assert.False(map.TryMap("l", out _));
    }

    [Theory]
    [InlineData("a2d1sx1i11bx1i2")]
    [InlineData("a1d1i11i1")]
    [InlineData("a0l")]
    [InlineData("a2i42")]
    [InlineData("")]
    public void What_is_not_a_map_of_distinct_names_is_refused(string transaction) =>
        Assert.False(TransactionMap.TryDecode(Encoding.ASCII.GetBytes(transaction), out _));

    [Fact]
    public void A_field_is_written_once() =>
        Assert.Throws<ArgumentException>(() => new TransactionMap().Text("x", "").Integer("x", 1));
}
