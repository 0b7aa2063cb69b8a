namespace EnerDatX.Core.Tests.Metering;

public class SampleFilesTests
{
    public static TheoryData<string> Names => [.. SampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_committed_sample_is_what_its_generator_writes(string name) =>
        AssertCommitted(Path.Combine("tests", "samples", name), SampleFiles.All[name]());

    [Fact]
    public void The_committed_day_of_the_demo_is_what_its_generator_writes() =>
        AssertCommitted(Path.Combine("src", "EnerDatX.Node", "Demo", "household-day.p1"), HouseholdDay.Write());

    private static void AssertCommitted(string path, byte[] expected)
    {
        var file = ProjectFolder.PathOf(path);
        if (Environment.GetEnvironmentVariable("ENERDATX_WRITE_SAMPLES") == "1")
        {
            File.WriteAllBytes(file, expected);
        }

        Assert.Equal(expected, File.ReadAllBytes(file));
    }
}
