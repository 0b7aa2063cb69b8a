using System.Text.Json.Nodes;
using EnerDatX.Core.Trust;

namespace EnerDatX.Node.Cli;

/// <summary>
/// One scenario of trust in JSON, with <c>edges</c> <c>[giver, taker, weight]</c> for NetFlow and BarterCast, or <c>interactions</c> for Temporal
/// PageRank, or both; it is given its scores. What is wrong with it is said with its place: <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class TrustCase(JsonObject json, string place)
{
    /// <summary>Digits after the decimal point that a weight may have: beyond them exact scaling leaves too little room.</summary>
    private const int MaxDecimals = 9;

    private const string FlowCases = "netflow_bartercast";
    private const string WalkCases = "temporal_pagerank";
    private const string Edges = "edges";
    private const string Interactions = "interactions";

    /// <summary>The case, and after <see cref="Score"/> its scores.</summary>
    public JsonObject Json => json;

    /// <summary>After <see cref="Score"/>: whether whoever looks gave or took anything at all.</summary>
    public bool IsOfAParty { get; private set; }

    /// <summary>The cases of a file: one, a list, several values, or the two lists of an object.</summary>
    public static List<TrustCase> In(IReadOnlyList<JsonNode?> values) =>
        values is [var only] ? [.. In(only, "")] : [.. values.SelectMany((value, index) => In(value, $"[{index}]"))];

    /// <param name="from">Whose view it is; null for what the case says.</param>
    public void Score(string? from)
    {
        if (json.ContainsKey(Edges))
        {
            ScoreFlows(View("me", from));
        }

        if (json.ContainsKey(Interactions))
        {
            ScoreWalk(View("own", from));
        }
    }

    private static IEnumerable<TrustCase> In(JsonNode? node, string place) => node switch
    {
        JsonArray list => list.SelectMany((item, index) => In(item, $"{place}[{index}]")),
        JsonObject one when one.ContainsKey(Edges) || one.ContainsKey(Interactions) => [new TrustCase(one, place)],
        JsonObject both when both.ContainsKey(FlowCases) || both.ContainsKey(WalkCases) =>
            new[] { FlowCases, WalkCases }.Where(both.ContainsKey).SelectMany(name => In(both[name], place.Length == 0 ? name : $"{place}.{name}")),
        _ => throw new InvalidDataException(
            $"{(place.Length == 0 ? "the file" : place)} is not a case: a JSON object with {Edges} or {Interactions}"),
    };

    private string View(string name, string? from)
    {
        var view = from ?? (json.ContainsKey(name) ? Text(json[name], At(name)) : null)
            ?? throw new InvalidDataException($"{At(name)} is missing: it or --from says whose view it is");
        json[name] = view;
        return view;
    }

    private void ScoreFlows(string me)
    {
        var alpha = json.ContainsKey("alpha") ? (int)Whole(json["alpha"], 1, NetFlow<string>.MaxAlpha, At("alpha")) : NetFlow<string>.DefaultAlpha;
        var (graph, unit) = Graph();
        IsOfAParty |= graph.NumberOf(me) >= 0;
        var barterCast = new BarterCast<string>(graph, me);
        var netFlow = new NetFlow<string>(graph, me, alpha);
        var others = graph.Peers.Where(peer => peer != me).ToList();
        json["alpha"] = alpha;
        json["netflow_score"] = PerPeer(graph.Peers, peer => Number(netFlow.ScoreOf(peer) / (unit * alpha)));
        json["netflow_node_capacity"] = PerPeer(others, peer => Number(netFlow.CapacityOf(peer) / (unit * alpha)));
        json["net_contribution"] = PerPeer(others, peer => Number(netFlow.NetContributionOf(peer) / (unit * alpha)));
        json["bartercast"] = PerPeer(others, peer => Shown(barterCast.DifferenceOf(peer) / unit));
    }

    private static JsonObject Shown(decimal difference) => new()
    {
        ["raw"] = Number(difference),
        ["arctan"] = Math.Atan((double)difference) / (Math.PI / 2),
    };

    private void ScoreWalk(string own)
    {
        var list = List(Interactions);
        var interactions = list.Select((item, index) => Interaction(item, $"{At(Interactions)}[{index}]")).ToList();
        IsOfAParty |= interactions.Exists(i => i.Requester == own || i.Responder == own);
        json["scores_default_tol_1e-6"] = Walk(TemporalPageRank.CoarseTolerance);
        json["scores_tol_1e-14"] = Walk(TemporalPageRank.FineTolerance);

        JsonObject Walk(double tolerance) =>
            new(TemporalPageRank.Scores(own, interactions, tolerance).Select(peer => KeyValuePair.Create(peer.Peer, (JsonNode?)peer.Score)));
    }

    /// <summary>The graph in whole numbers, and how many of them are 1 in the file.</summary>
    private (InteractionGraph<string> Graph, decimal Unit) Graph()
    {
        var edges = List(Edges).Select((item, index) => Edge(item, $"{At(Edges)}[{index}]")).ToList();
        var unit = edges.Aggregate(1m, (unit, edge) => Math.Max(unit, UnitOf(edge.Weight, edge.Place)));
        var graph = new InteractionGraph<string>();
        foreach (var (giver, taker, weight, where) in edges)
        {
            const long Most = InteractionGraph<string>.MaxWeight;
            var isTooMuch = weight >= Most / unit;
            var edge = isTooMuch ? -1 : graph.Add(giver, taker, (long)(weight * unit));
            if (isTooMuch || (edge >= 0 && graph.Edges[edge].Weight == Most))
            {
                throw new InvalidDataException($"{where}: what {giver} gave to {taker} is {Most / unit} or more");
            }
        }

        return (graph, unit);
    }

    private static (string Giver, string Taker, decimal Weight, string Place) Edge(JsonNode? node, string place)
    {
        if (node is not JsonArray { Count: 3 } edge)
        {
            throw new InvalidDataException($"{place} is not [giver, taker, weight]");
        }

        return edge[2] is JsonValue number && number.TryGetValue(out decimal weight) && weight >= 0
            ? (Text(edge[0], $"{place}[0]"), Text(edge[1], $"{place}[1]"), weight, place)
            : throw new InvalidDataException($"{place}[2] is not a weight: a number from 0");
    }

    /// <summary>The power of ten that makes the weight whole.</summary>
    private static decimal UnitOf(decimal weight, string place)
    {
        var unit = 1m;
        for (var decimals = 0; decimals <= MaxDecimals; decimals++, unit *= 10)
        {
            if (decimal.IsInteger(decimal.Remainder(weight, 1) * unit))
            {
                return unit;
            }
        }

        throw new InvalidDataException($"{place}[2] has more than {MaxDecimals} decimals");
    }

    private static TemporalInteraction<string> Interaction(JsonNode? node, string place)
    {
        var fields = node as JsonObject ?? throw new InvalidDataException($"{place} is not a JSON object");
        return new TemporalInteraction<string>(
            Text(fields["requester"], $"{place}.requester"),
            Whole(fields["requester_seq"], 0, uint.MaxValue, $"{place}.requester_seq"),
            Text(fields["responder"], $"{place}.responder"),
            Whole(fields["responder_seq"], 0, uint.MaxValue, $"{place}.responder_seq"),
            Whole(fields["value"], 0, long.MaxValue, $"{place}.value"));
    }

    private JsonArray List(string name) => json[name] as JsonArray ?? throw new InvalidDataException($"{At(name)} is not a list");

    private string At(string name) => place.Length == 0 ? name : $"{place}.{name}";

    private static JsonObject PerPeer(IEnumerable<string> peers, Func<string, JsonNode?> valueOf) =>
        new(peers.Select(peer => KeyValuePair.Create(peer, valueOf(peer))));

    /// <summary>A whole number where it is one; a fraction as near as a double comes.</summary>
    private static JsonValue Number(decimal value) =>
        decimal.IsInteger(value) ? JsonValue.Create((long)value) : JsonValue.Create((double)value);

    private static string Text(JsonNode? node, string place) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : throw new InvalidDataException($"{place} is missing or not text");

    private static long Whole(JsonNode? node, long lowest, long highest, string place) =>
        node is JsonValue value && value.TryGetValue(out decimal whole) && decimal.IsInteger(whole) && whole >= lowest && whole <= highest
            ? (long)whole
            : throw new InvalidDataException($"{place} is not a whole number from {lowest} to {highest}");
}
