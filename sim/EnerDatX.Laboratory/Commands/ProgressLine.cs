using System.Diagnostics;
using System.Globalization;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Commands;

/// <summary>One line on standard error that is written again and again: how far, how long still.</summary>
/// <param name="isQuiet">Nothing is shown.</param>
internal sealed class ProgressLine(bool isQuiet) : IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shown;
    private bool _isOpen;

    public void Show(RunProgress progress)
    {
        if (isQuiet || _watch.Elapsed - _shown < Least)
        {
            return;
        }

        _shown = _watch.Elapsed;
        var left = progress.Share > 0 ? TimeSpan.FromSeconds(_watch.Elapsed.TotalSeconds * (1 - progress.Share) / progress.Share) : TimeSpan.Zero;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Share * 100,4:F0} %  {progress.VirtualMs / 1_000.0,8:F0} s virtual  {progress.Datagrams,12:N0} datagrams  {progress.Exposed}/{progress.Attacks} frauds exposed  about {left.TotalSeconds:F0} s left");
        Console.Error.Write(Console.IsErrorRedirected ? text + "\n" : $"\r{text}   ");
        _isOpen = !Console.IsErrorRedirected;
    }

    public void End()
    {
        if (_isOpen)
        {
            Console.Error.WriteLine();
            _isOpen = false;
        }
    }

    public void Dispose() => End();
}
