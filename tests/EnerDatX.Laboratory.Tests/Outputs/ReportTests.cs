using System.Text.RegularExpressions;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Report;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>The report as a reader meets it: opened from a file by a real browser that can reach nobody.</summary>
public sealed partial class ReportTests
{
    private const string Hostile = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"><!--<script>\u2028'\"&amp;";

    [FactIfBrowser]
    public void Every_chart_of_a_run_is_drawn_without_a_word_on_the_console()
    {
        var page = RunPage.Of(Demo.Outcome);
        var (dom, console) = Opened("demo-run.html", page);
        Assert.Equal("", console);
        Assert.Equal(
            ["first-detection", "spread", "frauds-over-time", "half-blocks", "datagrams", "bytes", "bytes-per-peer", "bandwidth", "trades", "orders", "load"],
            page.Charts.Select(chart => chart.Id));
        RequireDrawn(page, dom);
        Assert.Contains("No false accusation", dom, StringComparison.Ordinal);
        Assert.Contains("<td class=\"right\">−7.4 %</td>", dom, StringComparison.Ordinal); // 2.13 where 2.3 was published
    }

    [FactIfBrowser]
    public void Every_chart_of_a_sweep_is_drawn_with_its_intervals_and_closed_forms()
    {
        var page = SweepPage.Of(Demo.Sweep);
        var (dom, console) = Opened("demo-sweep.html", page);
        Assert.Equal("", console);
        Assert.Equal(4, page.Charts.Count);
        RequireDrawn(page, dom);
        Assert.Equal(page.Charts.Sum(chart => chart.Series.Count(series => series.Kind == "law")), Dashes().Count(dom));
    }

    [FactIfBrowser]
    public void A_run_with_false_accusations_says_so_before_anything_else()
    {
        var page = RunPage.Of(Demo.Outcome with { FalseAccusations = 3, Violations = ["I2: ./enerdatx sim run double-spend --seed 7, turn 4711"] });
        var (dom, console) = Opened("demo-bad.html", page);
        Assert.Equal("", console);
        Assert.Contains("verdict bad", dom, StringComparison.Ordinal);
        Assert.True(dom.IndexOf("3 FALSE ACCUSATIONS", StringComparison.Ordinal) < dom.IndexOf("<h2>", StringComparison.Ordinal));
        Assert.Contains("turn 4711", dom, StringComparison.Ordinal);
    }

    [FactIfBrowser]
    public void Names_that_would_be_markup_are_shown_as_they_are()
    {
        var frauds = Demo.Tables.Frauds.Select((fraud, i) => fraud with { Behaviour = i % 2 == 0 ? Hostile : "plain" }).ToList();
        var outcome = Demo.Outcome with
        {
            Identity = new RunIdentity(Hostile, Hostile, 7, Hostile),
            About = Hostile,
            Violations = [Hostile],
            Tables = Demo.Tables with { Frauds = frauds },
            Findings = [new Finding(Hostile, Hostile, double.NaN, Hostile, double.PositiveInfinity, Hostile)],
            Curves = [new NamedCurve(Hostile, [(0, 0), (1_000, 1)])],
        };
        var page = RunPage.Of(outcome);
        var (dom, console) = Opened("demo-hostile.html", page);
        Assert.Equal("", console);
        Assert.Equal(2, Scripts().Count(dom)); // the results and the program, as built
        Assert.DoesNotContain("<img", dom, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<h1>&lt;/script&gt;&lt;script&gt;", dom, StringComparison.Ordinal);
        RequireDrawn(page, dom);
    }

    [FactIfBrowser]
    public void A_run_in_which_nothing_happened_has_a_report_too()
    {
        var (dom, console) = Opened("demo-empty.html", RunPage.Of(Demo.Outcome with { Tables = new RunTables([], [], [], [], []), Findings = [], Curves = [] }));
        Assert.Equal("", console);
        Assert.DoesNotContain("<figure", dom, StringComparison.Ordinal);
        Assert.Contains("The scenario", dom, StringComparison.Ordinal);
    }

    [FactIfPage]
    public void The_page_asks_for_nothing_and_runs_no_script_but_its_own()
    {
        var page = ReportTemplate.Find()!.Fill(RunPage.Of(Demo.Outcome));
        Assert.Matches("default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'", page);
        Assert.DoesNotMatch("(?i)(src|href)=\"?(https?:)?//", page);
        Assert.DoesNotMatch("(?i)@import|\\burl\\((?!#)", page);
        Assert.Contains("Permission to use, copy, modify", page, StringComparison.Ordinal); // the notice of the chart library
    }

    [Fact]
    public void No_text_can_end_the_element_of_the_results()
    {
        var page = new ReportTemplate("<a>{{results}}</a>").Fill(RunPage.Of(Demo.Outcome with { About = Hostile }));
        var results = page["<a>".Length..^"</a>".Length];
        Assert.DoesNotMatch("[<>&'\u2028\u2029]", results);
        Assert.Contains("\\u003C/script\\u003E", results, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_a_place_for_results_is_refused() =>
        Assert.Contains("damaged", Assert.Throws<OutputException>(() => new ReportTemplate("<p></p>")).Message, StringComparison.Ordinal);

    /// <summary>Every chart as one picture of its own with its words, and a table of its own behind it.</summary>
    private static void RequireDrawn(ReportPage page, string dom)
    {
        Assert.Equal(page.Charts.Count, Pictures().Count(dom));
        Assert.Equal(page.Charts.Count, Tables().Count(dom));
        Assert.All(page.Charts, chart => Assert.Matches($"id=\"plot-{chart.Id}\"><svg", dom));
        Assert.DoesNotContain("NaN", ScriptText().Replace(dom, ""), StringComparison.Ordinal);
    }

    /// <summary>The file stays in the folder "reports" beside the tests, so that a person can look at it too.</summary>
    private static (string Dom, string Console) Opened(string name, ReportPage page)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "reports");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, ReportTemplate.Find()!.Fill(page));
        return Browser.Open(file);
    }

    [GeneratedRegex("<svg[^>]*role=\"img\"[^>]*aria-label=\"[^\"]{20,}")]
    private static partial Regex Pictures();

    [GeneratedRegex("<summary>The numbers of this chart</summary>")]
    private static partial Regex Tables();

    [GeneratedRegex("stroke-dasharray=\"6 4\"")]
    private static partial Regex Dashes();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();

    [GeneratedRegex("(?s)<script.*?</script>")]
    private static partial Regex ScriptText();
}
