using System.Buffers.Binary;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Torture.Fuzz;

/// <summary>A datagram: read, admitted, and answered as far as pure code answers it (walk, crawl, pages of the book).</summary>
internal sealed class PacketTarget : FuzzTarget
{
    private const int CommunityOffset = 2;
    private const int IdOffset = 22;
    private const int BodyOffset = 23;
    private const int KeyFieldLength = 2 + PublicKey.Length;
    private const int BlockOffset = BodyOffset + 8;

    private static readonly Ipv4Endpoint From = new(0x7f000002, 7_000);
    private static readonly Ipv4Endpoint Local = new(0x7f000001, 7_001);
    private static readonly byte[] Ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 231, 232, 233, 234, 245, 246, 249, 250];

    private readonly AdmissionLimits _limits = new();
    private readonly MemoryLedger _ledger = GoldenBlocks.Ledger();
    private readonly SortedSet<BlockHash> _open = [.. GoldenBlocks.All.Select(b => b.Hash)];

    public override string Name => "packet";

    public override int MaxLength => new AdmissionLimits().MaxDatagramLength + 64;

    /// <summary>The bytes a few times over (fields, half-blocks, the packet written again and signed), and admission's tables.</summary>
    public override long MaxAllocated(int length) => 64 * 1_024 + (64L * length);

    /// <summary>A known frame, and signatures that fit: the attacker's.</summary>
    public override byte[] Mend(byte[] input, FuzzRandom random)
    {
        if (input.Length < BlockOffset)
        {
            return input;
        }

        var span = input.AsSpan();
        var community = random.OneIn(2) ? CommunityId.TrustChain : CommunityId.Market;
        if (random.OneIn(4) || !IsKnown(span))
        {
            BinaryPrimitives.WriteUInt16BigEndian(span, 2);
            community.ToArray().CopyTo(span[CommunityOffset..]);
            span[IdOffset] = random.Pick(Ids);
        }

        var isTrustChain = span.Slice(CommunityOffset, CommunityId.Length).SequenceEqual(CommunityId.TrustChain.ToArray());
        var id = span[IdOffset];
        if (isTrustChain && id is 1 or 3 or 4 or 5 or 6)
        {
            Resigning.Move(span[BlockOffset..], random);
            var first = Resigning.Block(span[BlockOffset..]);
            if (first > 0 && id is 4 or 6)
            {
                Resigning.Block(span[(BlockOffset + first)..]);
            }
        }
        else if (!(isTrustChain && id == 7) && id is not (PunctureRequest.OldId or PunctureRequest.NewId)
            && span.Length >= BodyOffset + KeyFieldLength + 8 + Sodium.SignatureBytes)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span[BodyOffset..], PublicKey.Length);
            Resigning.Key.PublicKey.Bytes.CopyTo(span[(BodyOffset + 2)..]);
            Resigning.Key.Sign(span[..^Sodium.SignatureBytes]).CopyTo(span[^Sodium.SignatureBytes..]);
        }

        return input;
    }

    public override void Run(byte[] input)
    {
        var form = Packet.Read(input, out var packet);
        Promise(form == PacketForm.WellFormed == packet is not null, "a packet exactly when it is well formed");
        if (packet is not null)
        {
            Promise(packet.Message.ToString() is not null, "a message can be printed");
            PromiseSameBytes(packet, input);
            Answer(packet);
        }

        Admit(input);
    }

    private static bool IsKnown(ReadOnlySpan<byte> datagram) => Packet.Frame(datagram) == PacketForm.WellFormed;

    private static void PromiseSameBytes(Packet packet, byte[] input)
    {
        if (packet.Sender is null || (packet.Sender.Equals(Resigning.Key.PublicKey) && packet.SignatureIsValid))
        {
            var again = Packet.Pack(packet.Community, packet.GlobalTime, packet.Message, Resigning.Key);
            Promise(again.AsSpan().SequenceEqual(input), "what was read is written as the same bytes");
        }
    }

    private void Answer(Packet packet)
    {
        switch (packet.Message)
        {
            case CrawlRequest crawl:
                Promise(Crawl.Answer(_ledger, crawl.Of, crawl.Start, crawl.End).Count <= Crawl.MaxBlocksPerAnswer, "a crawl's answer is bounded");
                break;
            case BookRequest request:
                BookPages.Answer(request.Network, _open, request);
                break;
            case BookPage page:
                BookPages.NextAfter(_open, page);
                break;
            case ContactWanted contact:
                Promise(!contact.IsFromAsker || contact.Asker.IsWellFormed, "only a key signs");
                break;
            case BlockRequest or BlockMessage or MarketMessage or EmptyCrawlResponse:
                break;
            default:
                Walk(packet);
                break;
        }
    }

    private static void Walk(Packet packet)
    {
        var walk = new Walk(GoldenBlocks.All[0].PublicKey, []);
        var state = new WalkState(Local, new WalkLimits());
        var turn = new WalkTurn(10_000, 42, ReadOnlyMemory<byte>.Empty);
        var decision = walk.Receive(state, From, packet.Sender, packet.Message, turn);
        foreach (var happened in decision.Events)
        {
            state = state.Evolve(happened);
        }

        foreach (var send in decision.Sends)
        {
            Promise(
                Packet.Pack(packet.Community, 1, send.Message, Resigning.Key).Length <= Packet.MaxSentLength, "an answer of the walk fits a datagram");
        }

        walk.Tick(state, turn);
    }

    private void Admit(byte[] input)
    {
        var admission = new Admission(_limits, new byte[Sodium.SipKeyBytes], new AdmissionQuestions(
            _ => false, _ledger.Holds, key => _ledger.Latest(key)?.Sequence ?? 0, (_, _) => false));
        var verdict = admission.Admit(input, From, 0, out var admitted);
        Promise(verdict == AdmissionVerdict.Admitted == admitted is not null, "a packet exactly when it is admitted");
        Promise(verdict != AdmissionVerdict.Admitted || input.Length <= _limits.MaxDatagramLength, "nothing too long is admitted");
        if (verdict == AdmissionVerdict.Admitted)
        {
            Promise(admission.Admit(input, From, 1, out _) == AdmissionVerdict.Duplicate, "the same datagram twice is a duplicate");
            if (admitted!.Message is BlockMessage { Blocks: var blocks })
            {
                Promise(blocks.All(b => b.SignatureIsValid), "every admitted half-block is signed");
            }
        }
    }
}
