using System.Collections.Frozen;
using System.Reflection;
using Akka.Actor;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>One behaviour of <c>./enerdatx sim list</c>.</summary>
public sealed record Behaviour(string Name, string About, bool IsHonest, Type Attacker)
{
    /// <summary>An attacker's actor.</summary>
    public Props Props(AttackSurroundings my) => ActorProducer.Props(() => (ActorBase)Activator.CreateInstance(Attacker, my)!);
}

/// <summary>All behaviours, by name: every attacker in this folder.</summary>
public static class Behaviours
{
    public static readonly FrozenDictionary<string, Behaviour> All = typeof(Behaviours).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Attacker)))
        .Select(type => (Type: type, Says: type.GetCustomAttribute<BehaviourAttribute>()))
        .Where(found => found.Says is not null)
        .Select(found => new Behaviour(found.Says!.Name, found.Says.About, found.Says.IsHonest, found.Type))
        .ToFrozenDictionary(behaviour => behaviour.Name, StringComparer.Ordinal);

    /// <summary>In order of the alphabet.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];
}
