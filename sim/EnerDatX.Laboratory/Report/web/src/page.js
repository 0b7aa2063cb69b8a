// Builds the page from the results that stand in it as JSON. Every text goes in as text, never as markup: names come from scenario files.
import { drawCharts } from "./charts.js";
import { element, figureOf, number, table } from "./parts.js";

const page = JSON.parse(document.getElementById("results").textContent);
const main = document.querySelector("main");

document.title = `${page.title} · EnerDatX laboratory`;
main.append(header(), verdict());
if (page.findings.length > 0) main.append(findings());
if (page.charts.length > 0) main.append(charts());
for (const each of page.tables) main.append(section(each.title, each.sentence, table(each.columns, each.rows, each.title)));
main.append(section("The scenario", "Everything that decided what happened, apart from the seed.", element("pre", { tabIndex: 0 }, page.scenario)));
drawCharts(page.charts);

function header() {
  const facts = element("dl", { className: "facts" });
  for (const { name, value } of page.facts) facts.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("header", {},
    element("p", { className: "kind" }, `EnerDatX laboratory · ${page.kind}`),
    element("h1", {}, page.title),
    page.about && element("p", { className: "about" }, page.about),
    facts);
}

function verdict() {
  const { isGood, headline, sentence } = page.verdict;
  const box = element("section", { className: isGood ? "verdict good" : "verdict bad" },
    element("p", { className: "headline" }, headline),
    element("p", {}, sentence));
  box.setAttribute("aria-label", "Verdict");
  if (page.violations.length > 0) box.append(element("ul", {}, ...page.violations.map((line) => element("li", {}, element("code", {}, line)))));
  return box;
}

function findings() {
  const rows = page.findings.map((f) => [
    f.text, number(f.value), f.unit,
    f.published === null ? "" : number(f.published),
    difference(f),
    f.note,
  ]);
  const columns = ["Measure", "Measured", "Unit", "Published", "Difference", "Note"];
  return section("Summary", "What was measured, beside what was published where anything was.", table(columns, rows, "Summary", [1, 3, 4]));
}

function difference({ value, published }) {
  const ratio = value / published - 1;
  return Number.isFinite(ratio) ? `${ratio < 0 ? "−" : "+"}${number(Math.abs(ratio) * 100, 2)} %` : "";
}

function charts() {
  const grid = element("div", { className: "charts" }, ...page.charts.map(figureOf));
  return section("Charts", null, grid);
}

function section(title, sentence, content) {
  return element("section", {}, element("h2", {}, title), sentence && element("p", { className: "lead" }, sentence), content);
}
