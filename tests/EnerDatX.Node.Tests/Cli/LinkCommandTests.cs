namespace EnerDatX.Node.Tests.Cli;

public sealed class LinkCommandTests
{
    private const string Answer = """{"link":"http://127.0.0.1:8082/?login=abc","seconds":43200}""";

    [Fact]
    public async Task The_link_stands_alone_on_standard_output_so_that_a_browser_can_be_given_it()
    {
        await using var node = await CannedNode.Start();
        node.Answer("POST", "/api/v1/login-link", Answer);
        var (exit, output, error) = await node.Run("link");
        Assert.Equal((0, "http://127.0.0.1:8082/?login=abc\n", "It works once, within 12 h.\n"), (exit, output, error));
    }

    [Fact]
    public async Task Without_a_page_the_node_says_why_there_is_no_link()
    {
        await using var node = await CannedNode.Start();
        node.Answer(404, "POST", "/api/v1/login-link", """{"error":"the page is not built"}""");
        var (exit, output, error) = await node.Run("link");
        Assert.Equal((1, "", "the page is not built\n"), (exit, output, error));
    }
}
