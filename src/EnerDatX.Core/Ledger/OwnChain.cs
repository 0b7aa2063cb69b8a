using System.Diagnostics.CodeAnalysis;
using System.Text;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// The next half-block of one's own chain (py-ipv8 <c>TrustChainBlock.create</c>): pure, nothing is stored or sent. Sequence and
/// previous hash follow from the head, time never runs backwards, and what may not be signed is refused with py-ipv8's text.
/// </summary>
public static class OwnChain
{
    public const string NotAddressedToSelf = "Cannot counter sign block not addressed to self";
    public const string NotARequest = "Cannot counter sign block that is not a request";
    public const string NotADictionary = "Transaction should be a dictionary";
    public const string DidNotValidate = "Signed block did not validate.";
    public const string BadProposal = "Cannot counter sign block with an invalid signature";
    public const string NothingToAgreeTo = "Nobody can be asked to sign this: a proposal is addressed to one peer";
    public const string ChainIsFull = "Sequence number or timestamp cannot go any higher";

    public static readonly string TooLong = $"Half-block is longer than {HalfBlock.MaxOwnLength} bytes";

    /// <summary>py-ipv8 keeps timestamps in a signed 64-bit column.</summary>
    private const ulong MaxTimestampMs = long.MaxValue;

    /// <summary>Asks <paramref name="counterparty"/> for its signature.</summary>
    /// <param name="head">The latest half-block of the own chain; null before the first.</param>
    /// <param name="transaction">Encoded map.</param>
    /// <param name="nowMs">Milliseconds since 1970.</param>
    public static bool TryPropose(
        SecretKey key,
        HalfBlock? head,
        PublicKey counterparty,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal)
    {
        if (counterparty.IsAny)
        {
            (block, refusal) = (null, NothingToAgreeTo);
            return false;
        }

        return TryNext(key, head, (counterparty, 0), type, transaction, nowMs, out block, out refusal);
    }

    /// <summary>Tells everyone; anyone may link to it.</summary>
    public static bool TrySource(
        SecretKey key,
        HalfBlock? head,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal) =>
        TryNext(key, head, (PublicKey.Any, 0), type, transaction, nowMs, out block, out refusal);

    /// <summary>Countersigns a proposal; the type is copied from it.</summary>
    /// <param name="transaction">Replaces the proposal's; pass <c>proposal.Transaction</c> to copy it.</param>
    public static bool TryAgree(
        SecretKey key,
        HalfBlock? head,
        HalfBlock proposal,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal)
    {
        if (proposal.LinkPublicKey.IsAny)
        {
            (block, refusal) = (null, NotAddressedToSelf);
            return false;
        }

        return TryAnswer(key, head, proposal, proposal.Type, transaction, nowMs, out block, out refusal);
    }

    /// <summary>Links to somebody's source, with a type of one's own choice.</summary>
    public static bool TryLink(
        SecretKey key,
        HalfBlock? head,
        HalfBlock source,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal) =>
        TryAnswer(key, head, source, source.LinkPublicKey.IsAny ? type : source.Type, transaction, nowMs, out block, out refusal);

    /// <summary>The signing guard's rule: why <paramref name="block"/> does not extend the chain that ends in <paramref name="head"/> by one; null if it does.</summary>
    public static string? WhyNotNext(HalfBlock? head, HalfBlock block)
    {
        var sequence = head is null ? HalfBlock.GenesisSequence : (ulong)head.Sequence + 1;
        if (block.Sequence != sequence)
        {
            return $"Own half-block has sequence number {block.Sequence}; the next is {sequence}.";
        }

        return block.PreviousHash == (head?.Hash ?? BlockHash.Genesis) ? null : $"Own half-block {block.Sequence} does not follow the head of the chain.";
    }

    private static bool TryAnswer(
        SecretKey key,
        HalfBlock? head,
        HalfBlock request,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal)
    {
        block = null;
        refusal = request switch
        {
            _ when !request.LinkPublicKey.IsAny && !request.LinkPublicKey.Equals(key.PublicKey) => NotAddressedToSelf,
            { LinkSequence: not 0 } => NotARequest,
            { SignatureIsValid: false } => BadProposal,
            _ => null,
        };
        return refusal is null
            && TryNext(key, head, (request.PublicKey, request.Sequence), type, transaction, nowMs, out block, out refusal);
    }

    private static bool TryNext(
        SecretKey key,
        HalfBlock? head,
        (PublicKey Key, uint Sequence) link,
        string type,
        ReadOnlySpan<byte> transaction,
        ulong nowMs,
        [NotNullWhen(true)] out HalfBlock? block,
        [NotNullWhen(false)] out string? refusal)
    {
        block = null;
        refusal = WhyNotSignable(head, type, transaction, nowMs);
        if (refusal is not null)
        {
            return false;
        }

        var sequence = head is null ? HalfBlock.GenesisSequence : head.Sequence + 1;
        var timestamp = head is null ? nowMs : Math.Max(nowMs, head.TimestampMs + 1);
        var signed = HalfBlock.Sign(key, sequence, link.Key, link.Sequence, head?.Hash ?? BlockHash.Genesis, type, transaction, timestamp);
        if (!HalfBlockValidator.ValidateStateless(signed).IsAcceptable)
        {
            refusal = DidNotValidate;
            return false;
        }

        block = signed;
        return true;
    }

    private static string? WhyNotSignable(HalfBlock? head, string type, ReadOnlySpan<byte> transaction, ulong nowMs)
    {
        if (HalfBlock.FixedLength + Encoding.UTF8.GetByteCount(type) + transaction.Length > HalfBlock.MaxOwnLength)
        {
            return TooLong;
        }

        if (!TransactionCodec.TryDecode(transaction, out var value, out _, out _) || value is not TransactionValue.Map)
        {
            return NotADictionary;
        }

        return nowMs > MaxTimestampMs || head is { Sequence: uint.MaxValue } or { TimestampMs: >= MaxTimestampMs } ? ChainIsFull : null;
    }
}
