using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Tests.Scenarios;

namespace EnerDatX.Laboratory.Tests.Presets;

public sealed class PublishedTests
{
    [Fact]
    public void Every_published_value_belongs_to_a_cell_of_a_shipped_preset() => Assert.All(Published.All, value =>
    {
        Assert.True(ScenarioFile.TryRead(Path.Combine(Given.Shipped, value.Preset + ".conf"), Given.Behaviours, out var scenario, out _), value.Preset);
        Assert.Contains(SweepCells.Of(scenario!), cell => value.Setting.Length == 0 || cell.Labels.Any(label => label.ToString() == value.Setting));
    });

    [Fact]
    public void No_quantity_is_published_twice() =>
        Assert.Equal(Published.All.Count, Published.All.Select(value => (value.Preset, value.Quantity, value.Setting)).Distinct().Count());

    [Fact]
    public void A_preset_has_its_own_values_only()
    {
        Assert.Equal([111.2, 41.6], Published.Of("contrib-pointers").Select(value => value.Value));
        Assert.Empty(Published.Of("honest"));
    }
}
