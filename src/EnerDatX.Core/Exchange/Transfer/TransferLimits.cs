namespace EnerDatX.Core.Exchange;

/// <summary>How content is fetched over the overlay: sizes in pieces of 1,200 bytes, times in milliseconds of the caller's clock.</summary>
public sealed record TransferLimits
{
    /// <summary>Asked for at once before anything is known of the path: 38 KB, what any home's line takes in one go.</summary>
    public int FirstWindow { get; init; } = 32;

    /// <summary>However much gets lost, so many are on their way: 10 KB, as with TCP.</summary>
    public int MinWindow { get; init; } = 8;

    /// <summary>However well it goes, no more are: 154 KB, and half of what may wait for us from one host.</summary>
    public int MaxWindow { get; init; } = 128;

    /// <summary>Ranges asked for at once, where single pieces got lost: each is a signed datagram.</summary>
    public int MaxQuestions { get; init; } = 16;

    /// <summary>How long a piece is waited for before anything is known of the path.</summary>
    public long FirstPatienceMs { get; init; } = 1_000;

    /// <summary>At least; a seller that serves others too answers unevenly.</summary>
    public long MinPatienceMs { get; init; } = 200;

    public long MaxPatienceMs { get; init; } = 4_000;

    /// <summary>Waits in vain, one after another, after which nobody is there: 10 to 25 s.</summary>
    public int MaxSilences { get; init; } = 6;

    /// <summary>Blocks that came whole and did not fit their CID. One may be the wire's fault, or a stranger's on it.</summary>
    public int MaxFalseBlocks { get; init; } = 2;

    /// <summary>Pieces that may come beyond those that were asked for; a network may bring a datagram more than once, too.</summary>
    public int MaxSurplus { get; init; } = 256;

    /// <summary>For the whole of it, whatever the size …</summary>
    public long FloorMs { get; init; } = 60_000;

    /// <summary>… and as long again as this rate needs: the slowest line of a household.</summary>
    public long BytesPerSecond { get; init; } = 16 * 1_024;

    internal long LimitMs(long maxBytes) => FloorMs + (maxBytes / BytesPerSecond * 1_000);
}
