using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;
using static EnerDatX.Core.Tests.Overlay.OverlayVectors;

namespace EnerDatX.Core.Tests.Overlay;

public class AdmissionTests
{
    private static readonly Ipv4Endpoint Here = Endpoint("203.0.113.1:7759");
    private static readonly Ipv4Endpoint There = Endpoint("203.0.113.2:7759");

    private readonly HashSet<PublicKey> _cheats = [];
    private readonly HashSet<BlockHash> _held = [];
    private bool _solicited;
    private uint _highest;

    /// <summary>Where the owner of key 0 is.</summary>
    private Ipv4Endpoint? _home;

    [Fact]
    public void The_zero_verdict_admits_nothing() => Assert.NotEqual(AdmissionVerdict.Admitted, default);

    [Fact]
    public void Every_vector_is_admitted_when_it_comes_slowly_enough()
    {
        var admission = Gate();
        var nowMs = 0L;
        foreach (var vector in All())
        {
            nowMs += 3_000;
            Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(vector, Here, nowMs, out var packet));
            Assert.NotNull(packet);
        }
    }

    [Fact]
    public void Random_bytes_are_refused_and_never_throw()
    {
        var admission = Gate();
        Prop.ForAll<byte[]>(bytes => admission.Admit(bytes, Here, 0, out var packet) != AdmissionVerdict.Admitted && packet is null)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_datagram_over_eight_kibibytes_is_too_long() =>
        Assert.Equal(AdmissionVerdict.TooLong, Gate().Admit(new byte[8_193], Here, 0, out _));

    [Fact]
    public void The_same_bytes_from_the_same_address_are_a_duplicate_until_the_window_is_over()
    {
        var admission = Gate();
        var datagram = Block(1);
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(datagram, Here, 0, out _));
        Assert.Equal(AdmissionVerdict.Duplicate, admission.Admit(datagram, Here, 1_999, out var packet));
        Assert.Null(packet);
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(datagram, Here, 2_000, out _));
    }

    [Fact]
    public void A_copy_from_another_address_does_not_displace_the_original()
    {
        var admission = Gate();
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), There, 0, out _));
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
    }

    [Fact]
    public void The_duplicate_cache_forgets_the_oldest_when_it_is_full()
    {
        var cache = new DuplicateCache(1_000, 2, new byte[Sodium.SipKeyBytes]);
        Assert.True(cache.IsFirst(Here, [1], 0));
        Assert.True(cache.IsFirst(Here, [2], 0));
        Assert.True(cache.IsFirst(Here, [3], 0));
        Assert.False(cache.IsFirst(Here, [3], 0));
        Assert.True(cache.IsFirst(Here, [1], 0));
    }

    [Fact]
    public void An_address_that_sends_too_fast_waits_and_others_do_not()
    {
        var admission = Gate(new AdmissionLimits { DatagramsPerSecond = 10, DatagramBurst = 2 });
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(2), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.AddressTooFast, admission.Admit(Block(3), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(4), There, 0, out _));
        Assert.Equal(AdmissionVerdict.AddressTooFast, admission.Admit(Block(5), Here, 99, out _));
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(6), Here, 100, out _));
    }

    [Fact]
    public void A_key_that_pushes_too_many_new_half_blocks_waits_unless_we_asked_for_them()
    {
        var admission = Gate(new AdmissionLimits { BlocksPerSecond = 20, BlockBurst = 3 });
        var verdicts = Enumerable.Range(1, 4).Select(n => admission.Admit(Block(n), Here, 0, out _)).ToList();
        Assert.Equal(AdmissionVerdict.KeyTooFast, verdicts[3]);
        Assert.DoesNotContain(AdmissionVerdict.KeyTooFast, verdicts.Take(3));
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(5), Here, 0, out _));
        _solicited = false;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(6), Here, 50, out _));
    }

    [Fact]
    public void A_piece_of_content_is_taken_only_where_it_was_asked_for()
    {
        var admission = Gate();
        byte[] Piece(uint number) => Packet.Pack(CommunityId.Market, 1, ContentPiece.Of(new byte[5_000], 1, number)!, Key(0));
        Assert.Equal(AdmissionVerdict.Unasked, admission.Admit(Piece(0), Here, 0, out _));
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Piece(1), Here, 0, out _));
    }

    [Fact]
    public void A_stranger_cannot_spend_the_allowance_of_a_key_with_forged_half_blocks()
    {
        var admission = Gate(new AdmissionLimits { BlockBurst = 1 });
        for (var n = 2; n < 20; n++)
        {
            Assert.Equal(AdmissionVerdict.BadSignature, admission.Admit(Forged(n), There, 0, out _));
        }

        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
    }

    [Fact]
    public void Another_port_is_not_another_host()
    {
        var admission = Gate(new AdmissionLimits { DatagramsPerSecond = 1, DatagramBurst = 1 });
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.AddressTooFast, admission.Admit(Block(2), Here with { Port = 1 }, 0, out _));
    }

    [Fact]
    public void A_stranger_cannot_spend_the_allowance_of_a_key_with_its_own_half_blocks()
    {
        var admission = Gate(new AdmissionLimits { BlockBurst = 2 });
        _home = Here;
        var verdicts = Enumerable.Range(1, 3).Select(n => admission.Admit(Block(n), There, 0, out _)).ToList();
        Assert.Equal([AdmissionVerdict.Admitted, AdmissionVerdict.Admitted, AdmissionVerdict.KeyTooFast], verdicts);
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(4), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(5), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.KeyTooFast, admission.Admit(Block(6), Here, 0, out _));
    }

    [Fact]
    public void A_half_block_that_is_on_its_way_to_the_ledger_costs_nothing_again()
    {
        var admission = Gate(new AdmissionLimits { BlockBurst = 2 });
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
        for (ushort port = 1; port < 20; port++)
        {
            Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), There with { Port = port }, 0, out _));
        }

        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(2), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.KeyTooFast, admission.Admit(Block(3), Here, 0, out _));
    }

    [Fact]
    public void A_host_brings_only_so_many_new_half_blocks_of_others_but_its_own_go_on()
    {
        var admission = Gate(new AdmissionLimits { BroughtPerSecond = 1, BroughtBurst = 2 });
        var fromOneHost = Enumerable.Range(1, 3).Select(n => admission.Admit(BlockOf(n, 1), Here, 0, out _)).ToList();
        Assert.Equal([AdmissionVerdict.Admitted, AdmissionVerdict.Admitted, AdmissionVerdict.HostBringsTooMuch], fromOneHost);
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(BlockOf(3, 1), There, 0, out _));
        _home = Here;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out _));
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(BlockOf(4, 1), Here, 0, out _));
    }

    [Fact]
    public void A_half_block_that_is_held_already_costs_its_owner_nothing_and_is_passed_on()
    {
        var admission = Gate(new AdmissionLimits { BlockBurst = 1, DuplicateWindowMs = 1 });
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 0, out var packet));
        _held.Add(((HalfBlockMessage)packet!.Message).Block.Hash);
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1), Here, 1, out _));
        Assert.Equal(AdmissionVerdict.KeyTooFast, admission.Admit(Block(2), Here, 1, out _));
    }

    [Fact]
    public void An_unsolicited_half_block_may_be_1024_ahead_of_its_chain_and_no_further()
    {
        var admission = Gate();
        _highest = 10;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(1_034), Here, 0, out _));
        Assert.Equal(AdmissionVerdict.TooFarAhead, admission.Admit(Block(1_035), Here, 0, out _));
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(5_000), Here, 0, out _));
        _solicited = false;
        _highest = uint.MaxValue;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(-1), Here, 0, out _));
    }

    [Fact]
    public void A_known_cheat_is_heard_no_more_but_its_half_blocks_can_be_asked_for()
    {
        var admission = Gate();
        _cheats.Add(Key(0).PublicKey);
        var request = Packet.Pack(CommunityId.TrustChain, 1, new CrawlRequest(Key(1).PublicKey, 1, 2, 3), Key(0));
        Assert.Equal(AdmissionVerdict.KnownCheat, admission.Admit(request, Here, 0, out _));
        Assert.Equal(AdmissionVerdict.KnownCheat, admission.Admit(Block(1), Here, 0, out _));
        _solicited = true;
        Assert.Equal(AdmissionVerdict.Admitted, admission.Admit(Block(2), Here, 0, out _));
    }

    [Fact]
    public void A_wrong_signature_of_the_packet_or_of_either_half_is_refused()
    {
        var admission = Gate();
        var request = Packet.Pack(CommunityId.TrustChain, 1, new CrawlRequest(Key(1).PublicKey, 1, 2, 3), Key(0));
        request[^1] ^= 1;
        Assert.Equal(AdmissionVerdict.BadSignature, admission.Admit(request, Here, 0, out _));

        Assert.True(HalfBlock.TryUnpack(Forged(4).AsSpan(31), out var forged));
        var pair = Packet.Pack(CommunityId.TrustChain, 1, new HalfBlockPair(Sign(3), forged), Key(0));
        Assert.Equal(AdmissionVerdict.BadSignature, admission.Admit(pair, Here, 0, out var packet));
        Assert.Null(packet);
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_burst_whatever_the_clock_does() =>
        Prop.ForAll<long[]>(times =>
        {
            var buckets = new TokenBuckets<int>(5, 3, 10);
            foreach (var nowMs in times.Select(time => time % 1_000_000))
            {
                var taken = Enumerable.Range(0, 10).Count(_ => buckets.TryTake(1, nowMs));
                Assert.InRange(taken, 0, 3);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_key_that_was_quiet_longest_makes_room_in_the_buckets()
    {
        var buckets = new TokenBuckets<int>(1, 1, 2);
        Assert.True(buckets.TryTake(1, 0));
        Assert.True(buckets.TryTake(2, 0));
        Assert.False(buckets.TryTake(1, 0));
        Assert.True(buckets.TryTake(3, 0));
        Assert.False(buckets.TryTake(1, 0));
        Assert.True(buckets.TryTake(2, 0));
    }

    private Admission Gate(AdmissionLimits? limits = null) => new(
        limits ?? new AdmissionLimits(), new byte[Sodium.SipKeyBytes],
        new AdmissionQuestions(_cheats.Contains, block => _held.Contains(block.Hash), _ => _highest, (_, _) => _solicited)
        {
            IsAt = (key, from) => key.Equals(Key(0).PublicKey) && from == _home,
        });

    /// <summary>The first half-block of a key that nobody knows.</summary>
    private static byte[] BlockOf(int key, int sequence) => Packet.Pack(CommunityId.TrustChain, 1, new HalfBlockMessage(HalfBlock.Sign(
        Key(key), (uint)sequence, Key(0).PublicKey, 0, BlockHash.Genesis, "t", "a0d"u8, 1)), Key(0));

    private static byte[] Block(int sequence) => Packet.Pack(CommunityId.TrustChain, 1, new HalfBlockMessage(Sign(sequence)), Key(0));

    private static byte[] Forged(int sequence)
    {
        var datagram = Block(sequence);
        datagram[^1] ^= 1;
        return datagram;
    }

    private static HalfBlock Sign(int sequence) => HalfBlock.Sign(
        Key(0), unchecked((uint)sequence), Key(1).PublicKey, 0, BlockHash.Genesis, "t", "a0d"u8, 1);
}
