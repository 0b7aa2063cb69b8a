using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Runs;

/// <summary>
/// The fingerprint of a run: over every datagram that is sent, its time, sender, receiver, fate and bytes. Two runs with equal traces did the same. Kept
/// as a row of marks, so that the first step in which two runs differ can be found: a step is one datagram at first, and twice as many
/// whenever there are too many marks.
/// </summary>
/// <remarks>It is meant to find accidents, not forgers: a multiplicative hash of 64 bits that costs some nanoseconds a word.</remarks>
public sealed class Trace
{
    private const int MostMarks = 1 << 20;
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    private readonly List<ulong> _marks = [];
    private readonly List<long> _times = [];
    private ulong _hash = 1;
    private long _datagrams;
    private int _step = 1;

    /// <summary>Datagrams between two marks.</summary>
    public int Step => _step;

    public IReadOnlyList<ulong> Marks => _marks;

    /// <summary>Virtual milliseconds since 1970 of the last datagram before each mark.</summary>
    public IReadOnlyList<long> Times => _times;

    /// <summary>How many are in it.</summary>
    public long Datagrams => _datagrams;

    /// <summary>16 hex digits, of all so far.</summary>
    public string Hash => _hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Of one datagram, by itself.</summary>
    /// <param name="from">Number of the sender.</param>
    /// <param name="to">Number of the receiver.</param>
    public static ulong DigestOf(SentDatagram sent, int from, int to)
    {
        var digest = Mix(1, (ulong)sent.AtMs);
        digest = Mix(digest, unchecked(((ulong)(uint)from << 32) | (uint)to));
        digest = Mix(digest, ((ulong)sent.Fate << 32) | (uint)sent.Bytes.Length);
        var words = MemoryMarshal.Cast<byte, ulong>(sent.Bytes.Span);
        foreach (var word in words)
        {
            digest = Mix(digest, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var rest in sent.Bytes.Span[(words.Length * sizeof(ulong))..])
        {
            digest = Mix(digest, rest);
        }

        return digest;
    }

    /// <param name="digest">Of the next datagram.</param>
    public void Add(long atMs, ulong digest)
    {
        _hash = Mix(_hash, digest);
        if (++_datagrams % _step == 0)
        {
            Mark(atMs);
        }
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        unchecked
        {
            hash = (hash ^ word) * Factor;
            return hash ^ (hash >> 29);
        }
    }

    private void Mark(long atMs)
    {
        _marks.Add(_hash);
        _times.Add(atMs);
        if (_marks.Count == MostMarks)
        {
            for (var i = 0; i < MostMarks / 2; i++)
            {
                _marks[i] = _marks[(2 * i) + 1];
                _times[i] = _times[(2 * i) + 1];
            }

            _marks.RemoveRange(MostMarks / 2, MostMarks / 2);
            _times.RemoveRange(MostMarks / 2, MostMarks / 2);
            _step *= 2;
        }
    }
}
