namespace EnerDatX.Storage;

/// <summary>What a database is used for, in the words of what is said when it refuses.</summary>
/// <param name="What">What is kept there.</param>
/// <param name="User">Who keeps it there.</param>
/// <param name="Schema">Where in the database.</param>
internal sealed record PostgresUse(string What, string User, string Schema)
{
    internal static readonly PostgresUse Ledger = new("ledger", "node", PostgresSchema.Name);
}
