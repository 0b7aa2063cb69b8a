using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>Who only refuses has signed nothing wrong: others may suspect, and accuse nobody.</summary>
public sealed class SilenceTests
{
    [Fact]
    public void Hidden_half_blocks_accuse_nobody()
    {
        using var world = Attacked.Ledger("behaviour = withhold, share = 0.2");
        world.AssertNobodyIsExposed();
        Assert.All(world.Attackers, attacker => Assert.Contains(world.ChainOf(attacker), own =>
            world.Honest.All(p => p.Peer.Ledger.Find(own.Hash) is null || p.Self.Equals(own.LinkPublicKey)) && own.Sequence % 2 == 0));
    }

    [Fact]
    public void An_old_head_accuses_nobody()
    {
        using var world = Attacked.Ledger("behaviour = stale-head, share = 0.2");
        world.AssertNobodyIsExposed();
    }

    [Fact]
    public void Who_never_countersigns_is_not_exposed_and_others_go_on()
    {
        using var world = Attacked.Ledger("behaviour = no-countersign, share = 0.2, start = 1s");
        world.AssertNobodyIsExposed();
        Assert.All(world.Honest.Where(p => p.Number != 0), honest => Assert.Contains(world.ChainOf(honest), own => own.IsAgreement));
        Assert.All(world.Attackers, attacker => Assert.DoesNotContain(world.ChainOf(attacker).Where(own => own.TimestampMs > world.BeginMs + 2_000), own => own.IsAgreement));
    }

    [Fact]
    public void A_silent_half_passes_nothing_on_and_accuses_nobody()
    {
        using var world = Attacked.Ledger("behaviour = silent, share = 0.5");
        Assert.Empty(world.Result.Tables.Frauds);
        Assert.All(world.Honest, participant => Assert.Empty(participant.Peer.Ledger.Proofs(1, 0)));
    }
}
