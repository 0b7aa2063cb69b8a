using System.Buffers.Binary;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// <c>trace.bin</c>: the fingerprint of a run after every so many datagrams, eight bytes each with the lowest first. <c>run.json</c> says after how
/// many (<c>trace_step</c>).
/// </summary>
/// <param name="Step">Datagrams between two marks.</param>
public sealed record TraceMarks(int Step, IReadOnlyList<ulong> Marks)
{
    public const string FileName = "trace.bin";

    /// <summary>More than a trace ever has: see <see cref="Trace"/>.</summary>
    private const long MostBytes = 8L << 20;

    public static TraceMarks Of(Trace trace) => new(trace.Step, trace.Marks);

    /// <summary>Null where there is no such file, or it is none of ours.</summary>
    public static TraceMarks? Read(string folder, int step)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (step < 1 || !file.Exists || file.Length > MostBytes || file.Length % sizeof(ulong) != 0)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(file.FullName);
        return new TraceMarks(step, [.. bytes.Chunk(sizeof(ulong)).Select(mark => BinaryPrimitives.ReadUInt64LittleEndian(mark))]);
    }

    public void Write(Stream file)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        foreach (var mark in Marks)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, mark);
            file.Write(word);
        }
    }

    /// <summary>
    /// The first datagrams among which two runs differ, counted from 1: after as many as both have in common at the coarser of their steps, and
    /// within one such step. Null where all marks that both have are equal.
    /// </summary>
    public (long First, long Last)? DifferenceTo(TraceMarks other)
    {
        var step = Math.Max(Step, other.Step);
        var (mine, theirs) = (step / Step, step / other.Step);
        var common = Math.Min(Marks.Count / mine, other.Marks.Count / theirs);
        for (var i = 0; i < common; i++)
        {
            if (Marks[((i + 1) * mine) - 1] != other.Marks[((i + 1) * theirs) - 1])
            {
                return (((long)i * step) + 1, ((long)i + 1) * step);
            }
        }

        return null;
    }
}
