using System.Text;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>The stock tool <c>age</c> and our code read each other's files.</summary>
public sealed class AgeToolTests
{
    public static TheoryData<int> Sizes => [0, 1, 65535, 65536, 65537, 200000];

    [TheoryIfInstalled("age")]
    [MemberData(nameof(Sizes))]
    public void The_stock_tool_opens_our_files(int size)
    {
        using var folder = new TemporaryFolder();
        var identity = folder.Write("identity", Encoding.ASCII.GetBytes(AgeFixture.Identity.Export()));
        var file = folder.Write("file.age", AgeFixture.Encrypt(AgeFixture.Content(size)));
        Assert.Equal(AgeFixture.Content(size), Tool.Run("age", "--decrypt", "--identity", identity, file));
    }

    [FactIfInstalled("age")]
    public void The_stock_tool_opens_a_payload_with_a_header_that_was_made_later_for_someone_else()
    {
        using var folder = new TemporaryFolder();
        var payload = AgePayload.Seal(AgeFixture.FileKey, AgeFixture.Nonce, AgeFixture.Content(70_000));
        var header = AgeHeader.Wrap(AgeFixture.FileKey, AgeFixture.Stranger.Recipient, AgeFixture.Bytes(32, 9));
        var identity = folder.Write("identity", Encoding.ASCII.GetBytes(AgeFixture.Stranger.Export()));
        var file = folder.Write("file.age", [.. header, .. payload]);
        Assert.Equal(AgeFixture.Content(70_000), Tool.Run("age", "--decrypt", "--identity", identity, file));
    }

    [TheoryIfInstalled("age")]
    [MemberData(nameof(Sizes))]
    public void We_open_the_stock_tools_files(int size) => AssertOpens(size);

    [TheoryIfInstalled("age")]
    [MemberData(nameof(Sizes))]
    public void We_open_the_stock_tools_armored_files(int size) => AssertOpens(size, "--armor");

    [FactIfInstalled("age")]
    public void We_open_a_file_of_the_stock_tool_for_several() => AssertOpens(10, "--recipient", AgeFixture.Stranger.Recipient.ToString());

    [FactIfInstalled("age")]
    public void The_stock_tool_opens_our_sealed_box()
    {
        using var folder = new TemporaryFolder();
        var box = SealedBox.Seal(AgeFixture.Identity.Recipient, AgeFixture.FileKey, AgeFixture.Nonce, AgeFixture.Ephemeral, "where it lies"u8);
        var identity = folder.Write("identity", Encoding.ASCII.GetBytes(AgeFixture.Identity.Export()));
        Assert.Equal("where it lies"u8.ToArray(), Tool.Run("age", "--decrypt", "--identity", identity, folder.Write("box", box)));
    }

    private static void AssertOpens(int size, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var plain = folder.Write("plain", AgeFixture.Content(size));
        var file = Tool.Run("age", [.. options, "--recipient", AgeFixture.Identity.Recipient.ToString(), plain]);
        AgeFixture.AssertIs(AgeOutcome.Success, AgeFixture.Content(size), AgeFixture.Decrypt(file));
    }
}
