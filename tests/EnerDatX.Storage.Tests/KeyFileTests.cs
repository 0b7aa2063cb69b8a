using System.Text;

namespace EnerDatX.Storage.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string KeyPath => _folder.File("key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_key_is_made_once_and_for_the_user_of_the_node_alone()
    {
        var path = Path.Combine(_folder.Path, "state", "key");
        var made = KeyFile.LoadOrCreate(path);
        Assert.Equal(made.PublicKey, KeyFile.LoadOrCreate(path).PublicKey);
        Assert.Equal(made.PublicKey, KeyFile.Load(path).PublicKey);
        Assert.Equal(made.Export(), File.ReadAllBytes(path));
        Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(path));
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Two_new_keys_differ_in_both_halves()
    {
        var (one, other) = (KeyFile.LoadOrCreate(_folder.File("one")).PublicKey, KeyFile.LoadOrCreate(_folder.File("other")).PublicKey);
        Assert.False(one.X25519.SequenceEqual(other.X25519));
        Assert.False(one.Ed25519.SequenceEqual(other.Ed25519));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("base64")]
    public void A_key_of_py_ipv8_is_read_raw_or_as_text(string spelling)
    {
        var key = Given.Key(7);
        Write(spelling switch
        {
            "raw" => key.Export(),
            "hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key.Export()) + "\n"),
            "HEX" => Encoding.ASCII.GetBytes(Convert.ToHexString(key.Export())),
            _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(key.Export()) + "\r\n"),
        });
        Assert.Equal(key.PublicKey, KeyFile.Load(KeyPath).PublicKey);
        Assert.Equal(key.PublicKey, KeyFile.LoadOrCreate(KeyPath).PublicKey);
    }

    [Fact]
    public void A_raw_key_that_ends_like_a_line_is_read_whole()
    {
        var bytes = Given.Key(7).Export();
        bytes[^1] = (byte)'\n';
        Write(bytes);
        Assert.Equal(bytes, KeyFile.Load(KeyPath).Export());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_key_that_others_may_reach_is_refused_with_what_to_do(UnixFileMode others)
    {
        KeyFile.LoadOrCreate(KeyPath);
        File.SetUnixFileMode(KeyPath, Rights.PrivateFile | others);
        Assert.Contains($"chmod 600 {KeyPath}", Assert.Throws<StorageException>(() => KeyFile.LoadOrCreate(KeyPath)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(KeyPath, Rights.PrivateFile);
        KeyFile.Load(KeyPath);
    }

    [Fact]
    public void A_file_that_holds_no_key_is_refused_and_left_as_it_was()
    {
        var key = Given.Key(7).Export();
        byte[][] contents =
        [
            [],
            key[..73],
            [.. key, 0],
            [(byte)'X', .. key[1..]],
            Given.Key(7).PublicKey.Bytes.ToArray(),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key)[..147] + "g"),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(key[..72])),
            new byte[5_000],
        ];
        foreach (var content in contents)
        {
            Write(content);
            var refusal = Assert.Throws<StorageException>(() => KeyFile.LoadOrCreate(KeyPath));
            Assert.Contains($"{KeyPath} ({content.Length} bytes) holds no key", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(content, File.ReadAllBytes(KeyPath));
        }
    }

    [Fact]
    public void A_link_is_followed_and_the_rights_of_the_file_it_leads_to_count()
    {
        var key = KeyFile.LoadOrCreate(_folder.File("elsewhere"));
        File.CreateSymbolicLink(KeyPath, _folder.File("elsewhere"));
        Assert.Equal(key.PublicKey, KeyFile.LoadOrCreate(KeyPath).PublicKey);
        File.SetUnixFileMode(_folder.File("elsewhere"), Rights.CommonFile);
        Assert.Throws<StorageException>(() => KeyFile.LoadOrCreate(KeyPath));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_refused_instead_of_replaced()
    {
        File.CreateSymbolicLink(KeyPath, _folder.File("nowhere"));
        Assert.Contains(KeyPath, Assert.Throws<StorageException>(() => KeyFile.LoadOrCreate(KeyPath)).Message, StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(KeyPath).LinkTarget);
    }

    [Fact]
    public void A_missing_key_and_a_folder_in_its_place_are_refused_by_name()
    {
        Assert.Contains(KeyPath, Assert.Throws<StorageException>(() => KeyFile.Load(KeyPath)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(KeyPath);
        Assert.Contains(KeyPath, Assert.Throws<StorageException>(() => KeyFile.Load(KeyPath)).Message, StringComparison.Ordinal);
        Assert.Contains(KeyPath, Assert.Throws<StorageException>(() => KeyFile.LoadOrCreate(KeyPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_a_crash_left_half_written_is_not_taken_for_one()
    {
        File.WriteAllBytes(KeyPath + ".new", Given.Key(7).Export()[..40]);
        Assert.NotEqual(Given.Key(7).PublicKey, KeyFile.LoadOrCreate(KeyPath).PublicKey);
        Assert.Equal([KeyPath], Directory.GetFiles(_folder.Path));
    }

    private void Write(byte[] content)
    {
        File.WriteAllBytes(KeyPath, content);
        File.SetUnixFileMode(KeyPath, Rights.PrivateFile);
    }
}
