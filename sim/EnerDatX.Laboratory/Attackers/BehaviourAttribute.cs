namespace EnerDatX.Laboratory.Attackers;

/// <summary>What scenarios call an attacker, and what it does in one sentence. Whatever has it is found: there is no list to be kept.</summary>
/// <param name="name">Lower case with dashes.</param>
/// <param name="about">One sentence for <c>./enerdatx sim list</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BehaviourAttribute(string name, string about) : Attribute
{
    public string Name { get; } = name;

    public string About { get; } = about;

    /// <summary>Whether it is an accident of an honest peer: accusing it is a false accusation.</summary>
    public bool IsHonest { get; init; }
}
