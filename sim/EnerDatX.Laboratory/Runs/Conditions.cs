using System.Globalization;
using System.Net;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Runs.Life;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>The network as the scenario wants it: latencies, loss, partitions, and peers that come and go.</summary>
internal sealed class Conditions
{
    private readonly NetworkConditions _plan;
    private readonly VirtualWorld _world;
    private readonly VirtualNetwork _network;
    private readonly IReadOnlyList<Participant> _all;
    private readonly RandomStream _random;
    private bool _isHealed;

    /// <param name="matrix">What the scenario's file says, where latencies are a matrix.</param>
    public Conditions(NetworkConditions plan, IReadOnlyList<IReadOnlyList<int>>? matrix, VirtualWorld world, VirtualNetwork network, IReadOnlyList<Participant> all)
    {
        (_plan, _world, _network, _all) = (plan, world, network, all);
        _random = world.Random("conditions");
        network.Latency = LatencyOf(plan.Latency, matrix);
        network.LossPermille = plan.LossPermille;
        network.DuplicatePermille = plan.DuplicationPermille;
        network.BytesPerSecond = plan.BytesPerSecond;
        network.Drop = plan.LosesProofs ? (_, _, bytes) => Packet.IsOf(CommunityId.Market, ProofAnnounced.MessageId, bytes.Span) : null;
    }

    /// <param name="beginMs">End of the warm-up.</param>
    public void Begin(long beginMs)
    {
        foreach (var partition in _plan.Partitions)
        {
            var far = Some(partition.Permille);
            _world.At(beginMs + (long)partition.At.TotalMilliseconds, () => _network.Cut = CutOff(far, partition.IsOneWay));
            _world.At(beginMs + (long)(partition.At + partition.For).TotalMilliseconds, () => _network.Cut = null);
        }

        if (_plan.Churn is { } churn)
        {
            foreach (var number in Some(churn.Permille))
            {
                GoDown(_all[number], churn);
            }
        }
    }

    /// <summary>No loss, no partition, nobody goes any more; who is down comes back.</summary>
    public void Heal()
    {
        _isHealed = true;
        _network.Cut = null;
        _network.Drop = null;
        _network.LossPermille = 0;
        _network.DuplicatePermille = 0;
        _network.BytesPerSecond = 0;
        foreach (var participant in _all.Where(p => !p.Peer.IsUp))
        {
            participant.Peer.Start();
        }
    }

    /// <summary>Numbers of so many participants, never the issuer.</summary>
    public HashSet<int> Some(int permille)
    {
        var numbers = Enumerable.Range(1, _all.Count - 1).ToArray();
        _random.Shuffle(numbers);
        return [.. numbers.Take((int)((((long)numbers.Length * permille) + 500) / 1_000))];
    }

    /// <summary>A square of one-way milliseconds: one row per line, numbers with blanks or commas between.</summary>
    /// <exception cref="FormatException">It is none; the message says which line.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> ReadMatrix(IEnumerable<string> lines)
    {
        var rows = new List<IReadOnlyList<int>>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var fields = line.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0 && fields[0][0] != '#')
            {
                rows.Add([.. fields.Select(field => int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= 60_000
                    ? ms
                    : throw new FormatException($"line {number}: {field} is no number of milliseconds from 0 to 60000"))]);
            }
        }

        return rows.Count is > 0 and <= 4_096 && rows.TrueForAll(row => row.Count == rows.Count)
            ? rows
            : throw new FormatException($"{rows.Count} rows, the first of {(rows.Count > 0 ? rows[0].Count : 0)} numbers: a matrix has as many numbers in each row as rows, 1 to 4096");
    }

    private static Latency LatencyOf(LatencyPlan plan, IReadOnlyList<IReadOnlyList<int>>? matrix) => plan.Kind switch
    {
        LatencyKind.Uniform => Latency.Uniform((int)plan.From.TotalMilliseconds, (int)plan.To.TotalMilliseconds),
        LatencyKind.LogNormal => Latency.LogNormal((int)plan.From.TotalMilliseconds, plan.SigmaPermille),
        LatencyKind.Matrix => Latency.Matrix(matrix!),
        _ => Latency.Constant((int)plan.From.TotalMilliseconds),
    };

    private static Func<IPEndPoint, IPEndPoint, bool> CutOff(HashSet<int> far, bool isOneWay) => (from, to) =>
    {
        var isFromFar = far.Contains(Participants.NumberAt(from));
        var isToFar = far.Contains(Participants.NumberAt(to));
        return isFromFar != isToFar && (isFromFar || !isOneWay);
    };

    private void GoDown(Participant who, ChurnPlan churn) => _world.At(_world.NowMs + (long)Chance.Next(_random, churn.MeanUp).TotalMilliseconds, () =>
    {
        if (_isHealed)
        {
            return;
        }

        var isUp = who.Peer.IsUp;
        if (isUp)
        {
            who.Peer.Halt();
        }

        _world.At(_world.NowMs + (long)Chance.Next(_random, churn.MeanDown).TotalMilliseconds, () =>
        {
            if (isUp && !who.Peer.IsUp)
            {
                who.Peer.Start();
            }

            GoDown(who, churn);
        });
    });
}
