namespace EnerDatX.Core.Metering;

/// <summary>Why a telegram is refused.</summary>
public enum TelegramFaultKind
{
    Unknown = 0,

    /// <summary>The next telegram or the end of the input came before the closing <c>!</c>.</summary>
    Truncated,

    /// <summary>More bytes than <see cref="TelegramStream.MaxTelegramBytes"/>.</summary>
    TooLong,

    /// <summary>More lines than <see cref="TelegramStream.MaxTelegramLines"/>.</summary>
    TooManyLines,

    /// <summary>Bytes above 127 that are not parity bits.</summary>
    NotAscii,

    /// <summary>What follows the closing <c>!</c> is not one to four hexadecimal digits.</summary>
    MalformedChecksum,

    /// <summary>A telegram of DSMR v4 or later without a checksum.</summary>
    MissingChecksum,

    /// <summary>The checksum does not match.</summary>
    WrongChecksum,

    /// <summary>A register that we know has a value that is none.</summary>
    MalformedValue,

    /// <summary>The same register twice in one telegram.</summary>
    DuplicateRegister,

    /// <summary>No line of data between <c>/</c> and <c>!</c>.</summary>
    Empty,
}

/// <summary>A refused telegram.</summary>
/// <param name="Index">Its place among all telegrams of the input, good and bad, from 0.</param>
/// <param name="Offset">Of its <c>/</c>, in bytes from the start of the input.</param>
/// <param name="Line">In the input, from 1: where the fault was noticed.</param>
public sealed record TelegramFault(TelegramFaultKind Kind, int Index, long Offset, int Line, string Reason)
{
    public override string ToString() => $"telegram {Index} (byte {Offset}, line {Line}): {Reason}";
}

/// <summary>One telegram out of a stream: good, or refused with its fault. Exactly one of the two is set.</summary>
public sealed record TelegramOutcome(Telegram? Telegram, TelegramFault? Fault);
