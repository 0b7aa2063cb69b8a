using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Sends as much as its rate says, to its targets or to anybody: half-blocks that are valid, the same ones again, ones with bad signatures, and ones far
/// ahead of their chain, in turn. Of a key that is made up, so that its body goes on as before. One line of the log for each second.
/// </summary>
[Behaviour("flood", "A23: sends valid, repeated, badly signed and far-fetched half-blocks, as many a second as its rate says.")]
internal sealed class Flood(AttackSurroundings my) : RatedAttacker(my)
{
    private const uint FarAhead = 1U << 31;

    private readonly Persona _persona = Persona.MadeUp(my.Random, () => my.World.NowMs);
    private IReadOnlyList<Participant> _victims = [];
    private HalfBlock? _last;
    private int _sent;
    private long _loggedMs;

    protected override void Act()
    {
        if (_victims.Count == 0)
        {
            _victims = Victims(My.Plan.Targets > 0 ? My.Plan.Targets : int.MaxValue);
        }

        if (NowMs >= _loggedMs + 1_000)
        {
            _loggedMs = NowMs;
            Log(ProofKind.None);
        }

        Spend();
        Send(_victims[My.Random.Next(_victims.Count)], Next());
    }

    private HalfBlock Next() => (_sent++ % 4, _last) switch
    {
        (1, { } last) => last,
        (2, { } last) => Forgery.Of(last, My.Random),
        (3, { } last) => HalfBlock.Sign(
            _persona.Key, FarAhead + (uint)_sent, PublicKey.Any, 0, last.Hash, "flood", Padding.OfLength(16), (ulong)NowMs),
        _ => _last = _persona.Publish("flood", Padding.OfLength(200)),
    };
}
