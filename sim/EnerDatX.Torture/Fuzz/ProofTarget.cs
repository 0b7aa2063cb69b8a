using System.Buffers.Binary;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Torture.Fuzz;

/// <summary>A proof of fraud: read, verified, written again. Whatever is changed about one, nobody but a cheat is accused.</summary>
internal sealed class ProofTarget : FuzzTarget
{
    private const int HeadLength = 2;
    private const int LengthLength = 2;

    /// <summary>Those whom the golden proofs prove to be cheats, and the attacker, who signs mutated half-blocks.</summary>
    private readonly HashSet<PublicKey> _cheats =
    [
        Resigning.Key.PublicKey,
        .. Corpus.Load("proof").Select(entry => Proof.TryRead(entry.Bytes, out var proof) && proof.Verify() ? proof.Culprit : Resigning.Key.PublicKey),
    ];

    public override string Name => "proof";

    public override int MaxLength => 16 * 1_024;

    /// <summary>Each half-block of some three hundred bytes is unpacked, decoded by two rules and looked at in pairs.</summary>
    public override long MaxAllocated(int length) => 128 * 1_024 + (512L * length);

    /// <summary>All half-blocks become the attacker's, as far as their lengths fit.</summary>
    public override byte[] Mend(byte[] input, FuzzRandom random)
    {
        var oneOnly = random.OneIn(2);
        for (var at = HeadLength; at + LengthLength < input.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(input.AsSpan(at));
            at += LengthLength;
            if (length > input.Length - at)
            {
                break;
            }

            if (!oneOnly || random.OneIn(2))
            {
                Resigning.Block(input.AsSpan(at, length));
            }

            at += length;
        }

        return input;
    }

    public override void Run(byte[] input)
    {
        if (!Proof.TryRead(input, out var proof))
        {
            Promise(proof is null, "nothing comes of a proof that is refused");
            return;
        }

        Promise(proof.Encode().AsSpan().SequenceEqual(input), "a proof has one encoding");
        Promise(proof.ToString().Length > 0 && proof.Kind.Sentence().Length > 0, "a proof can be told");
        if (proof.Verify())
        {
            Promise(proof.Halves.All(half => half.SignatureIsValid), "a proof is signed");
            Promise(_cheats.Contains(proof.Culprit), "nobody but a cheat is accused");
        }

        foreach (var half in proof.Halves)
        {
            Promise(BackPointers.Of(half).Count <= BackPointers.MaxCount, "back-pointers are bounded");
        }
    }
}
