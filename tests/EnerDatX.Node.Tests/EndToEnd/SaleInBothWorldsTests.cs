using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Storage;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Virtual time runs the actors of the node, not a model of them: the first sale signs the same in both.</summary>
public sealed class SaleInBothWorldsTests
{
    private const string Network = "enerdatx";
    private const long Price = 10;
    private const int Segments = 2;

    private static readonly string[] Parties = ["issuer", "owner", "buyer"];

    /// <summary>All that two runs of one sale may sign differently, besides hashes and signatures, which follow from it. Time stamps of half-blocks are left out.</summary>
    private static readonly Dictionary<string, string> Differs = new(StringComparer.Ordinal)
    {
        ["timestamp"] = "of an order",
        ["deadline"] = "a time",
        ["root"] = "the readings with random salts",
        ["locator_key"] = "derived from the orders' hashes",
        ["recipient"] = "derived from the trade's hash",
        ["sealed"] = "random keys, and the gateway's address",
        ["header"] = "random keys",
    };

    [Fact]
    public async Task The_first_sale_in_virtual_time_signs_what_the_nodes_sign()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer(Price, $"?location=NL-35&segments={Segments}");
        await nodes.Bid(Price);
        await nodes.Ended(nodes.Buyer);
        await nodes.Ended(nodes.Owner);
        await nodes.Buyer.DisposeAsync();
        await nodes.Owner.DisposeAsync();
        SecretKey[] keys = [.. Parties.Select(party => KeyFile.Load(Path.Combine(nodes.State(party), "key")))];
        var real = Parties.Zip(keys, (party, key) => ChainIn(nodes.State(party), key.PublicKey)).ToList();

        var import = new ImportMeter(TwoNodes.MeterFile, null, "NL-35", "Europe/Amsterdam", 900, Segments, false);
        var simulated = VirtualSale.Chains(keys, import, Price);

        Assert.Equal([BlockTypes.Issue], real[0].Select(half => half.Type));
        Assert.Equal(
            [
                BlockTypes.Ask, BlockTypes.Init, BlockTypes.Payment, BlockTypes.Delivery, BlockTypes.Payment, BlockTypes.Delivery, BlockTypes.Done,
            ],
            real[1].Select(half => half.Type));
        Assert.Equal(
            [
                BlockTypes.Issue, BlockTypes.Bid, BlockTypes.Init, BlockTypes.Payment, BlockTypes.Delivery, BlockTypes.Payment, BlockTypes.Delivery, BlockTypes.Done,
            ],
            real[2].Select(half => half.Type));
        Assert.Equal(InWords(real), InWords(simulated));
        foreach (var chains in (IReadOnlyList<IReadOnlyList<HalfBlock>>[])[real, simulated])
        {
            KeysAreDerived(keys[2], chains[2]);
            SecretsOpen(keys[2], chains);
        }
    }

    private static IEnumerable<string> InWords(IReadOnlyList<IReadOnlyList<HalfBlock>> chains)
    {
        Assert.True(ListedOrder.TryRead(chains[1][0], Network, out var ask));
        Assert.Equal(ask.Offer!.AssetId, ask.Tick.Assets.Second.Type);
        Assert.All(chains, chain => Assert.All(chain.Zip(chain.Skip(1)), pair => Assert.True(pair.First.TimestampMs < pair.Second.TimestampMs)));
        return new ChainsInWords(Parties.Zip(chains).ToDictionary(), ask.Tick.Assets.Second.Type, Differs).Lines;
    }

    private static void KeysAreDerived(SecretKey buyer, IReadOnlyList<HalfBlock> chain)
    {
        Assert.True(TradeTerms.TryRead(chain[2], Network, out var terms));
        Assert.Equal(Sodium.X25519Public(TermsRule.LocatorSecret(buyer, terms.Ask, terms.Bid)), terms.LocatorKey);
        Assert.All(chain.Where(half => half.Type == BlockTypes.Payment), half =>
        {
            Assert.True(PaymentTransaction.TryRead(half, Network, out var payment));
            Assert.Equal(Sodium.X25519Public(DeliveryCheck.OneTimeSecret(buyer, payment.Trade, payment.Segment)), payment.Recipient);
        });
    }

    private static void SecretsOpen(SecretKey buyer, IReadOnlyList<IReadOnlyList<HalfBlock>> chains)
    {
        Assert.True(TradeTerms.TryRead(chains[2][2], Network, out var terms));
        Assert.True(TermsAgreement.TryRead(chains[1][1], Network, out var box));
        Assert.True(SealedBox.TryOpen(AgeIdentity.FromSecret(TermsRule.LocatorSecret(buyer, terms.Ask, terms.Bid)), box, out _));
        Assert.All(chains[1].Where(half => half.Type == BlockTypes.Delivery), half =>
        {
            Assert.True(DeliveryTransaction.TryRead(half, Network, out var delivery));
            var secret = DeliveryCheck.OneTimeSecret(buyer, delivery.Trade, delivery.Segment);
            Assert.NotNull(AgeHeader.Unwrap(delivery.Header, AgeIdentity.FromSecret(secret), out _));
        });
    }

    private static IReadOnlyList<HalfBlock> ChainIn(string state, PublicKey key)
    {
        using var ledger = SqliteLedgerStore.Open(Path.Combine(state, "ledger.db"), key);
        return ledger.Range(key, 1, uint.MaxValue, int.MaxValue);
    }
}
