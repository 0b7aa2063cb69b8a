using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>
/// Our walk takes the place of the py-ipv8 peer on port 17001: it is given the other side's packets at their recorded times, asks when
/// the recorded peer asked (the first time 13 ms earlier: whoever introduces itself is asked at once), and draws the identifiers that it drew.
/// </summary>
public class ConversationReplayTests
{
    private const int Ours = 17001;
    private const int Theirs = 17002;

    [Fact]
    public void Our_walk_answers_a_live_py_ipv8_peer_as_its_own_kind_did()
    {
        var them = Endpoint($"127.0.0.1:{Theirs}");
        var walk = new WalkDriver(Key(0).PublicKey, Endpoint($"127.0.0.1:{Ours}"), [them]);
        var recorded = Packets("conversation.json").Where(vector => vector.GetProperty("msg_id").GetInt32() > 200).ToArray();
        var first = recorded.First(vector => vector.GetProperty("from").GetInt32() == Ours);
        var firstAsk = Assert.IsType<IntroductionRequest>(Parse(Bytes(first)).Message);
        var (answers, asks) = (0, 0);
        foreach (var vector in recorded)
        {
            var nowMs = vector.GetProperty("ms").GetInt64();
            var packet = Parse(Bytes(vector));
            switch (packet.Message)
            {
                case IntroductionRequest theirs when vector.GetProperty("from").GetInt32() == Theirs:
                    var sends = walk.Receive(them, packet.Sender, theirs, nowMs, firstAsk.Identifier).Sends;
                    Assert.Equal(nowMs == 0 ? 2 : 1, sends.Length);
                    var sent = sends[^1];
                    var answer = Assert.IsType<IntroductionResponse>(sent.Message);
                    Assert.Equal((them, 245, theirs.Identifier, them), (sent.To, answer.Id, answer.Identifier, answer.Destination.AsIpv4));
                    answers++;
                    break;
                case IntroductionRequest recordedOfOurs:
                    var isFirst = asks++ == 0;
                    Assert.Equal(isFirst ? [] : [them], walk.Tick(nowMs, recordedOfOurs.Identifier, recordedOfOurs.Extra));
                    var asked = walk.LastRequest;
                    Assert.Equal(recordedOfOurs, asked with { Extra = recordedOfOurs.Extra });
                    Assert.Equal(isFirst ? [] : recordedOfOurs.Extra.ToArray(), asked.Extra.ToArray());
                    break;
                case IntroductionResponse theirs when vector.GetProperty("from").GetInt32() == Theirs:
                    Assert.Equal(WalkRefusal.None, walk.Receive(them, packet.Sender, theirs, nowMs).Refusal);
                    break;
            }
        }

        Assert.Equal(8, answers);
        var peer = Assert.Single(walk.State.Peers.Values);
        Assert.Equal((them, Endpoint($"127.0.0.1:{Ours}")), (peer.Address, walk.State.Wan));
    }
}
