using EnerDatX.Laboratory.Homes;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class FunctionsTests
{
    [Fact]
    public void Sine_and_cosine_are_those_of_the_library_to_ten_digits()
    {
        for (var degrees = -1_000.0; degrees < 1_000; degrees += 0.37)
        {
            Assert.Equal(Math.Sin(degrees * Math.PI / 180), Functions.SineOfDegrees(degrees), 1e-10);
            Assert.Equal(Math.Cos(degrees * Math.PI / 180), Functions.CosineOfDegrees(degrees), 1e-10);
        }
    }

    [Fact]
    public void The_exponential_is_that_of_the_library_to_nine_digits()
    {
        for (var x = -60.0; x <= 60; x += 0.13)
        {
            Assert.Equal(1, Functions.Exponential(x) / Math.Exp(x), 1e-9);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(30)]
    public void Poisson_numbers_have_their_mean_and_as_much_variance(double mean)
    {
        const int Draws = 20_000;
        var random = new RandomStream(1, "poisson");
        var drawn = Enumerable.Range(0, Draws).Select(_ => (double)Functions.Poisson(random, mean)).ToArray();
        var average = drawn.Average();
        Assert.Equal(mean, average, 5 * Math.Sqrt(mean / Draws));
        Assert.Equal(1, drawn.Select(n => (n - average) * (n - average)).Average() / mean, 0.06);
    }
}
