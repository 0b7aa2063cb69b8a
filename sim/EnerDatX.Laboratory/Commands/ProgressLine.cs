using System.Diagnostics;
using System.Globalization;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Commands;

/// <summary>One line on standard error that is written again and again: how far, how long still. Thread-safe.</summary>
/// <param name="isQuiet">Only notes are shown.</param>
internal sealed class ProgressLine(bool isQuiet) : IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private TimeSpan _shown;
    private int _length;

    public void Show(RunProgress progress) => Show(() => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Share * 100,4:F0} %  {progress.VirtualMs / 1_000.0,8:F0} s virtual  {progress.Datagrams,12:N0} datagrams  {progress.Exposed}/{progress.Attacks} frauds exposed{Left(progress.Share)}"));

    /// <summary>Shows this line instead of the last one, unless that was shown a moment ago.</summary>
    public void Show(Func<string> line)
    {
        lock (_gate)
        {
            if (isQuiet || _watch.Elapsed - _shown < Least)
            {
                return;
            }

            _shown = _watch.Elapsed;
            var text = line();
            Console.Error.Write(Console.IsErrorRedirected ? text + "\n" : $"\r{text.PadRight(_length)}");
            _length = Console.IsErrorRedirected ? 0 : text.Length;
        }
    }

    /// <summary>What a line ends with: how long it still takes, if the rest goes as what was done.</summary>
    /// <param name="share">0 to 1: what was done since this line began.</param>
    public string Left(double share) => share <= 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"  about {_watch.Elapsed.TotalSeconds * (1 - share) / share:F0} s left");

    /// <summary>A line that stays, shown in any case.</summary>
    public void Note(string line)
    {
        lock (_gate)
        {
            End();
            Console.Error.WriteLine(line);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            if (_length > 0)
            {
                Console.Error.WriteLine();
                _length = 0;
            }
        }
    }

    public void Dispose() => End();
}
