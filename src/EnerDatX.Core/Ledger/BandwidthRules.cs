using System.Numerics;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// Tribler's bandwidth accounting (spec section 5.6): bytes sent and received, and their running totals on the signer's chain. Kept so that
/// chains of Tribler peers get the same verdict here.
/// </summary>
internal static class BandwidthRules
{
    private const string Type = "tribler_bandwidth";

    public static bool Covers(HalfBlock block) => block.TypeBytes.SequenceEqual("tribler_bandwidth"u8);

    public static void Check(HalfBlock block, ILedgerReader ledger, ref Findings findings)
    {
        if (Amounts.Of(block) is not { } amounts)
        {
            // py-ipv8 raises a KeyError or TypeError inside its packet handler here.
            findings.Error("Bandwidth transaction is malformed");
            return;
        }

        CheckAlone(block, amounts, ref findings);
        CheckKnown(block, amounts, ledger, ref findings);
        CheckLinked(block, amounts, ledger, ref findings);
        CheckTotals(block, amounts, ledger, ref findings);
    }

    private static void CheckAlone(HalfBlock block, Amounts amounts, ref Findings findings)
    {
        findings.ErrorIf(amounts.Up < 0, "Up field is negative");
        findings.ErrorIf(amounts.Down < 0, "Down field is negative");
        findings.ErrorIf(amounts.Up.IsZero && amounts.Down.IsZero, "Up and down are zero");
        findings.ErrorIf(amounts.TotalUp < 0, "Total up field is negative");
        findings.ErrorIf(amounts.TotalDown < 0, "Total down field is negative");
        if (block.Sequence == HalfBlock.GenesisSequence || block.PreviousHash == BlockHash.Genesis)
        {
            findings.ErrorIf(amounts.TotalUp != amounts.Up, "Genesis block invalid total_up and/or up");
            findings.ErrorIf(amounts.TotalDown != amounts.Down, "Genesis block invalid total_down and/or down");
        }
    }

    private static void CheckKnown(HalfBlock block, Amounts amounts, ILedgerReader ledger, ref Findings findings)
    {
        if (ledger.Find(block.PublicKey, block.Sequence) is not { } known || Amounts.Of(known) is not { } other)
        {
            return;
        }

        findings.ErrorIf(other.Up != amounts.Up, "Up does not match known block");
        findings.ErrorIf(other.Down != amounts.Down, "Down does not match known block");
        findings.ErrorIf(other.TotalUp != amounts.TotalUp, "Total up does not match known block");
        findings.ErrorIf(other.TotalDown != amounts.TotalDown, "Total down does not match known block");
    }

    /// <summary>Only the agreement is judged by the pair, as in <see cref="LinkRules"/>; one to something unreadable fits nothing.</summary>
    private static void CheckLinked(HalfBlock block, Amounts amounts, ILedgerReader ledger, ref Findings findings)
    {
        if (!block.IsAgreement || LinkRules.TargetOf(block, ledger) is not { } target)
        {
            return;
        }

        var other = Amounts.Of(target);
        findings.ErrorIf(amounts.Up != other?.Down, "Up/down mismatch on linked block");
        findings.ErrorIf(amounts.Down != other?.Up, "Down/up mismatch on linked block");
    }

    private static void CheckTotals(HalfBlock block, Amounts amounts, ILedgerReader ledger, ref Findings findings)
    {
        var sameType = ledger.OfType(block.PublicKey, Type);
        if (sameType.LastOrDefault(other => other.Sequence < block.Sequence) is { } previous && Amounts.Of(previous) is { } before)
        {
            findings.ErrorIf(
                before.TotalUp + amounts.Up > amounts.TotalUp, "Total up is lower than expected compared to the preceding block");
            findings.ErrorIf(
                before.TotalDown + amounts.Down > amounts.TotalDown, "Total down is lower than expected compared to the preceding block");
        }

        if (sameType.FirstOrDefault(other => other.Sequence > block.Sequence) is { } next && Amounts.Of(next) is { } after)
        {
            findings.ErrorIf(amounts.TotalUp + after.Up > after.TotalUp, "Total up is higher than expected compared to the next block");
            findings.ErrorIf(
                amounts.TotalDown + after.Down > after.TotalDown, "Total down is higher than expected compared to the next block");
        }
    }

    /// <summary>Bytes, from the signer's side.</summary>
    private sealed record Amounts(BigInteger Up, BigInteger Down, BigInteger TotalUp, BigInteger TotalDown)
    {
        public static Amounts? Of(HalfBlock block) =>
            TransactionMap.TryDecode(block.Transaction, out var map)
            && map.TryInteger("up", out var up)
            && map.TryInteger("down", out var down)
            && map.TryInteger("total_up", out var totalUp)
            && map.TryInteger("total_down", out var totalDown)
                ? new Amounts(up, down, totalUp, totalDown)
                : null;
    }
}
