namespace EnerDatX.Core.Exchange;

/// <summary>What became of opening an age file or header (C2SP age.md; the names are those of its test kit).</summary>
public enum AgeOutcome
{
    /// <summary>Well-formed so far, but no stanza is for any of the identities.</summary>
    NoMatch,

    /// <summary>The file key came out, but the header's MAC is not of that key and those lines.</summary>
    HmacFailure,

    /// <summary>The header, or the nonce that follows it, is not as the format says.</summary>
    HeaderFailure,

    /// <summary>A chunk is forged, missing, out of place or followed by something; the chunks before it were good and are written.</summary>
    PayloadFailure,

    /// <summary>The armor around the file is not strict PEM.</summary>
    ArmorFailure,

    /// <summary>All of it was opened.</summary>
    Success,
}
