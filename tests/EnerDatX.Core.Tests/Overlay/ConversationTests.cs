using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

/// <summary>The recorded conversation of two py-ipv8 peers, as each of them would hear it if it were ours: in order, at its times.</summary>
public class ConversationTests
{
    [Theory]
    [InlineData(17001)]
    [InlineData(17002)]
    public void Every_packet_is_admitted_in_order_and_its_half_blocks_obey_the_rules_of_chains(int ours)
    {
        var ledger = new MemoryLedger();
        var crawls = new HashSet<uint>();
        var admission = new Admission(new AdmissionLimits(), new byte[Sodium.SipKeyBytes], new AdmissionQuestions(
            _ => false,
            ledger.Holds,
            key => ledger.Latest(key)?.Sequence ?? 0,
            (packet, _) => packet.Message is CrawlResponse response && crawls.Contains(response.CrawlId)));
        var crawled = 0;
        foreach (var vector in Packets("conversation.json"))
        {
            var bytes = Bytes(vector);
            var from = Endpoint($"127.0.0.1:{vector.GetProperty("from").GetInt32()}");
            Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(bytes, from, vector.GetProperty("ms").GetInt64(), out var packet));
            if (from.Port == ours)
            {
                _ = packet!.Message is CrawlRequest request && crawls.Add(request.CrawlId);
            }

            if (packet!.Message is BlockMessage message)
            {
                Assert.All(message.Blocks, block => Assert.True(HalfBlockValidator.Validate(block, ledger).IsAcceptable));
                ledger.Append(message.Blocks);
                crawled += message is CrawlResponse response && crawls.Contains(response.CrawlId) ? 1 : 0;
            }
        }

        Assert.Equal(ours == 17001 ? 4 : 2, crawled);
        Assert.Equal(4, ledger.Count);
        Assert.Equal(2, ledger.Recent(10, 0).Count(b => b.IsAgreement && ledger.LinkedTo(b).Count == 1));
    }

    [Fact]
    public void Every_packet_is_written_again_as_it_was_read() => Assert.All(Packets("conversation.json"), vector =>
    {
        var packet = Parse(Bytes(vector));
        var written = Packet.Layout(packet.Community, packet.Sender, packet.GlobalTime, packet.Message);
        Assert.Equal(Bytes(vector)[..written.Length], written);
        Assert.Equal(packet.Sender is null ? 0 : 64, Bytes(vector).Length - written.Length);
    });

    [Theory]
    [InlineData(17001)]
    [InlineData(17002)]
    public void Each_peers_crawl_is_answered_by_us_with_the_half_blocks_that_the_other_sent(int asker)
    {
        var ledger = new MemoryLedger();
        var (answers, requests) = (new Dictionary<uint, List<HalfBlock>>(), new Dictionary<uint, (CrawlRequest Request, List<HalfBlock> Ours)>());
        foreach (var vector in Packets("conversation.json"))
        {
            switch (Parse(Bytes(vector)).Message)
            {
                case CrawlRequest request when vector.GetProperty("from").GetInt32() == asker:
                    requests[request.CrawlId] = (request, [.. Crawl.Answer(ledger, request.Of, request.Start, request.End)]);
                    answers[request.CrawlId] = [];
                    break;
                case CrawlResponse response when answers.TryGetValue(response.CrawlId, out var answer):
                    answer.Add(response.Block);
                    Assert.Equal((uint)answer.Count, response.Number);
                    break;
                case BlockMessage message:
                    ledger.Append(message.Blocks);
                    break;
            }
        }

        Assert.NotEmpty(requests);
        Assert.All(requests, r => Assert.Equal(answers[r.Key].Select(b => b.Hash), r.Value.Ours.Select(b => b.Hash)));
    }
}
