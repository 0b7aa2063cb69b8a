using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// What rules may ask about the half-blocks that a peer holds. Every half-block is kept by hash, both branches of a fork included;
/// (key, sequence) names the one that came first. Implementations: memory (rules, simulator), SQLite (node).
/// </summary>
public interface ILedgerReader
{
    /// <summary>The half-block with this hash.</summary>
    HalfBlock? Find(BlockHash hash);

    /// <summary>The first-seen half-block at this place of this chain.</summary>
    HalfBlock? Find(PublicKey key, uint sequence);

    /// <summary>All half-blocks at this place: more than one is a fork. In order of arrival.</summary>
    IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence);

    /// <summary>The half-block with the highest sequence number of this chain.</summary>
    HalfBlock? Latest(PublicKey key);

    /// <summary>The nearest half-block with a lower sequence number.</summary>
    HalfBlock? Before(PublicKey key, uint sequence);

    /// <summary>First-seen half-blocks with a lower sequence number, the nearest first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit);

    /// <summary>The nearest half-block with a higher sequence number.</summary>
    HalfBlock? After(PublicKey key, uint sequence);

    /// <summary>
    /// The other sides of <paramref name="block"/>: the half-block that its link names, and those whose links name it.
    /// In order of timestamp, then arrival.
    /// </summary>
    IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block);

    /// <summary>First-seen half-blocks of this chain from <paramref name="first"/> to <paramref name="last"/> inclusive, at most <paramref name="limit"/>, ascending.</summary>
    IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit);

    /// <summary>The latest half-blocks of all chains, newest timestamp first.</summary>
    IReadOnlyList<HalfBlock> Recent(int limit, int offset);

    /// <summary>Known chains with the highest sequence number of each, longest first, then by key.</summary>
    IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit);

    /// <summary>First-seen half-blocks of one type on one chain, ascending.</summary>
    IReadOnlyList<HalfBlock> OfType(PublicKey key, string type);

    /// <summary>The proof against this key, if one is held.</summary>
    Proof? ProofAgainst(PublicKey key);

    /// <summary>All proofs that are held, one per culprit, the last to arrive first.</summary>
    IReadOnlyList<Proof> Proofs(int limit, int offset);

    /// <summary>How many half-blocks are held.</summary>
    long Count { get; }
}

public static class LedgerReading
{
    /// <summary>
    /// Whether this very half-block is held. Asks for its place first, which is cheaper than its hash: at the end of a chain, where most
    /// new half-blocks go, there is nothing yet.
    /// </summary>
    public static bool Holds(this ILedgerReader ledger, HalfBlock block) =>
        ledger.Find(block.PublicKey, block.Sequence) is { } there && (there.Hash == block.Hash || ledger.Find(block.Hash) is not null);
}

/// <summary>A ledger that grows. Nothing in it is ever edited or deleted.</summary>
public interface ILedgerStore : ILedgerReader
{
    /// <summary>
    /// Makes all of them durable in one step, in this order; a half-block that is already held is skipped.
    /// Returns only after the bytes are safe from a power cut.
    /// </summary>
    /// <exception cref="LedgerConflictException">An own half-block would not extend the own chain by one: the signing guard refuses.</exception>
    /// <exception cref="NotStoredException">The disk is full or refuses: nothing of them is held, and a later call may succeed.</exception>
    void Append(IReadOnlyList<HalfBlock> blocks);

    /// <summary>Remembers durably that these credits were traced to their issuer, so that it is done once (protocol rule 6).</summary>
    /// <exception cref="NotStoredException">The disk is full or refuses.</exception>
    void RememberVerified(IReadOnlyList<BlockHash> credits);

    /// <summary>
    /// Remembers a proof durably; the first against a culprit stays. The proof is verified by whoever hands it over. Its half-blocks are kept
    /// with it, and need not be held.
    /// </summary>
    /// <returns>Whether it is the first against this culprit.</returns>
    bool RememberProof(Proof proof);

    /// <summary>Whether this credit was traced to its issuer before.</summary>
    bool IsVerified(BlockHash credit);
}

/// <summary>The signing guard's refusal: a sequence number of the own key would be used twice, or skipped.</summary>
/// <param name="isTakenOver">Somebody else has the own chain now: nothing that is signed here can be journaled any more.</param>
public sealed class LedgerConflictException(string message, bool isTakenOver = false) : Exception(message)
{
    public bool IsTakenOver { get; } = isTakenOver;
}
