using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary>
/// The half-blocks of all rows: pairs of peers, in each pair one proposes and the other agrees, in turn; the pairs take turns too.
/// Each half-block has 339 bytes, as those of py-ipv8's measured baseline, and the transaction <c>{kwh_milli, meter, slot, price}</c>.
/// </summary>
internal sealed class HalfBlockScript
{
    public const string Type = "energy";
    public const int Length = 339;

    /// <summary>Sixteen chains.</summary>
    private const int Pairs = 8;

    private const ulong FirstMs = 1_700_000_000_000;

    private const int SignatureOffset = 188;

    public HalfBlockScript(int rounds, int perRound)
    {
        PerRound = perRound;
        var pairs = Enumerable.Range(0, Pairs).Select(pair => (Key(2 * pair), Key((2 * pair) + 1))).ToArray();
        var heads = new (HalfBlock? Proposer, HalfBlock? Agreer)[Pairs];
        Packed = new byte[rounds * perRound][];
        for (var i = 0; i < Packed.Length; i += 2)
        {
            var pair = i / 2 % Pairs;
            var (proposer, agreer) = pairs[pair];
            var proposal = Next(proposer, heads[pair].Proposer, agreer.PublicKey, 0, i);
            var agreement = Next(agreer, heads[pair].Agreer, proposer.PublicKey, proposal.Sequence, i);
            heads[pair] = (proposal, agreement);
            (Packed[i], Packed[i + 1]) = (proposal.Packed.ToArray(), agreement.Packed.ToArray());
        }
    }

    public int PerRound { get; }

    /// <summary>All of them in order of arrival.</summary>
    public byte[][] Packed { get; }

    public ReadOnlySpan<byte[]> Of(int round) => Packed.AsSpan(round * PerRound, PerRound);

    /// <summary>What was signed: the packed bytes with 64 × '0' for the signature.</summary>
    public static byte[] SigningInput(byte[] packed)
    {
        var input = (byte[])packed.Clone();
        input.AsSpan(SignatureOffset, Sodium.SignatureBytes).Fill((byte)'0');
        return input;
    }

    public static SecretKey Key(int index) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"enerdatx/bench/x25519/{index}"))),
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"enerdatx/bench/ed25519/{index}"))));

    /// <summary>Numbers of constant width, so that all half-blocks are equally long.</summary>
    public static byte[] Transaction(int slot) => new TransactionMap()
        .Integer("kwh_milli", 1_000 + (slot % 9_000))
        .Text("meter", "NL00000001")
        .Integer("slot", 100_000 + (slot % 900_000))
        .Integer("price", 10 + (slot % 90))
        .Encode();

    public static ulong TimeMs(int slot) => FirstMs + (ulong)slot;

    public static HalfBlock Next(SecretKey key, HalfBlock? head, PublicKey link, uint linkSequence, int slot) => HalfBlock.Sign(
        key, (head?.Sequence ?? 0) + 1, link, linkSequence, head?.Hash ?? BlockHash.Genesis, Type, Transaction(slot), TimeMs(slot));
}
