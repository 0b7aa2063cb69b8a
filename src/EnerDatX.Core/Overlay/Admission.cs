using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Overlay;

/// <summary>Why an inbound datagram goes no further, or that it does.</summary>
public enum AdmissionVerdict
{
    /// <summary>A field is cut off, out of its bounds, or bytes are left over.</summary>
    Malformed = 0,

    /// <summary>Longer than anyone has reason to send.</summary>
    TooLong,

    /// <summary>Not IPv8 version 2.</summary>
    OtherVersion,

    /// <summary>For an overlay that we are not in.</summary>
    OtherCommunity,

    /// <summary>The community has no message of this number, or an obsolete one.</summary>
    UnknownMessage,

    /// <summary>The same bytes came from the same address a moment ago.</summary>
    Duplicate,

    /// <summary>This host sends more datagrams a second than it may.</summary>
    AddressTooFast,

    /// <summary>A piece of content that we did not ask for there.</summary>
    Unasked,

    /// <summary>Its sender, or the owner of a half-block that nobody asked for, is a proven cheat.</summary>
    KnownCheat,

    /// <summary>Nobody asked for this half-block, and it is too far ahead of its chain to be of use.</summary>
    TooFarAhead,

    /// <summary>The packet's signature, or that of a half-block in it, is not its owner's.</summary>
    BadSignature,

    /// <summary>Nobody asked for this half-block, and its host brings more new ones a second, of others' chains, than we take.</summary>
    HostBringsTooMuch,

    /// <summary>Nobody asked for this half-block, and its owner makes more of them a second than we take.</summary>
    KeyTooFast,

    /// <summary>Chain rules and market rules may look at it.</summary>
    Admitted,
}

/// <summary>What admission asks of the peer that it guards.</summary>
/// <param name="IsKnownCheat">Whether a proof against this key is held.</param>
/// <param name="IsHeld">Whether this half-block is in the ledger already: then its signature was checked, and it costs its owner nothing.</param>
/// <param name="HighestSequence">Highest known sequence number of this chain; 0 when none.</param>
/// <param name="IsSolicited">Whether we asked for what this packet brings, there where it comes from: a crawl, a request or a transfer of ours that is still open.</param>
public sealed record AdmissionQuestions(
    Func<PublicKey, bool> IsKnownCheat,
    Func<HalfBlock, bool> IsHeld,
    Func<PublicKey, uint> HighestSequence,
    Func<Packet, Ipv4Endpoint, bool> IsSolicited)
{
    /// <summary>Whether the owner of this key proved to be at this address.</summary>
    public Func<PublicKey, Ipv4Endpoint, bool> IsAt { get; init; } = (_, _) => false;
}

/// <summary>
/// The gate in front of a peer, cheap checks before expensive ones: length → version and community → duplicate → rate of the address →
/// canonical form → known cheat → sequence window → signature → rate of the bringing host → rate of the key. The rate of a key comes last because
/// only then is it known that the key's owner made it. A stranger must not spend another's allowance, with real half-blocks either: what comes from
/// the owner's own address has one of its own, and what was admitted a moment ago costs nothing. One owner; not thread-safe; time is an argument.
/// </summary>
/// <param name="secret">16 random bytes, for what is remembered of datagrams.</param>
public sealed class Admission(AdmissionLimits limits, byte[] secret, AdmissionQuestions questions)
{
    private readonly DuplicateCache _duplicates = new(limits.DuplicateWindowMs, limits.MaxDuplicateEntries, secret);
    private readonly TokenBuckets<uint> _hosts = new(limits.DatagramsPerSecond, limits.DatagramBurst, limits.MaxRateEntries);
    private readonly TokenBuckets<uint> _bringers = new(limits.BroughtPerSecond, limits.BroughtBurst, limits.MaxRateEntries);
    private readonly TokenBuckets<(PublicKey Key, bool FromOwner)> _keys = new(limits.BlocksPerSecond, limits.BlockBurst, limits.MaxRateEntries);

    /// <summary>Half-blocks that were admitted, and are perhaps not held yet.</summary>
    private readonly RecentSet<BlockHash> _admitted = new(limits.DuplicateWindowMs, limits.MaxDuplicateEntries);

