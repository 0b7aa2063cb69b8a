using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Sim.Time;

/// <summary>
/// A seeded stream of random numbers for one purpose: xoshiro256** (Blackman and Vigna, 2018), its state the SHA-256 of the seed (8 bytes,
/// big-endian) and the purpose in UTF-8. Purposes are independent, so that a scenario which draws more for one changes nothing for another.
/// Everything virtual is overridden, because .NET promises no sequence for its own <see cref="Random"/>. For simulation only, never for keys.
/// </summary>
public sealed class RandomStream : Random
{
    private readonly ulong[] _state = new ulong[4];

    public RandomStream(ulong seed, string purpose)
    {
        var material = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(purpose)];
        BinaryPrimitives.WriteUInt64BigEndian(material, seed);
        Encoding.UTF8.GetBytes(purpose, material.AsSpan(sizeof(ulong)));
        var digest = SHA256.HashData(material);
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = BinaryPrimitives.ReadUInt64BigEndian(digest.AsSpan(i * sizeof(ulong)));
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
            var shifted = _state[1] << 17;
            _state[2] ^= _state[0];
            _state[3] ^= _state[1];
            _state[1] ^= _state[2];
            _state[0] ^= _state[3];
            _state[2] ^= shifted;
            _state[3] = BitOperations.RotateLeft(_state[3], 45);
            return result;
        }
    }

    /// <summary>True in <paramref name="permille"/> of 1,000 draws. Draws once, also for 0 and 1,000.</summary>
    public bool Happens(int permille) => NextInt64(1_000) < permille;

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return unchecked(minValue + (long)Below((ulong)(maxValue - minValue)));
    }

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64() => NextInt64(0, long.MaxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override int Next(int maxValue) => Next(0, maxValue);

    public override int Next() => Next(0, int.MaxValue);

    /// <summary>In [0, 1), with 53 bits.</summary>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>No draw of <see cref="NextNormal"/> is further from 0.</summary>
    internal const double MostNormal = 6;

    /// <summary>Twelve even numbers, summed and centred: mean 0, variance 1, and nothing beyond ±6 (Irwin and Hall, 1927).</summary>
    public double NextNormal()
    {
        var sum = -MostNormal;
        for (var i = 0; i < 12; i++)
        {
            sum += NextDouble();
        }

        return sum;
    }

    public override float NextSingle() => (NextBits() >> 40) * (1.0f / (1U << 24));

    protected override double Sample() => NextDouble();

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (var at = 0; at < buffer.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextBits());
            word[..Math.Min(sizeof(ulong), buffer.Length - at)].CopyTo(buffer[at..]);
        }
    }

    /// <summary>
    /// Even over [0, bound): the high half of a 128-bit product (Lemire, 2019), drawn again in the few cases that would favour some
    /// values. A bound of 0 gives 0, as in <see cref="Random"/>.
    /// </summary>
    private ulong Below(ulong bound)
    {
        var high = Math.BigMul(NextBits(), bound, out var low);
        if (low < bound)
        {
            var unfair = unchecked((0 - bound) % bound);
            while (low < unfair)
            {
                high = Math.BigMul(NextBits(), bound, out low);
            }
        }

        return high;
    }
}
