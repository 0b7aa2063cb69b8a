using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>Who is wrong in a dispute. The zero value accuses nobody.</summary>
public enum DisputeVerdict
{
    /// <summary>It cannot be known from what is there.</summary>
    Undecidable = 0,

    /// <summary>The delivered header does not open to the file key that was committed to.</summary>
    SellerWrongKey,

    /// <summary>The signed locator does not lead to the manifest that was committed to.</summary>
    SellerWrongCid,

    /// <summary>The ciphertext that was committed to does not open to the readings that were committed to.</summary>
    SellerBadPayload,

    /// <summary>All is as it was sold, or the dispute itself is not true.</summary>
    BuyerFalseDispute,
}

/// <param name="Reason">One sentence for people, without its full stop.</param>
/// <param name="Guilty">Whose fault it is; null exactly when nothing could be decided.</param>
public sealed record Judgement(DisputeVerdict Verdict, string Reason, PublicKey? Guilty);

public static class DisputeVerdicts
{
    /// <summary>For programs.</summary>
    public static string Name(this DisputeVerdict verdict) => verdict switch
    {
        DisputeVerdict.SellerWrongKey => "seller-wrong-key",
        DisputeVerdict.SellerWrongCid => "seller-wrong-cid",
        DisputeVerdict.SellerBadPayload => "seller-bad-payload",
        DisputeVerdict.BuyerFalseDispute => "buyer-false-dispute",
        _ => "undecidable",
    };
}
