// Draws the charts as SVG, so that they follow the colours of the page, stay sharp in print and can be taken out for a paper.
import { areaY, axisX, axisY, dot, gridY, lineY, plot, pointer, ruleX, ruleY, tip } from "@observablehq/plot";
import { number } from "./parts.js";

const LOWEST = 240;
const HIGHEST = 340;
const ASIDE = 7; // pixels

export function drawCharts(charts) {
  const widths = new Map();
  const draw = (chart) => {
    const box = document.getElementById(`plot-${chart.id}`);
    const width = Math.floor(box.clientWidth);
    if (width === 0 || widths.get(chart.id) === width) return;
    widths.set(chart.id, width);
    box.replaceChildren(svgOf(chart, width));
  };
  const observer = new ResizeObserver(() => charts.forEach(draw));
  charts.forEach((chart) => {
    draw(chart);
    observer.observe(document.getElementById(`plot-${chart.id}`));
  });
}

function svgOf(chart, width) {
  const height = Math.round(Math.min(HIGHEST, Math.max(LOWEST, width * 0.56)));
  const rows = chart.series.flatMap((series) => series.points.map(([x, y, low, high]) => ({ x, y, low, high, series })));
  const xs = domainOf(chart.x, rows.map((row) => row.x));
  const ys = domainOf(chart.y, rows.flatMap((row) => [row.y, row.low ?? row.y, row.high ?? row.y]));
  const sets = chart.series.filter((series) => series.kind === "points");
  // Points at the same place on the axis stand side by side.
  const aside = (series) => (series.kind === "points" ? (sets.indexOf(series) - (sets.length - 1) / 2) * ASIDE : 0);
  const drawn = plot({
    width, height,
    marginLeft: 56, marginRight: 16, marginTop: 30, marginBottom: 44,
    style: { fontFamily: "inherit", fontSize: "12px", color: "var(--ink-soft)", background: "none", overflow: "visible" },
    x: { domain: xs, type: chart.x.isLog ? "log" : "linear", label: chart.x.label },
    y: { domain: ys, label: chart.y.label, nice: chart.y.to === null },
    marks: [
      gridY({ ticks: 5, stroke: "var(--grid)", strokeOpacity: 1 }),
      axisX({ anchor: "bottom", ticks: Math.max(3, Math.floor(width / 75)), tickSize: 4, tickFormat: tickOf(xs), labelAnchor: "center", labelArrow: "none", labelOffset: 38, ...(chart.x.ticks ? { ticks: chart.x.ticks } : {}) }),
      axisY({ ticks: 5, tickSize: 0, tickFormat: tickOf(ys), labelAnchor: "top", labelArrow: "none", dx: -4 }),
      ruleY([ys[0]], { stroke: "var(--axis)" }),
      ys[0] < 0 ? ruleY([0], { stroke: "var(--axis)" }) : null,
      ...chart.series.filter((series) => series.points.length > 0).flatMap((series) => marksOf(series, aside(series))),
      crosshairOf(chart, rows),
    ],
  });
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `${chart.title}. ${chart.sentence} The numbers follow as a table.`);
  return drawn;
}

function marksOf(series, dx) {
  const points = series.points.map(([x, y, low, high]) => ({ x, y, low, high }));
  const colour = `var(--c${series.colour})`;
  const spread = points.filter((point) => point.low !== undefined && point.low !== null);
  switch (series.kind) {
    case "points":
      return [
        ruleX(spread, { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.75, dx }),
        ...[ "low", "high" ].map((end) => dot(spread, { x: "x", y: end, symbol: capSymbol, r: 3, stroke: colour, strokeWidth: 1.5, dx })),
        dot(points, { x: "x", y: "y", r: 4, fill: colour, stroke: "var(--paper)", strokeWidth: 1.5, dx }),
      ];
    case "law":
      return [lineY(points, { x: "x", y: "y", stroke: colour, strokeWidth: 1.75, strokeDasharray: "6 4", curve: "linear" })];
    case "area":
      return [
        areaY(points, { x: "x", y: "y", fill: colour, fillOpacity: 0.14 }),
        lineY(points, { x: "x", y: "y", stroke: colour, strokeWidth: 1.75 }),
      ];
    default:
      return [lineY(points, { x: "x", y: "y", stroke: colour, strokeWidth: 1.9, curve: series.kind === "step" ? "step-after" : "linear", strokeLinejoin: "round" })];
  }
}

// The ends of a confidence interval: a short horizontal line.
const capSymbol = { draw(context, size) { const half = Math.sqrt(size / Math.PI) + 1; context.moveTo(-half, 0); context.lineTo(half, 0); } };

function crosshairOf(chart, rows) {
  return tip(rows, pointer({
    x: "x", y: "y",
    title: (row) => [
      row.series.name,
      `${chart.x.label}: ${number(row.x)}`,
      `${chart.y.label}: ${number(row.y)}${row.low === undefined || row.low === null ? "" : ` (${number(row.low)} to ${number(row.high)})`}`,
    ].filter((line) => line !== "").join("\n"),
    fill: "var(--paper)", stroke: "var(--axis)", textPadding: 8,
  }));
}

function domainOf(axis, values) {
  const finite = values.filter(Number.isFinite);
  const from = axis.from ?? Math.min(...finite, axis.isLog ? Infinity : 0);
  const to = axis.to ?? Math.max(...finite);
  return from < to ? [from, to] : [from, from + 1];
}

// One way of writing for all marks of an axis.
function tickOf([from, to]) {
  const isLarge = Math.max(Math.abs(from), Math.abs(to)) >= 100_000;
  return (value) => (isLarge ? value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 }).replace("-", "−") : number(value, 6));
}
