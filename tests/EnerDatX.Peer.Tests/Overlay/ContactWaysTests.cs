using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Overlay;

/// <summary>What a neighbour does with others' questions for a contact.</summary>
public sealed class ContactWaysTests
{
    private const long Now = 1_000_000_000;

    private static readonly SecretKey Asker = VirtualMarket.KeyOf("asker");
    private static readonly PublicKey Self = Named("self");
    private static readonly PublicKey Wanted = Named("wanted");
    private static readonly PublicKey Alice = Named("alice");
    private static readonly PublicKey Bob = Named("bob");
    private static readonly Ipv4Endpoint Home = new(0x08080808, 1);

    private readonly ContactWays _ways = new(Self);
    private readonly AddressBook _addresses = new();

    [Fact]
    public void It_goes_the_way_on_which_the_latest_order_came_first()
    {
        Neighbours(Alice, Bob, Named("carol"));
        _ways.Learn(Order(1), Alice);
        _ways.Learn(Order(1), Bob);
        Assert.Equal([AddressOf(Alice)], Next(Question(1)).To);
        _ways.Learn(Order(2), Bob);
        _ways.Learn(Order(2), Alice);
        Assert.Equal([AddressOf(Bob)], Next(Question(1)).To);
        Assert.Equal(5, Next(Question(1)).Hops);
    }

    [Fact]
    public void It_goes_straight_to_a_wanted_one_that_is_a_neighbour()
    {
        Neighbours(Alice, Bob, Wanted);
        _ways.Learn(Order(1), Alice);
        Assert.Equal([AddressOf(Wanted)], Next(Question(1)).To);
    }

    [Fact]
    public void Without_a_way_it_goes_to_two_others_and_that_at_most_three_times()
    {
        Neighbours(Alice, Bob, Named("carol"), Named("dave"));
        var message = Question(1);
        foreach (var left in (int[])[4, 2, 0])
        {
            var (to, hops) = Next(message, Alice);
            Assert.Equal((2, left), (to.Count, hops));
            Assert.DoesNotContain(AddressOf(Alice), to);
            message = message with { Hops = (byte)hops };
        }

        Assert.Empty(Next(message, Alice).To);
    }

    [Fact]
    public void An_answer_goes_where_its_question_came_from()
    {
        Neighbours(Alice, Bob, Named("carol"));
        Assert.True(_ways.Admits(Question(1), Bob, Now));
        var answer = ContactWanted.By(VirtualMarket.KeyOf("wanted"), "enerdatx", false, Asker.PublicKey, Home, Home, (ulong)Now, 9);
        Assert.Equal([AddressOf(Bob)], Next(answer, Alice).To);
    }

    [Fact]
    public void Each_question_is_passed_on_once_and_only_if_its_asker_signed_it_just_now()
    {
        Assert.True(_ways.Admits(Question(1), Alice, Now));
        Assert.False(_ways.Admits(Question(1) with { Hops = 3 }, Bob, Now));
        Assert.False(_ways.Admits(Question(2) with { Wan = new Ipv4Endpoint(0x01020304, 80) }, Alice, Now));
        Assert.False(_ways.Admits(Question(3), Alice, Now + 600_000));
        Assert.False(_ways.Admits(Question(3), Alice, Now - 600_000));
        Assert.True(_ways.Admits(Question(3), Alice, Now + 599_999));
        var own = ContactWanted.By(VirtualMarket.KeyOf("self"), "enerdatx", true, Wanted, Home, Home, (ulong)Now, 1);
        Assert.False(_ways.Admits(own, Alice, Now));
    }

    [Fact]
    public void Neither_an_asker_nor_a_neighbour_nor_all_together_get_more_than_their_share()
    {
        Assert.Equal(20, Enumerable.Range(0, 30).Count(n => _ways.Admits(Question((ulong)n), Named($"{n}"), Now)));
        var keys = Enumerable.Range(0, 400).Select(n => VirtualMarket.KeyOf($"asker {n}")).ToList();
        Assert.Equal(40, keys.Take(60).Count(key => _ways.Admits(Question(1, key), Alice, Now)));
        Assert.Equal(200 - 60, keys.Skip(60).Count(key => _ways.Admits(Question(1, key), key.PublicKey, Now)));
    }

    [Fact]
    public void Contacts_are_bounded_kept_alive_while_used_and_forgotten_ten_minutes_later()
    {
        var contacts = new Contacts();
        for (var n = 0; n < 1_000; n++)
        {
            contacts.Prove(Named($"{n}"), AddressOf(Alice), Now);
        }

        Assert.Equal(256, contacts.Count);
        contacts.Prove(Bob, AddressOf(Bob), Now);
        Assert.Empty(contacts.Tick(Now + 20_000));
        contacts.Use(Bob, Now + 20_000);
        Assert.Equal([AddressOf(Bob)], contacts.Tick(Now + 20_000));
        contacts.Prove(Bob, AddressOf(Bob), Now + 21_000);
        Assert.Empty(contacts.Tick(Now + 40_000));
        Assert.Empty(contacts.Tick(Now + 100_000));
        contacts.Tick(Now + 619_999);
        Assert.Equal(AddressOf(Bob), contacts.Find(Bob));
        contacts.Tick(Now + 620_000);
        Assert.Equal(0, contacts.Count);
    }

    [Fact]
    public void A_contact_that_does_not_answer_six_times_is_not_there_any_more()
    {
        var contacts = new Contacts();
        contacts.Prove(Bob, AddressOf(Bob), Now - 20_000);
        contacts.Use(Bob, Now);
        Assert.Equal(6, Enumerable.Range(0, 10).Sum(n => contacts.Tick(Now + (n * 5_000)).Count));
        Assert.Null(contacts.Find(Bob));
    }

    private static PublicKey Named(string name) => VirtualMarket.KeyOf(name).PublicKey;

    private static IPEndPoint AddressOf(PublicKey key) => new(new IPAddress([8, 8, key.Bytes[20], key.Bytes[21]]), 7_759);

    private static ContactWanted Question(ulong nonce, SecretKey? asker = null) =>
        ContactWanted.By(asker ?? Asker, "enerdatx", true, Wanted, Home, Home, (ulong)Now, nonce);

    private static HalfBlock Order(uint sequence) => HalfBlock.Sign(
        VirtualMarket.KeyOf("wanted"), sequence, PublicKey.Any, 0, BlockHash.Genesis, BlockTypes.Ask, [(byte)'a'], (ulong)Now);

    private void Neighbours(params PublicKey[] keys)
    {
        foreach (var key in keys)
        {
            _addresses.Remember(key, AddressOf(key), CommunityId.Market);
        }
    }

    private (IReadOnlyList<IPEndPoint> To, int Hops) Next(ContactWanted message, PublicKey? from = null)
    {
        var (to, passed) = _ways.Next(message, from, _addresses, () => 0);
        return (to, passed.Hops);
    }
}
