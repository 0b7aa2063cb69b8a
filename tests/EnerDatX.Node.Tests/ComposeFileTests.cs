using System.CommandLine;
using System.Text.RegularExpressions;
using EnerDatX.Node.Cli;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace EnerDatX.Node.Tests;

/// <summary>What of <c>docker-compose.yml</c> can be seen to fit together without an engine that runs it.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly YamlMappingNode File = Read();

    private static YamlMappingNode Services => (YamlMappingNode)File["services"];

    [Fact]
    public void There_are_a_seller_a_buyer_an_issuer_a_PostgreSQL_and_two_IPFS_nodes()
    {
        Assert.Equal(["buyer", "ipfs-buyer", "ipfs-owner", "issuer", "owner", "postgres"], NamesIn(File, "services").Order(StringComparer.Ordinal));
        Assert.All(Services.Children.Values, service => Assert.Contains("image", NamesIn(service)));
    }

    [Fact]
    public void Whom_a_service_waits_for_and_what_it_uses_is_there()
    {
        foreach (var service in Services.Children.Values.Cast<YamlMappingNode>())
        {
            Assert.Subset(NamesIn(File, "services").ToHashSet(), NamesIn(service, "depends_on").ToHashSet());
            Assert.Subset(NamesIn(File, "networks").ToHashSet(), Texts(service, "networks").ToHashSet());
            var volumes = Texts(service, "volumes").Select(volume => volume.Split(':')[0]).Where(name => name != ".");
            Assert.Subset(NamesIn(File, "volumes").ToHashSet(), volumes.ToHashSet());
        }
    }

    [Fact]
    public void Every_option_that_a_container_gives_the_program_exists()
    {
        var commands = Services.Children.Values.Cast<YamlMappingNode>().SelectMany(service => Texts(service, "command")).Where(text => text.Contains("enerdatx", StringComparison.Ordinal));
        var calls = commands.SelectMany(command => Call().Matches(command).Select(match => match.Groups["call"].Value)).Distinct().ToList();
        Assert.True(calls.Count >= 3);
        foreach (var call in calls)
        {
            Assert.Empty(CommandLine.Root().Parse(call.Replace("$$HOSTNAME", "owner", StringComparison.Ordinal)).Errors);
        }
    }

    [Fact]
    public void Only_its_own_node_and_the_other_IPFS_node_reach_an_RPC_of_IPFS()
    {
        var networks = Services.Children.ToDictionary(
            service => ((YamlScalarNode)service.Key).Value!,
            service => Texts((YamlMappingNode)service.Value, "networks").DefaultIfEmpty("default").ToHashSet());
        foreach (var (ipfs, allowed) in new[] { ("ipfs-owner", new[] { "owner", "ipfs-buyer" }), ("ipfs-buyer", ["buyer", "ipfs-owner"]) })
        {
            Assert.Equal(allowed.Order(StringComparer.Ordinal), networks.Where(n => n.Key != ipfs && n.Value.Overlaps(networks[ipfs])).Select(n => n.Key).Order(StringComparer.Ordinal));
        }
    }

    [GeneratedRegex(@"\./enerdatx (?<call>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    private static YamlMappingNode Read()
    {
        // Merge keys (<<) are resolved by the first, anchors by both.
        using var text = System.IO.File.OpenText(ProjectFolder.PathOf("docker-compose.yml"));
        var merged = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(text)));
        var plain = new YamlStream();
        plain.Load(new StringReader(new SerializerBuilder().DisableAliases().Build().Serialize(merged)));
        return (YamlMappingNode)plain.Documents[0].RootNode;
    }

    private static IEnumerable<string> NamesIn(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    private static IEnumerable<string> NamesIn(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? NamesIn(value) : [];

    private static IEnumerable<string> Texts(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children.OfType<YamlScalarNode>().Select(text => text.Value!) : [];
}
