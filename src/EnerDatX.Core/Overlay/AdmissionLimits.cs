namespace EnerDatX.Core.Overlay;

/// <summary>How much a stranger may send. The defaults are those of docs/SECURITY.md.</summary>
public sealed record AdmissionLimits
{
    /// <summary>Bytes of a datagram: two half-blocks of 4 KiB in a pair are the longest that anyone has reason to send.</summary>
    public int MaxDatagramLength { get; init; } = 8_192;

    /// <summary>
    /// Milliseconds in which the same bytes from the same address count as one. Shorter than any protocol's retry (which is 10 s
    /// in py-ipv8), so that a retry gets through.
    /// </summary>
    public long DuplicateWindowMs { get; init; } = 2_000;

    /// <summary>Datagrams remembered for that: at 24 bytes each this is small, and 4,000 a second fit the window.</summary>
    public int MaxDuplicateEntries { get; init; } = 8_192;

    /// <summary>Datagrams a second from one host, whatever its ports (which cost nothing): well above any honest peer, well below what one core can verify.</summary>
    public int DatagramsPerSecond { get; init; } = 1_000;

    /// <summary>Datagrams at once from one host after a pause: what may queue for signature checks.</summary>
    public int DatagramBurst { get; init; } = 1_000;

    /// <summary>
    /// Unsolicited new half-blocks a second that one host brings of others' chains. Keys cost nothing, and what is admitted is kept for good: at
    /// 4 KiB each this is what a host can make a ledger grow by, 400 KiB/s. Gossip between honest peers stays far below.
    /// </summary>
    public int BroughtPerSecond { get; init; } = 100;

    /// <summary>The same at once after a pause: a peer that comes back passes on what it learnt.</summary>
    public int BroughtBurst { get; init; } = 1_000;

    /// <summary>Unsolicited new half-blocks a second of one key: so many from its owner's own address, and as many again from others.</summary>
    public int BlocksPerSecond { get; init; } = 20;

    /// <summary>Unsolicited new half-blocks at once of one key after a pause.</summary>
    public int BlockBurst { get; init; } = 100;

    /// <summary>Addresses, and keys, whose rates are remembered; the one that was quiet longest makes room.</summary>
    public int MaxRateEntries { get; init; } = 4_096;

    /// <summary>How far past the highest known sequence number of its chain an unsolicited half-block may be.</summary>
    public uint SequenceLookAhead { get; init; } = 1_024;
}
