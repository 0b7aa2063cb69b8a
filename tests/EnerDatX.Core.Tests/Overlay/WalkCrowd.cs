using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>Many walks that hear each other a tenth of a second later; the first one is everybody's configured address.</summary>
internal sealed class WalkCrowd(WalkLimits limits)
{
    private const int StepMs = 100;

    private readonly List<Member> _members = [];
    private readonly Dictionary<Ipv4Endpoint, Member> _byAddress = [];
    private List<(Ipv4Endpoint From, Ipv4Endpoint To, PublicKey? Sender, OverlayMessage Message)> _underWay = [];
    private ulong _seed = 1;

    public long NowMs { get; private set; }

    public IReadOnlyList<Member> Members => _members;

    /// <summary>Introduction-requests sent since the start.</summary>
    public int Requests { get; private set; }

    /// <summary>Messages of all four kinds since the start.</summary>
    public int Messages { get; private set; }

    /// <summary>Whether a packet gets through.</summary>
    public Func<Member, Member, bool> Passes { get; set; } = (_, _) => true;

    public Member Add()
    {
        var number = _members.Count;
        var bytes = Key(0).PublicKey.Bytes.ToArray();
        (bytes[20], bytes[21]) = ((byte)(number >> 8), (byte)(number & 255));
        var address = new Ipv4Endpoint(0x08080000 + (uint)number, 7759);
        var key = PublicKey.FromField(bytes);
        var member = new Member(key, address, new Walk(key, number == 0 ? [] : [_members[0].Address]), limits);
        _members.Add(member);
        _byAddress.Add(address, member);
        return member;
    }

    public void AddMany(int count) => Enumerable.Range(0, count).ToList().ForEach(_ => Add());

    public void RunFor(int seconds)
    {
        for (var endMs = NowMs + (seconds * 1_000L); NowMs < endMs; NowMs += StepMs)
        {
            var arrived = _underWay;
            _underWay = [];
            foreach (var (from, to, sender, message) in arrived.Where(sent => _byAddress.ContainsKey(sent.To) && Passes(_byAddress[sent.From], _byAddress[sent.To])))
            {
                var member = _byAddress[to];
                Act(member, member.Walk.Receive(member.State, from, sender, message, Turn()));
            }

            for (var number = 0; number < _members.Count; number++)
            {
                if ((NowMs / StepMs) % 10 == number % 10)
                {
                    Act(_members[number], _members[number].Walk.Tick(_members[number].State, Turn()));
                }
            }
        }
    }

    /// <summary>Those that each has in its table and that have it in theirs.</summary>
    public IEnumerable<Member> FriendsOf(Member member) =>
        _members.Where(other => member.State.Peers.ContainsKey(other.Key) && other.State.Peers.ContainsKey(member.Key));

    /// <summary>How many are reached from the first one, from friend to friend.</summary>
    public int Reached()
    {
        var reached = new HashSet<Member> { _members[0] };
        var next = new Queue<Member>(reached);
        while (next.TryDequeue(out var member))
        {
            FriendsOf(member).Where(reached.Add).ToList().ForEach(next.Enqueue);
        }

        return reached.Count;
    }

    private WalkTurn Turn() => new(NowMs, unchecked((_seed += 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9) >> 3, default);

    private void Act(Member member, WalkDecision decision)
    {
        foreach (var happened in decision.Events)
        {
            member.State = member.State.Evolve(happened);
        }

        foreach (var (to, message) in decision.Sends)
        {
            Messages++;
            Requests += message is IntroductionRequest ? 1 : 0;
            _underWay.Add((member.Address, to, message.IsSigned ? member.Key : null, message));
        }
    }

    internal sealed class Member(PublicKey key, Ipv4Endpoint address, Walk walk, WalkLimits limits)
    {
        public PublicKey Key => key;

        public Ipv4Endpoint Address => address;

        public Walk Walk => walk;

        public WalkState State { get; set; } = new(address, limits);
    }
}
