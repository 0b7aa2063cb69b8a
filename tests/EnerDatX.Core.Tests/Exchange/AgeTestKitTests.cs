using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>The test kit of the age format (C2SP/CCTV, age/testdata): lines <c>key: value</c>, an empty line, and then the file.</summary>
public sealed class AgeTestKitTests
{
    /// <summary>Why a file of the kit is left out: only these need something that is not built here.</summary>
    private const string Passphrase = "passphrases (scrypt): a passphrase is nothing that two nodes could agree on";
    private const string Hybrid = "hybrid post-quantum identities: .NET has no X-Wing, and the exchange agrees on X25519 recipients";

    private static readonly SortedDictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["armor_scrypt"] = Passphrase,
        ["hybrid"] = Hybrid,
        ["hybrid_and_x25519"] = Hybrid,
        ["hybrid_currupted_enc_mlkem"] = Hybrid,
        ["hybrid_currupted_enc_x25519"] = Hybrid,
        ["hybrid_extra_argument"] = Hybrid,
        ["hybrid_grease"] = Hybrid,
        ["hybrid_identity"] = Hybrid,
        ["hybrid_long_file_key"] = Hybrid,
        ["hybrid_long_share"] = Hybrid,
        ["hybrid_not_canonical_enc"] = Hybrid,
        ["hybrid_short_share"] = Hybrid,
        ["scrypt"] = Passphrase,
        ["scrypt_double"] = Passphrase,
        ["scrypt_no_match"] = Passphrase,
        ["scrypt_not_canonical_salt"] = Passphrase,
        ["scrypt_salt_missing"] = Passphrase,
        ["scrypt_salt_short"] = Passphrase,
        ["scrypt_work_factor_23"] = Passphrase,
        ["scrypt_work_factor_leading_plus"] = Passphrase,
        ["scrypt_work_factor_leading_zero_decimal"] = Passphrase,
        ["scrypt_work_factor_leading_zero_octal"] = Passphrase,
        ["scrypt_work_factor_overflow"] = Passphrase,
        ["scrypt_work_factor_trailing_garbage"] = Passphrase,
        ["scrypt_work_factor_wrong"] = Passphrase,
    };

    private static string Folder => Samples.Path("age", "cctv_testdata");

    public static TheoryData<string> InScope()
    {
        var names = new TheoryData<string>();
        var files = Samples.Folder is null ? [] : Directory.GetFiles(Folder);
        foreach (var name in files.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            if (!LeftOut.ContainsKey(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    [TheoryIfSamples]
    [MemberData(nameof(InScope))]
    public void A_file_of_the_kit_ends_as_the_kit_says(string name)
    {
        var (kit, file) = Read(name);
        var (outcome, plaintext) = AgeFixture.Decrypt(file, Identities(kit));

        Assert.Equal(kit["expect"][0], NameOf(outcome));
        if (kit.TryGetValue("payload", out var payload))
        {
            Assert.Equal(payload[0], Convert.ToHexStringLower(SHA256.HashData(plaintext)));
        }
        else
        {
            Assert.Empty(plaintext);
        }
    }

    [FactIfSamples]
    public void What_is_left_out_of_the_kit_has_no_X25519_identity_and_opens_for_none()
    {
        foreach (var (name, why) in LeftOut.Where(entry => File.Exists(Path.Combine(Folder, entry.Key))))
        {
            var (kit, file) = Read(name);
            Assert.Empty(Identities(kit));
            Assert.Equal(why == Passphrase, kit.ContainsKey("passphrase"));

            var (outcome, plaintext) = AgeFixture.Decrypt(file, AgeFixture.Identity);
            Assert.Contains(outcome, new[] { AgeOutcome.NoMatch, AgeOutcome.HeaderFailure });
            Assert.Empty(plaintext);
        }
    }

    [FactIfSamples]
    public void The_kit_was_not_empty() => Assert.True(InScope().Count >= 40);

    [FactIfSamples]
    public void The_detached_demo_opens()
    {
        var file = File.ReadAllBytes(Samples.Path("age", "detached_demo.age"));
        Assert.True(AgeIdentity.TryParseFile(File.ReadAllText(Samples.Path("age", "detached_demo_identity.txt")), out var identities));

        var fileKey = AgeHeader.Unwrap(file.AsSpan(0, AgeHeader.Length), identities[0], out var outcome);
        Assert.Equal(AgeOutcome.Success, outcome);
        Assert.True(AgePayload.TryOpen(fileKey!, file[AgeHeader.Length..], out var plaintext));
        AgeFixture.AssertIs(AgeOutcome.Success, plaintext, AgeFixture.Decrypt(file, identities[0]));
    }

    private static string NameOf(AgeOutcome outcome) => outcome switch
    {
        AgeOutcome.Success => "success",
        AgeOutcome.NoMatch => "no match",
        AgeOutcome.HmacFailure => "HMAC failure",
        AgeOutcome.HeaderFailure => "header failure",
        AgeOutcome.PayloadFailure => "payload failure",
        AgeOutcome.ArmorFailure => "armor failure",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static AgeIdentity[] Identities(Dictionary<string, List<string>> kit) =>
        [.. kit.GetValueOrDefault("identity", []).Select(text => AgeIdentity.TryParse(text, out var identity) ? identity : null).OfType<AgeIdentity>()];

    private static (Dictionary<string, List<string>> Kit, byte[] File) Read(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var kit = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n'))
        {
            var parts = line.Split(": ", 2);
            if (!kit.TryAdd(parts[0], [parts[1]]))
            {
                kit[parts[0]].Add(parts[1]);
            }
        }

        var file = bytes[(end + 2)..];
        return (kit, kit.ContainsKey("compressed") ? Inflate(file) : file);
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var inflated = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        zlib.CopyTo(inflated);
        return inflated.ToArray();
    }
}
