namespace EnerDatX.Torture.Fuzz;

/// <summary>Something that a stranger's bytes reach, and what must hold whatever they are.</summary>
internal abstract class FuzzTarget
{
    /// <summary>As in <c>--target</c>, and the folder of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes that no input exceeds: a little more than the caller lets through, so that its limit is met too.</summary>
    public virtual int MaxLength => 8 * 1_024;

    /// <summary>Pieces that mean something to this target.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>
    /// Bytes that one input may allocate, checks and answers included; a multiple of the input, so that nobody buys memory with a lie.
    /// </summary>
    /// <param name="length">Of the input, in bytes.</param>
    public abstract long MaxAllocated(int length);

    /// <summary>Brings a mutated input into the shape that gets past the outer checks: signs it again, for example.</summary>
    public virtual byte[] Mend(byte[] input, FuzzRandom random) => input;

    /// <summary>Gives the input to the code under test. Refusing is fine; any exception is a defect.</summary>
    /// <exception cref="BrokenPromiseException">What was promised about every input does not hold for this one.</exception>
    public abstract void Run(byte[] input);

    protected static void Promise(bool holds, string promise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}

/// <summary>Something that was promised about every input does not hold for this one.</summary>
public sealed class BrokenPromiseException(string promise) : Exception(promise);
