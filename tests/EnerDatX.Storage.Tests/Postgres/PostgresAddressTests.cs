namespace EnerDatX.Storage.Tests;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ed@db/energy", "postgres://ed@db:5432/energy")]
    [InlineData("postgresql://ed:secret@db.example:6000/energy", "postgres://ed@db.example:6000/energy")]
    [InlineData("postgres://e%64:s%40%2F%3Acret@127.0.0.1/ener%20gy?sslmode=verify-full", "postgres://ed@127.0.0.1:5432/ener gy")]
    [InlineData("postgres://ed:@[::1]:6000/energy", "postgres://ed@::1:6000/energy")]
    [InlineData("postgres://ed:secret@%2Frun%2Fpostgresql/energy", "postgres://ed@/run/postgresql:5432/energy")]
    public void An_address_is_read_and_shown_without_its_password(string text, string shown) =>
        Assert.Equal(shown, PostgresStores.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("mysql://ed:secret@db/energy")]
    [InlineData("postgres://db/energy")]
    [InlineData("postgres://ed:secret@db")]
    [InlineData("postgres://ed:secret@db/")]
    [InlineData("postgres://ed:secret@/energy")]
    [InlineData("postgres://ed:sec@ret@db/energy")]
    [InlineData("postgres://ed:secret/@db/energy")]
    [InlineData("postgres://ed:secret@db:0/energy")]
    [InlineData("postgres://ed:secret@db:65536/energy")]
    [InlineData("postgres://ed:secret@db:port/energy")]
    [InlineData("postgres://ed:secret@db/energy?sslmode=perhaps")]
    [InlineData("postgres://ed:secret@db/energy?options=-c%20fsync%3Doff")]
    [InlineData("postgres://ed:secret@db/energy?sslmode=disable&secret=1")]
    public void An_address_that_is_none_is_refused_without_repeating_it(string text)
    {
        Assert.False(PostgresAddress.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }
}
