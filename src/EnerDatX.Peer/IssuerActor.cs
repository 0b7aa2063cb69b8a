using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer;

/// <summary>User → issuer: give tokens of one's own currency. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record IssueTokens(string Currency, PublicKey To, long Amount, string Reason);

/// <summary>
/// The issuer's role: proposes <c>issue</c> half-blocks of the currencies whose configured issuer this peer is. The faucet gives each new key
/// its start amount once; who got it is on the chain.
/// </summary>
public sealed class IssuerActor : ReceiveActor
{
    internal const string FaucetReason = "faucet";

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly Dictionary<(PublicKey, string), HalfBlock> _given = [];
    private readonly HashSet<(PublicKey To, string Currency)> _giving = [];

    public IssuerActor(PeerSurroundings peer, IActorRef chain)
    {
        _peer = peer;
        _chain = chain;
        foreach (var block in peer.Ledger.OfType(peer.Self, BlockTypes.Issue))
        {
            Remember(block);
        }

        Receive<IssueTokens>(Issue);
        Receive<FaucetAsked>(OnFaucet);
        Receive<Signed>(signed => Remember(signed.Block));
        Receive<NotSigned>(refused => _giving.RemoveWhere(given => refused.For is Propose propose && propose.To.Equals(given.To)));
    }

    private void Issue(IssueTokens issue)
    {
        if (Refusal(issue) is { } refusal)
        {
            Sender.Tell(new NotSigned(refusal, issue));
            return;
        }

        _chain.Tell(Proposal(issue), Sender);
    }

    private string? Refusal(IssueTokens issue) =>
        !IsMine(issue.Currency, out _) ? $"This node is not the issuer of {issue.Currency}"
        : issue.Amount is < 1 or > MoneyFields.MaxAmount ? $"The amount is 1 to {MoneyFields.MaxAmount}"
        : issue.Reason.Length > IssueTransaction.MaxReasonLength ? $"The reason has at most {IssueTransaction.MaxReasonLength} characters"
        : null;

    private void OnFaucet(FaucetAsked asked)
    {
        if (!IsMine(asked.Currency, out var currency) || currency.FaucetAmount < 1)
        {
            return;
        }

        var to = (asked.By, asked.Currency);
        if (_given.TryGetValue(to, out var given))
        {
            Context.Parent.Tell(new SendBlock(given, asked.By));
        }
        else if (_giving.Add(to))
        {
            _chain.Tell(Proposal(new IssueTokens(asked.Currency, asked.By, currency.FaucetAmount, FaucetReason)));
        }
    }

    private Propose Proposal(IssueTokens issue) =>
        new(BlockTypes.Issue, issue.To, new IssueTransaction(issue.Currency, issue.Amount, issue.Reason).Encode(_peer.Settings.Network));

    private bool IsMine(string name, out Currency currency) =>
        _peer.Currencies.TryGet(name, out currency!) && currency.Issuer.Equals(_peer.Self);

    private void Remember(HalfBlock block)
    {
        if (IssueTransaction.TryRead(block, _peer.Settings.Network, out var issue) && issue.Reason == FaucetReason)
        {
            _given[(block.LinkPublicKey, issue.Currency)] = block;
        }
    }
}
