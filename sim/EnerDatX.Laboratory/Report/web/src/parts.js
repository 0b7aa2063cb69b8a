// Pieces of the page: elements, tables, numbers, the frame of a chart.

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// A number for people: some significant digits, never an exponent for what fits on a line.
export function number(value, digits = 4) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(digits - 1).replace("-", "−");
  const options = size >= 10 ** (digits - 1) ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  return value.toLocaleString("en", options).replace("-", "−");
}

// Columns named in `right` are set right; where it is missing, those whose cells are all numbers are.
export function table(columns, rows, caption, right) {
  const isRight = (i) => (right ? right.includes(i) : rows.length > 0 && rows.every((row) => row[i] === "" || /^[−\d][\d.,\s–−%e+×]*$/.test(row[i])));
  const sides = columns.map((_, i) => (isRight(i) ? "right" : ""));
  const body = element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, i) => element("td", { className: sides[i] }, cell)))));
  const head = element("thead", {}, element("tr", {}, ...columns.map((column, i) => element("th", { scope: "col", className: sides[i] }, column))));
  // Wide tables scroll in a box of their own, which the keyboard can reach.
  const box = element("div", { className: "scroll", tabIndex: 0 }, element("table", {}, head, body));
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", caption);
  return box;
}

export function figureOf(chart) {
  const legend = element("ul", { className: "legend" });
  const named = chart.series.filter((series) => series.name !== "");
  if (named.length > 1 || named.some((series) => series.kind === "law")) legend.append(...named.map(legendEntry));
  const plot = element("div", { className: "plot", id: `plot-${chart.id}` });
  return element("figure", { id: chart.id },
    element("figcaption", {}, element("h3", {}, chart.title), chart.sentence && element("p", {}, chart.sentence)),
    legend,
    plot,
    element("details", {}, element("summary", {}, "The numbers of this chart"), table(chart.table.columns, chart.table.rows, `Numbers: ${chart.title}`)));
}

function legendEntry(series) {
  const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  swatch.setAttribute("viewBox", "0 0 28 12");
  swatch.setAttribute("class", "swatch");
  swatch.setAttribute("aria-hidden", "true");
  const mark = document.createElementNS(swatch.namespaceURI, series.kind === "points" ? "circle" : "line");
  const shape = series.kind === "points" ? { cx: 14, cy: 6, r: 4 } : { x1: 1, x2: 27, y1: 6, y2: 6 };
  for (const [name, value] of Object.entries(shape)) mark.setAttribute(name, value);
  mark.setAttribute("class", `colour-${series.colour} ${series.kind}`);
  swatch.append(mark);
  return element("li", {}, swatch, element("span", {}, series.name));
}
