using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>A test that watches what a process writes; skipped, visibly, where that is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfTraceableAttribute : FactAttribute
{
    public FactIfTraceableAttribute() => Skip = StraceLog.WhyNot();
}
