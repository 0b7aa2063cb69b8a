using System.CommandLine;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>link</c>: a new link to the page of a running node.</summary>
public static class LinkCommand
{
    private const int SecondsPerHour = 3_600;

    public static Command Create() => NodeChoice.Command("link", """
        Print a link that opens the page of a running node in a browser. It logs in once; the browser then stays logged in for a week, or until
        the node stops.
        Examples:
          ./enerdatx link --state owner
          xdg-open "$(./enerdatx link --state owner)"
        """, [], Print);

    private static async Task<int> Print(NodeCall call) =>
        call.Show(await call.Node.Post<LoginLinkView>("/api/v1/login-link", null, call.Stop), answer =>
        {
            call.Screen.Say(answer.Link);
            call.Screen.Warn($"It works once, within {answer.Seconds / SecondsPerHour} h.");
        });
}
