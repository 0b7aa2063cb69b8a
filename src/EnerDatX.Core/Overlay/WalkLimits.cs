namespace EnerDatX.Core.Overlay;

/// <summary>Sizes and times of the walk, in milliseconds of the caller's clock.</summary>
public sealed record WalkLimits
{
    /// <summary>Peers of one community: py-ipv8's default.</summary>
    public int MaxPeers { get; init; } = 30;

    /// <summary>
    /// Peers that are looked for: two of three places. The others are for those who come, so that whoever is new finds somebody with room; and only
    /// they are given to others when the table is full, so that nobody can take a table over by coming often.
    /// </summary>
    public int WantedPeers => ((2 * MaxPeers) + 2) / 3;

    /// <summary>Addresses of one key: an owner who moves between networks has a few, an attacker who wants to hide many.</summary>
    public int MaxAddressesPerKey { get; init; } = 4;

    /// <summary>Peers with one public IPv4 address: a household has a few, and nobody shall fill the table from one machine.</summary>
    public int MaxPeersPerPublicHost { get; init; } = 8;

    /// <summary>Introduced addresses that wait to be asked; later ones are dropped.</summary>
    public int MaxCandidates { get; init; } = 64;

    /// <summary>How often an introduced address is asked before it is dropped: its router may open only after the first time.</summary>
    public int CandidateTries { get; init; } = 3;

    /// <summary>Between two tries of one introduced address.</summary>
    public long CandidateSpacingMs { get; init; } = 2_000;

    /// <summary>Candidates, and silent peers, asked in one tick: what a walk may cost.</summary>
    public int AsksPerTick { get; init; } = 4;

    /// <summary>
    /// Asks within a tick up to which somebody who introduces itself is asked at once. Its address may be borrowed: more would push the
    /// open requests out of the table, and send a second packet for each.
    /// </summary>
    public int MeetingsPerTick { get; init; } = 16;

    /// <summary>How long an answer to an introduction-request is waited for.</summary>
    public long AskTimeoutMs { get; init; } = 10_000;

    /// <summary>Between two requests to one address.</summary>
    public long AskSpacingMs { get; init; } = 500;

    /// <summary>Open requests that are remembered; the oldest is forgotten.</summary>
    public int MaxAsks { get; init; } = 256;

    /// <summary>After this silence a peer's address is asked again.</summary>
    public long KeepAliveMs { get; init; } = 20_000;

    /// <summary>Between two requests to a silent address.</summary>
    public long KeepAliveSpacingMs { get; init; } = 5_000;

    /// <summary>After this silence a peer's address is forgotten, and with its last address the peer.</summary>
    public long SilenceMs { get; init; } = 60_000;

    /// <summary>
    /// Between two questions for somebody new when there are enough peers. They keep the graph mixed, and heal it after the network was split: the
    /// configured addresses are among those that are asked. One a minute costs less than a tenth of the keep-alives.
    /// </summary>
    public long ExploreMs { get; init; } = 60_000;

    /// <summary>Between two peers that are dropped for others. Newcomers ask many at once, so this may be slow; what it costs is bounded by it.</summary>
    public long MakeRoomMs { get; init; } = 10_000;

    /// <summary>Whoever was dropped is not taken in again for this time: until it has noticed, it goes on asking.</summary>
    public long DroppedForMs { get; init; } = 180_000;

    /// <summary>With fewer peers than this the configured addresses are asked again and again.</summary>
    public int FewPeers { get; init; } = 5;

    /// <summary>Between two rounds of the configured addresses, while there are few peers.</summary>
    public long BootstrapMs { get; init; } = 30_000;

    /// <summary>The same while there is no peer at all.</summary>
    public long LonelyBootstrapMs { get; init; } = 1_000;

    /// <summary>Between two punctures for one asker, and between two to one target.</summary>
    public long PunctureSpacingMs { get; init; } = 1_000;

    /// <summary>Punctures within that time in all: puncture-requests are not signed, an answer costs a signature.</summary>
    public int MaxPunctures { get; init; } = 32;

    /// <summary>Between two ticks.</summary>
    public long TickMs { get; init; } = 1_000;
}
