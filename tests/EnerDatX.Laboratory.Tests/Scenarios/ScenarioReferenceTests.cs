using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class ScenarioReferenceTests
{
    private const string Rewrite = "ENERDATX_REWRITE_REFERENCE";

    private static readonly string Page = Path.Combine(Given.Root, "docs", "SIMULATION-reference.md");

    [Fact]
    public void The_reference_is_what_the_schema_says()
    {
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(Page, ScenarioReference.Markdown());
        }

        Assert.True(
            File.Exists(Page) && File.ReadAllText(Page) == ScenarioReference.Markdown(),
            $"docs/SIMULATION-reference.md is not what the schema says. {Rewrite}=1 dotnet test -c Release tests/EnerDatX.Laboratory.Tests --filter {nameof(ScenarioReferenceTests)} writes it anew.");
    }
}
