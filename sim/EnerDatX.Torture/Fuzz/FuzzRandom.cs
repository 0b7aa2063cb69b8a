namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine and in every version of .NET, so that a seed and an
/// iteration say all about an input.
/// </summary>
internal sealed class FuzzRandom(ulong state)
{
    private const ulong Golden = 0x9e37_79b9_7f4a_7c15;

    private ulong _state = state;

    /// <summary>A stream of its own for each iteration, so that one can be repeated without those before it.</summary>
    public static FuzzRandom Of(ulong seed, long iteration) => new(Mix(seed) ^ Mix(unchecked((ulong)iteration + Golden)));

    public ulong Next() => Mix(_state = unchecked(_state + Golden));

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Below(int below) => (int)(Next() % (ulong)below);

    public bool OneIn(int times) => Below(times) == 0;

    public byte Byte() => unchecked((byte)Next());

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9;
            value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
            return value ^ (value >> 31);
        }
    }
}
