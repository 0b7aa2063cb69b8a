using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;

namespace EnerDatX.Core.Tests.Disputes;

/// <summary>A bundle of every verdict, from fixed keys, times and "random" bytes.</summary>
internal static class GoldenDisputes
{
    public static IReadOnlyList<(string Name, DisputeBundle Bundle)> All =>
    [
        ("a wrong key, half-blocks alone", Bare(new DisputedSale { FileKey = AgeFixture.FileKey })),
        ("a wrong key for a payment that was never countersigned", Bare(new DisputedSale { FileKey = AgeFixture.FileKey, IsCredited = false })),
        ("a locator that leads to another manifest", new DisputedSale { SealedManifest = AgeFixture.Content(300) }.Bundle()),
        ("a ciphertext that does not open", new DisputedSale().CommitTo(AgeFixture.Content(400)).Bundle()),
        ("a ciphertext that is not there", Bare(new DisputedSale().CommitTo(AgeFixture.Content(400)))),
        ("a delivery that opens as it was sold", new DisputedSale(segments: 1, segment: 0).Bundle()),
        ("a revealed key that is another", Bare(new DisputedSale { Saying = honest => honest with { OneTimeSecret = AgeFixture.Bytes(32, 1) } })),
    ];

    private static DisputeBundle Bare(DisputedSale sale) => new(sale.File(), Exhibits.None);
}
