using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;

namespace EnerDatX.Sim.Time;

/// <summary>
/// The fingerprint of a run: a SHA-256 over every turn of a user actor as virtual time (8 bytes, 100 ns since 1970), turn number
/// (8 bytes), path (UTF-8 without the system's address) and a zero byte, big-endian. Two runs with one hash had the same order of turns.
/// <para>
/// Turns of Akka's own actors below <c>/system</c> count but are not named: Akka numbers some of them per process, not per system.
/// </para>
/// </summary>
internal sealed class TurnTrace(VirtualClock clock) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Record(long turn, ActorCell? receiver)
    {
        if (receiver is null)
        {
            return;
        }

        var path = receiver.Self.Path.ToStringWithoutAddress();
        if (path.StartsWith("/user", StringComparison.Ordinal))
        {
            Append(turn, path);
        }
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>The hash so far, 64 lower-case hex digits; recording goes on.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    private void Append(long turn, string path)
    {
        var entry = new byte[(2 * sizeof(long)) + Encoding.UTF8.GetByteCount(path) + 1];
        BinaryPrimitives.WriteInt64BigEndian(entry, clock.NowTicks);
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(sizeof(long)), turn);
        Encoding.UTF8.GetBytes(path, entry.AsSpan(2 * sizeof(long)));
        _hash.AppendData(entry);
    }
}
