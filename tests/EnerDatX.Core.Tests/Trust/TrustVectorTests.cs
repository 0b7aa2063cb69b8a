using System.Text.Json;
using EnerDatX.Core.Tests.Ledger;
using EnerDatX.Core.Trust;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>The vectors of NetFlow, BarterCast and Temporal PageRank, computed with networkx 2.8.8.</summary>
public sealed class TrustVectorTests
{
    private const int FlowCases = 14;
    private const int WalkCases = 10;
    private const double Rounding = 1e-12;

    private static readonly JsonElement Vectors = LedgerVectors.Load("reputation.json");

    public static TheoryData<int> Flows => [.. Enumerable.Range(0, FlowCases)];

    public static TheoryData<int> Walks => [.. Enumerable.Range(0, WalkCases)];

    [Fact]
    public void Every_case_of_the_vectors_is_tested() => Assert.Equal(
        (FlowCases, WalkCases), (Vectors.Items("netflow_bartercast").Count, Vectors.Items("temporal_pagerank").Count));

    [Theory]
    [MemberData(nameof(Flows))]
    public void NetFlow_is_that_of_the_vectors(int number)
    {
        var flow = Vectors.Items("netflow_bartercast")[number];
        var alpha = flow.GetProperty("alpha").GetInt32();
        var netFlow = new NetFlow<string>(GraphOf(flow), flow.String("me"), alpha);
        AssertAlphaths(flow, "netflow_score", netFlow.ScoreOf);
        AssertAlphaths(flow, "netflow_node_capacity", netFlow.CapacityOf);
        AssertAlphaths(flow, "net_contribution", netFlow.NetContributionOf);

        void AssertAlphaths(JsonElement of, string field, Func<string, long> amountOf)
        {
            var expected = of.GetProperty(field).EnumerateObject().ToList();
            Assert.NotEmpty(expected);
            Assert.All(expected, peer => Assert.Equal(peer.Value.GetDouble(), (double)amountOf(peer.Name) / alpha, Rounding));
        }
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void BarterCast_is_that_of_the_vectors(int number)
    {
        var flow = Vectors.Items("netflow_bartercast")[number];
        var barterCast = new BarterCast<string>(GraphOf(flow), flow.String("me"));
        var expected = flow.GetProperty("bartercast").EnumerateObject().ToList();
        Assert.NotEmpty(expected);
        Assert.All(expected, peer => Assert.Equal(peer.Value.GetProperty("raw").GetInt64(), barterCast.DifferenceOf(peer.Name)));
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void The_paths_of_every_score_in_the_vectors_add_up_to_it(int number)
    {
        var flow = Vectors.Items("netflow_bartercast")[number];
        var graph = GraphOf(flow);
        var netFlow = new NetFlow<string>(graph, flow.String("me"), flow.GetProperty("alpha").GetInt32());
        Assert.All(graph.Peers, peer => Assert.Equal(netFlow.ScoreOf(peer), netFlow.Explain(peer, int.MaxValue).Sum(path => path.Amount)));
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public void Temporal_PageRank_is_that_of_the_vectors_at_both_tolerances(int number)
    {
        var walk = Vectors.Items("temporal_pagerank")[number];
        AssertScores(walk, "scores_tol_1e-14", TemporalPageRank.FineTolerance);
        AssertScores(walk, "scores_default_tol_1e-6", TemporalPageRank.CoarseTolerance);
    }

    private static void AssertScores(JsonElement walk, string field, double tolerance)
    {
        var interactions = walk.Items("interactions").Select(i => new TemporalInteraction<string>(
            i.String("requester"),
            i.GetProperty("requester_seq").GetInt64(),
            i.String("responder"),
            i.GetProperty("responder_seq").GetInt64(),
            i.GetProperty("value").GetInt64()));
        var expected = walk.GetProperty(field).EnumerateObject().Select(peer => (peer.Name, peer.Value.GetDouble())).ToList();
        var scores = TemporalPageRank.Scores(walk.String("own"), interactions, tolerance);
        Assert.Equal(expected.Select(peer => peer.Name), scores.Select(peer => peer.Peer));
        Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First.Item2, pair.Second.Score, Rounding));
    }

    private static InteractionGraph<string> GraphOf(JsonElement flow)
    {
        var graph = new InteractionGraph<string>();
        foreach (var edge in flow.Items("edges"))
        {
            graph.Add(edge[0].GetString()!, edge[1].GetString()!, edge[2].GetInt64());
        }

        return graph;
    }
}
