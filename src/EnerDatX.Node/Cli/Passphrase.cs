using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Storage;

namespace EnerDatX.Node.Cli;

/// <summary>
/// A passphrase, from the first line of a file or from the terminal, where it is not shown. Never from an argument or the environment,
/// which other programs can read. Its bytes are zeroed when it is disposed of.
/// </summary>
internal sealed class Passphrase : IDisposable
{
    /// <summary>Longer ones gain nothing.</summary>
    private const int MaxBytes = 1_024;

    /// <summary>For new ones: what is shorter is tried out in a day.</summary>
    private const int MinBytes = 8;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _length;

    private Passphrase()
    {
    }

    /// <summary>UTF-8 as it was given, without the end of the line.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public static Option<string?> FileOption() => new("--passphrase-file")
    {
        Description = "Takes the passphrase from the first line of this file instead of asking for it.",
        HelpName = "FILE",
    };

    /// <param name="file">Null to ask on the terminal.</param>
    /// <param name="isNew">Whether it is made up now: then it is asked for twice, and must not be short.</param>
    /// <exception cref="StorageException">There is none, or it cannot be used.</exception>
    public static Passphrase Get(string? file, bool isNew, TextWriter prompt)
    {
        var passphrase = file is null ? Ask("Passphrase: ", prompt) : Read(file);
        try
        {
            if (passphrase._length == 0 || (isNew && passphrase._length < MinBytes))
            {
                throw new StorageException($"A passphrase has at least {MinBytes} bytes.");
            }

            if (file is null && isNew)
            {
                using var again = Ask("The same again: ", prompt);
                if (!again.Bytes.SequenceEqual(passphrase.Bytes))
                {
                    throw new StorageException("The two passphrases are not the same.");
                }
            }

            var result = passphrase;
            passphrase = null;
            return result;
        }
        finally
        {
            passphrase?.Dispose();
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    private static Passphrase Read(string path)
    {
        var passphrase = new Passphrase();
        try
        {
            using var file = File.OpenHandle(path);
            if ((File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None)
            {
                throw new StorageException($"Other users may read {path}. Run: chmod 600 {path}");
            }

            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            while (passphrase._length < MaxBytes && stream.Read(passphrase._buffer, passphrase._length, MaxBytes - passphrase._length) is > 0 and var read)
            {
                passphrase._length += read;
            }

            var end = passphrase.Bytes.IndexOfAny((byte)'\n', (byte)'\r');
            passphrase._length = end >= 0 ? end : passphrase._length < MaxBytes ? passphrase._length
                : throw new StorageException($"The first line of {path} has more than {MaxBytes} bytes.");
            return passphrase;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StorageException)
        {
            passphrase.Dispose();
            throw failure as StorageException ?? new StorageException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static Passphrase Ask(string question, TextWriter prompt)
    {
        if (Console.IsInputRedirected)
        {
            throw new StorageException("There is no terminal to ask for the passphrase. Put it into a file and use --passphrase-file.");
        }

        prompt.Write(question);
        prompt.Flush();
        var passphrase = new Passphrase();
        Span<char> one = stackalloc char[2];
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                passphrase.RemoveLast();
            }
            else if (key.KeyChar != '\0' && passphrase._length < MaxBytes - 4)
            {
                one[0] = key.KeyChar;
                passphrase._length += Encoding.UTF8.GetBytes(one[..1], passphrase._buffer.AsSpan(passphrase._length));
            }
        }

        prompt.WriteLine();
        return passphrase;
    }

    /// <summary>One character, that is back to the first byte of the last UTF-8 sequence.</summary>
    private void RemoveLast()
    {
        while (_length > 0 && (_buffer[--_length] & 0xC0) == 0x80)
        {
            _buffer[_length] = 0;
        }
    }
}