    /// <param name="packet">What was read, exactly when admitted.</param>
    /// <param name="nowMs">Milliseconds of the caller's clock.</param>
    public AdmissionVerdict Admit(ReadOnlyMemory<byte> datagram, Ipv4Endpoint from, long nowMs, out Packet? packet)
    {
        packet = null;
        var verdict = BeforeReading(datagram.Span, from, nowMs);
        if (verdict != AdmissionVerdict.Admitted)
        {
            return verdict;
        }

        verdict = VerdictOn(Packet.Read(datagram, out var read));
        if (read is null)
        {
            return verdict;
        }

        verdict = AfterReading(read, from, nowMs);
        packet = verdict == AdmissionVerdict.Admitted ? read : null;
        return verdict;
    }

    /// <summary>The rules that need only bytes, address and time.</summary>
    private AdmissionVerdict BeforeReading(ReadOnlySpan<byte> datagram, Ipv4Endpoint from, long nowMs)
    {
        if (datagram.Length > limits.MaxDatagramLength)
        {
            return AdmissionVerdict.TooLong;
        }

        var frame = Packet.Frame(datagram);
        if (frame != PacketForm.WellFormed)
        {
            return VerdictOn(frame);
        }

        if (!_duplicates.IsFirst(from, datagram, nowMs))
        {
            return AdmissionVerdict.Duplicate;
        }

        return _hosts.TryTake(from.Host, nowMs) ? AdmissionVerdict.Admitted : AdmissionVerdict.AddressTooFast;
    }

    private AdmissionVerdict AfterReading(Packet packet, Ipv4Endpoint from, long nowMs)
    {
        if (packet.Sender is { } sender && questions.IsKnownCheat(sender))
        {
            return AdmissionVerdict.KnownCheat;
        }

        if (packet.Message is ContentPiece)
        {
            return questions.IsSolicited(packet, from) ? AdmissionVerdict.Admitted : AdmissionVerdict.Unasked;
        }

        if (packet.Message is not BlockMessage { Blocks: var blocks })
        {
            return packet.SignatureIsValid ? AdmissionVerdict.Admitted : AdmissionVerdict.BadSignature;
        }

        var solicited = questions.IsSolicited(packet, from);
        foreach (var block in blocks)
        {
            var verdict = Judge(block, from, solicited, nowMs);
            if (verdict != AdmissionVerdict.Admitted)
            {
                return verdict;
            }
        }

        return AdmissionVerdict.Admitted;
    }

    private AdmissionVerdict Judge(HalfBlock block, Ipv4Endpoint from, bool solicited, long nowMs)
    {
        if (_admitted.Contains(block.Hash, nowMs) || questions.IsHeld(block))
        {
            return AdmissionVerdict.Admitted;
        }

        if (!solicited && questions.IsKnownCheat(block.PublicKey))
        {
            return AdmissionVerdict.KnownCheat;
        }

        if (!solicited && block.Sequence > (ulong)questions.HighestSequence(block.PublicKey) + limits.SequenceLookAhead)
        {
            return AdmissionVerdict.TooFarAhead;
        }

        if (!block.SignatureIsValid)
        {
            return AdmissionVerdict.BadSignature;
        }

        var verdict = solicited ? AdmissionVerdict.Admitted : Spend(block.PublicKey, from, nowMs);
        if (verdict == AdmissionVerdict.Admitted)
        {
            _admitted.Add(block.Hash, nowMs);
        }

        return verdict;
    }

    private AdmissionVerdict Spend(PublicKey owner, Ipv4Endpoint from, long nowMs)
    {
        var fromOwner = questions.IsAt(owner, from);
        return !fromOwner && !_bringers.TryTake(from.Host, nowMs) ? AdmissionVerdict.HostBringsTooMuch
            : _keys.TryTake((owner, fromOwner), nowMs) ? AdmissionVerdict.Admitted
            : AdmissionVerdict.KeyTooFast;
    }

    private static AdmissionVerdict VerdictOn(PacketForm form) => form switch
    {
        PacketForm.WellFormed => AdmissionVerdict.Admitted,
        PacketForm.OtherVersion => AdmissionVerdict.OtherVersion,
        PacketForm.OtherCommunity => AdmissionVerdict.OtherCommunity,
        PacketForm.UnknownMessage => AdmissionVerdict.UnknownMessage,
        _ => AdmissionVerdict.Malformed,
    };
}
