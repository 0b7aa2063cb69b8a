namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>What may stand behind a key.</summary>
internal enum KeyKind
{
    /// <summary>A number and its unit; whole milliseconds.</summary>
    Duration = 0,

    /// <summary>The same, or <c>end</c>: the end of the measured time.</summary>
    DurationOrEnd,

    /// <summary>A decimal from 0 to 1; whole thousandths.</summary>
    Fraction,

    /// <summary>A decimal; whole thousandths.</summary>
    Number,

    /// <summary>A decimal of the currency of the run; whole thousandths, its smallest units.</summary>
    Tokens,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Size,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>One line.</summary>
    Text,

    /// <summary>The name of an attacker.</summary>
    Behaviour,

    /// <summary>Name of a file that exists, relative to the folder of the scenario; empty = none.</summary>
    File,

    /// <summary>A list of sections.</summary>
    Rows,

    /// <summary>Keys of this schema with a list of values each.</summary>
    Grid,

    /// <summary>A list of sections with keys of this schema.</summary>
    Points,
}
