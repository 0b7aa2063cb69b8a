using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Chain;

/// <summary>Trade → wallet: pay. The wallet adds balance, predecessor and credits. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
/// <param name="Amount">Smallest units.</param>
/// <param name="Compose">The transaction around the money fields.</param>
public sealed record Debit(string Type, PublicKey To, string Currency, long Amount, Func<MoneyFields, byte[]> Compose);

/// <summary>Trade, peer → wallet: countersign what came in. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
/// <param name="LatestHeadMs">As in <see cref="Countersign"/>.</param>
public sealed record Credit(
    HalfBlock Proposal, string Currency, long Amount, Func<MoneyFields, byte[]> Compose, ulong LatestHeadMs = ulong.MaxValue);

/// <summary>Buyer's trade → wallet: take a payment back. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record Regain(PublicKey From, string Currency, long Amount, Func<MoneyFields, byte[]> Compose);

/// <summary>Anyone → wallet: answered with the <see cref="Wallet"/>.</summary>
public sealed record ReadWallet
{
    public static readonly ReadWallet Now = new();
}

/// <summary>
/// Token balances and licences: a fold over the own chain, no store of its own. Every half-block that moves tokens is signed on the
/// wallet's word, one after the other, because each names its predecessor and the balance after it.
/// </summary>
public sealed class WalletActor : ReceiveActor
{
    /// <summary>Requests that may wait: a trade never has more than one, so this is a limit on trades in one breath.</summary>
    private const int MaxWaiting = 10_000;

    private readonly IActorRef _chain;
    private readonly string _network;
    private readonly Queue<(object Request, IActorRef Asker)> _waiting = new();
    private (object Request, IActorRef Asker)? _current;
    private Wallet _wallet;

    /// <param name="wallet">The fold of the chain up to now.</param>
    public WalletActor(IActorRef chain, Wallet wallet, string network)
    {
        _chain = chain;
        _wallet = wallet;
        _network = network;
        Receive<OwnBlockStored>(stored => _wallet = _wallet.Evolve(stored.Block, _network));
        Receive<ReadWallet>(_ => Sender.Tell(_wallet));
        Receive<Debit>(Enqueue);
        Receive<Credit>(Enqueue);
        Receive<Regain>(Enqueue);
        Receive<Signed>(signed => Finish(request => new Signed(signed.Block, request)));
        Receive<NotSigned>(refused => Finish(request => refused with { For = request }));
    }

    private void Enqueue(object request)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            Sender.Tell(new NotSigned("too many payments at once", request));
            return;
        }

        _waiting.Enqueue((request, Sender));
        Next();
    }

    private void Finish(Func<object, object> answer)
    {
        var (request, asker) = _current!.Value;
        _current = null;
        asker.Tell(answer(request));
        Next();
    }

    private void Next()
    {
        while (_current is null && _waiting.TryDequeue(out var waiting))
        {
            if (Decide(waiting.Request) is { } refusal)
            {
                waiting.Asker.Tell(refusal);
            }
            else
            {
                _current = waiting;
            }
        }
    }

    /// <summary>Hands the request to the chain, or says why not.</summary>
    private NotSigned? Decide(object request)
    {
        if (request is Credit credit)
        {
            var incoming = _wallet.PurseOf(credit.Currency).Credit(credit.Amount);
            _chain.Tell(new Countersign(credit.Proposal, credit.Compose(incoming), credit.LatestHeadMs));
            return null;
        }

        if (request is Regain regain)
        {
            var back = _wallet.PurseOf(regain.Currency).Credit(regain.Amount);
            _chain.Tell(new Propose(BlockTypes.Reclaim, regain.From, regain.Compose(back)));
            return null;
        }

        var debit = (Debit)request;
        var (outgoing, refusal) = _wallet.PurseOf(debit.Currency).Debit(debit.Amount);
        if (outgoing is null)
        {
            return new NotSigned(Explain(refusal, debit), debit);
        }

        _chain.Tell(new Propose(debit.Type, debit.To, debit.Compose(outgoing)));
        return null;
    }

    private string Explain(PurseRefusal refusal, Debit debit) => refusal switch
    {
        PurseRefusal.InsufficientTokens =>
            $"insufficient tokens: {debit.Amount} {debit.Currency} needed, {_wallet.PurseOf(debit.Currency).Balance} there",
        PurseRefusal.TooManySmallCredits =>
            $"the {debit.Currency} came in too many small parts to pay {debit.Amount} in one step",
        _ => $"{debit.Amount} is not an amount",
    };
}
