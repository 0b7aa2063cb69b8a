namespace EnerDatX.Storage.Tests;

public sealed class ApiTokenFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string TokenPath => _folder.File("api-token");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_token_is_in_a_private_file_while_the_node_runs_and_gone_after()
    {
        using (var token = ApiTokenFile.Create(TokenPath))
        {
            Assert.Matches("^[0-9a-f]{64}$", token.Token);
            Assert.Equal(token.Token, File.ReadAllText(TokenPath));
            Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(TokenPath));
            Assert.DoesNotContain(token.Token, token.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_token_that_a_crash_left_behind_is_replaced_and_made_private()
    {
        File.WriteAllText(TokenPath, "old");
        File.SetUnixFileMode(TokenPath, Rights.CommonFile);
        using var token = ApiTokenFile.Create(TokenPath);
        Assert.Equal(token.Token, File.ReadAllText(TokenPath));
        Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(TokenPath));
    }

    [Fact]
    public void Every_start_has_a_token_of_its_own()
    {
        using var one = ApiTokenFile.Create(_folder.File("one"));
        using var other = ApiTokenFile.Create(_folder.File("other"));
        Assert.NotEqual(one.Token, other.Token);
    }

    [Fact]
    public void A_folder_that_is_missing_is_named() =>
        Assert.Contains("missing", Assert.Throws<StorageException>(() => ApiTokenFile.Create(_folder.File("missing/token"))).Message, StringComparison.Ordinal);
}
