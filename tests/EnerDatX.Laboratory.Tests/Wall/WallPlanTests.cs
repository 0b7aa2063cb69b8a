using System.Net;
using EnerDatX.Laboratory.Commands;
using EnerDatX.Laboratory.Wall;

namespace EnerDatX.Laboratory.Tests.Wall;

public sealed class WallPlanTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(20, 2)]
    [InlineData(1_000, 64)]
    public void Each_peer_is_in_one_process_and_has_an_address_of_its_own(int peers, int processes)
    {
        var plan = Plan(peers, processes);
        Assert.Equal(Enumerable.Range(1, peers), Enumerable.Range(0, processes).SelectMany(plan.NumbersIn));
        Assert.All(Enumerable.Range(0, processes), process => Assert.NotEmpty(plan.NumbersIn(process)));
        var addresses = Enumerable.Range(0, peers + 1).Select(WallPlan.AddressOf).ToList();
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(address)));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(7, 4)]
    [InlineData(20, 4)]
    [InlineData(1_000, 4)]
    public void Each_buyer_finds_offers_of_as_many_sellers_as_there_are_up_to_four(int peers, int shops)
    {
        var plan = Plan(peers, 1);
        var served = Enumerable.Range(0, plan.Sellers).SelectMany(plan.BuyersOf).ToList();
        Assert.All(Enumerable.Range(0, plan.Buyers), buyer => Assert.Equal(shops, served.Count(b => b == buyer)));
        Assert.True(plan.StockPerShop * shops >= 4);
    }

    [Fact]
    public void With_two_processes_a_buyer_has_sellers_in_both()
    {
        var plan = Plan(20, 2);
        var ownSellers = plan.NumbersIn(0).Where(WallPlan.IsSeller).Select(WallPlan.IndexOf).ToList();
        Assert.All(Enumerable.Range(0, plan.Buyers), buyer =>
        {
            var sellers = Enumerable.Range(0, plan.Sellers).Where(seller => plan.BuyersOf(seller).Contains(buyer)).ToList();
            Assert.Contains(sellers, ownSellers.Contains);
            Assert.Contains(sellers, seller => !ownSellers.Contains(seller));
        });
    }

    [Theory]
    [InlineData("--peers 1", "--peers: a whole number of 2 to 1000.")]
    [InlineData("--peers many", "--peers: a whole number of 2 to 1000.")]
    [InlineData("--processes 65 --peers 100", "--processes: a whole number of 1 to 64.")]
    [InlineData("--processes 5 --peers 4", "--processes: at most as many as there are peers.")]
    [InlineData("--seconds 0", "--seconds: a whole number of 1 to 3600.")]
    [InlineData("--warm-up -1", "--warm-up: a whole number of 0 to 3600.")]
    [InlineData("--open 21", "--open: a whole number of 1 to 20.")]
    [InlineData("--rate 0", "--rate: a number above 0, to 1000.")]
    [InlineData("--rate NaN", "--rate: a number above 0, to 1000.")]
    [InlineData("--rate 1 --open 2", "--rate and --open: only one of them; a rate does not wait for open trades.")]
    [InlineData("--store disk", "--store: sqlite or memory.")]
    public void What_cannot_be_measured_is_refused_with_a_sentence(string arguments, string sentence) =>
        Assert.Equal([sentence], WallCommand.Make().Parse(arguments).Errors.Select(error => error.Message));

    [Theory]
    [InlineData("")]
    [InlineData("--peers 1000 --processes 64 --seconds 3600 --open 20 --store memory --json")]
    [InlineData("--rate 0.5 --warm-up 0 --store sqlite")]
    public void What_can_be_is_not(string arguments) => Assert.Empty(WallCommand.Make().Parse(arguments).Errors);

    internal static WallPlan Plan(int peers, int processes) => new(peers, processes, 0, 10, null, 1, InMemory: true);
}
