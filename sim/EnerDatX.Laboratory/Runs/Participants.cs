using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Laboratory.Homes.Profiles;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Everybody who takes part in a run: made from the scenario and the seed, found by number, key or address.</summary>
public sealed class Participants
{
    /// <summary>The currency that everybody believes in.</summary>
    public const string Currency = "DUM1";

    /// <summary>The type of half-blocks without meaning, which everybody countersigns.</summary>
    public const string PlainType = "contrib";

    /// <summary>Longer than any run: who is given neighbours does not walk.</summary>
    private const long Never = 365L * 86_400_000;

    private readonly Dictionary<PublicKey, Participant> _byKey = [];

    private Participants(IReadOnlyList<Participant> all, PeerSettings settings)
    {
        All = all;
        Settings = settings;
        foreach (var participant in all)
        {
            _byKey.Add(participant.Self, participant);
        }

        Honest = all.Count(p => p.Number != 0 && p.IsHonest);
    }

    /// <summary>By number.</summary>
    public IReadOnlyList<Participant> All { get; }

    /// <summary>What every peer is set to.</summary>
    public PeerSettings Settings { get; }

    /// <summary>Honest ones but the issuer.</summary>
    public int Honest { get; }

    public Participant? Of(PublicKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The number of whoever has this address; there may be nobody.</summary>
    public static int NumberAt(IPEndPoint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.Address.TryWriteBytes(bytes, out _);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0xFF_FFFF) - 1;
    }

    public static IPEndPoint AddressOf(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (10u << 24) | (uint)(number + 1));
        return new IPEndPoint(new IPAddress(bytes), 8_090);
    }

    /// <param name="profile">What the homes follow; null = the model.</param>
    public static Participants Make(Scenario scenario, ulong seed, VirtualWorld world, VirtualNetwork network, ProfileFile? profile)
    {
        var settings = SettingsOf(scenario);

        // Whoever forks starts its body again, and goes on at once: it knows what it has signed, and waits for nobody who may know better.
        var cheating = settings with { OwnChain = settings.OwnChain with { AskPatience = TimeSpan.FromMilliseconds(1) } };
        var issuer = KeyOf(seed, 0);
        var currencies = new Currencies([new Currency(Currency, 3, issuer.PublicKey, scenario.Market.StartTokens)]);
        var all = new List<Participant>();
        var gateways = world.System.ActorOf(ActorProducer.Props(() => new VirtualGatewayActor(gateway => VaultAt(gateway, all))), "gateways");
        var plans = PlansOf(scenario, world);
        var homes = new Neighbourhood(seed, scenario.Population.PvPermille, (world.NowMs / 1_000) - 86_400);
        for (var number = 0; number <= scenario.Population.Peers; number++)
        {
            var role = RoleOf(number, scenario.Population);
            var key = number == 0 ? issuer : KeyOf(seed, number);
            var address = AddressOf(number);
            var bootstrap = number == 0 || scenario.Network.Topology.Kind == TopologyKind.Given ? [] : (IReadOnlyList<IPEndPoint>)[AddressOf(0)];
            var plan = plans.GetValueOrDefault(number);
            var isHonest = plan is null || Behaviours.All[plan.Behaviour].IsHonest;
            var peer = new VirtualPeer(world, network, key, currencies, isHonest ? settings : cheating, address, bootstrap, gateways)
            {
                JournalsAtOnce = !scenario.Checks.IsExhaustive && scenario.Faults.Count == 0,
            };
            var home = role != Role.Owner ? null : profile is null ? homes.HomeOf(number) : homes.HomeOf(number, profile);
            all.Add(new Participant(number, role, key, address, peer, home, plan, isHonest));
        }

        return new Participants(all, settings);
    }

    /// <summary>Gives each of them neighbours at random, who know it too.</summary>
    public void Acquaint(int degree, RandomStream random)
    {
        var count = All.Count;
        var neighbours = new List<VirtualPeer>[count];
        for (var i = 0; i < count; i++)
        {
            neighbours[i] = new List<VirtualPeer>(degree + 4);
        }

        var wanted = Math.Min(degree, count - 1);
        for (var i = 0; i < count; i++)
        {
            for (var tries = 0; neighbours[i].Count < wanted && tries < 10 * degree; tries++)
            {
                var j = random.Next(count);
                if (j != i && neighbours[j].Count < wanted + 2 && !neighbours[i].Contains(All[j].Peer))
                {
                    neighbours[i].Add(All[j].Peer);
                    neighbours[j].Add(All[i].Peer);
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            All[i].Peer.Neighbours = neighbours[i];
        }
    }

    private static PeerSettings SettingsOf(Scenario scenario)
    {
        var hocon = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf"));
        var countersigns = $"peer.foreign {{ countersign = [\"{PlainType}\"], look-back = 0 }}";
        var settings = PeerSettings.FromHocon(
            ConfigurationFactory.ParseString($"{hocon}\n{PeerHocon.Of(scenario)}\n{countersigns}").GetConfig("peer"));
        return scenario.Network.Topology.Kind == TopologyKind.Given
            ? settings with { Walk = new WalkLimits { TickMs = Never } }
            : settings with { Walk = new WalkLimits { MaxPeers = 3 * scenario.Network.Topology.Degree / 2 } };
    }

    private static Dictionary<int, AttackPlan> PlansOf(Scenario scenario, VirtualWorld world)
    {
        var left = Enumerable.Range(1, scenario.Population.Peers).ToArray();
        world.Random("who attacks").Shuffle(left);
        var plans = new Dictionary<int, AttackPlan>();
        foreach (var plan in scenario.Attackers)
        {
            var count = (int)((((long)scenario.Population.Peers * plan.Permille) + 500) / 1_000);
            foreach (var number in left.Skip(plans.Count).Take(count).ToList())
            {
                plans.Add(number, plan);
            }
        }

        return plans;
    }

    private static Role RoleOf(int number, Population population) =>
        number == 0 ? Role.Issuer
        : number <= population.Owners ? Role.Owner
        : number <= population.Owners + population.Buyers ? Role.Buyer
        : Role.Matchmaker;

    private static SecretKey KeyOf(ulong seed, int number) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.UTF8.GetBytes($"x25519/{seed}/{number}")),
        SHA256.HashData(Encoding.UTF8.GetBytes($"ed25519/{seed}/{number}")));

    private static MemoryVault? VaultAt(string gateway, List<Participant> all) =>
        IPEndPoint.TryParse(gateway, out var address)
        && NumberAt(address) is var number && number >= 0 && number < all.Count && all[number].Peer.IsUp
            ? all[number].Peer.Vault
            : null;
}
