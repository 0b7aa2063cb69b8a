namespace EnerDatX.Core.Market;

/// <summary>What a buyer of a dataset gets.</summary>
public enum Licence
{
    /// <summary>Unreadable; never offered.</summary>
    None = 0,

    /// <summary>A copy: the owner may sell more of them, as many as the offer says.</summary>
    Copy,

    /// <summary>The only one: the buyer becomes the owner and alone may sell on.</summary>
    Exclusive,
}

/// <summary>The licences' names in transactions and HTTP.</summary>
public static class Licences
{
    public static string NameOf(Licence licence) => licence == Licence.Exclusive ? "exclusive" : "copy";

    public static Licence Parse(string? name) => name switch
    {
        "copy" => Licence.Copy,
        "exclusive" => Licence.Exclusive,
        _ => Licence.None,
    };
}
