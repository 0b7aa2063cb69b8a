import type { Reading } from "../api/client";
import { moment, number } from "./format";
import { t } from "./settings.svelte";

export type Group = "electricity" | "gas" | "water" | "heat";

const groups: Record<Group, readonly string[]> = { electricity: ["import", "export"], gas: ["gas"], water: ["water"], heat: ["heat"] };

export const groupsOf = (readings: readonly Reading[]): Group[] => {
  const present = new Set(readings.map((reading) => reading.channel));
  return (Object.keys(groups) as Group[]).filter((group) => groups[group].some((channel) => present.has(channel)));
};

/** Of totals. */
export const unitOf = (group: Group): string => (group === "electricity" || group === "heat" ? "kWh" : "m³");

/** kWh of Wh or kJ, m³ of litres. */
const total = (reading: Reading): number => reading.amount / (reading.unit === "kJ" ? 3_600 : 1_000);

const startOf = (reading: Reading): number => Date.parse(reading.utc_start) / 1_000;

/** Steps: a value holds until the next one; null where nothing was read. */
export interface Lines {
  channels: string[];
  at: number[];
  values: (number | null | undefined)[][];
  gaps: { from: number; to: number }[];
  unit: string;
}

export function linesOf(readings: readonly Reading[], group: Group): Lines {
  const channels = groups[group].filter((channel) => readings.some((reading) => reading.channel === channel));
  const steps = channels.map((channel) => {
    const line = new Map<number, number | null>();
    const rows = readings.filter((entry) => entry.channel === channel);
    for (const [index, reading] of rows.entries()) {
      const [start, next] = [startOf(reading), rows[index + 1]];
      const value = (total(reading) * 3_600 * (channel === "export" ? -1 : 1)) / reading.seconds;
      line.set(start, value);
      if (next === undefined || startOf(next) !== start + reading.seconds) {
        line.set(start + reading.seconds, value); // the last step has a width too
        line.set(start + reading.seconds + 1, null);
      }
    }

    return line;
  });
  const at = [...new Set(steps.flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
  const gaps = new Map<number, { from: number; to: number }>();
  for (const reading of readings.filter((entry) => channels.includes(entry.channel) && (entry.quality === "gap" || entry.quality === "swapped"))) {
    gaps.set(startOf(reading), { from: startOf(reading), to: startOf(reading) + reading.seconds });
  }

  return {
    channels,
    at,
    values: steps.map((line) => at.map((time) => line.get(time))),
    gaps: [...gaps.values()],
    unit: unitOf(group) === "kWh" ? "kW" : "m³/h",
  };
}

/** What the chart shows, as a sentence. */
export function summary(readings: readonly Reading[], group: Group, zone: string): string {
  const of = (channel: string) => readings.filter((reading) => reading.channel === channel);
  const sum = (channel: string) => number(of(channel).reduce((all, reading) => all + total(reading), 0), 1);
  const first = groups[group][0] ?? "";
  const peak = of(first).reduce<Reading | null>((best, reading) => (best === null || reading.amount / reading.seconds > best.amount / best.seconds ? reading : best), null);
  const gaps = linesOf(readings, group).gaps.length;
  const sentences = [
    group === "electricity" && of("export").length > 0
      ? t("chart.sumBoth", { used: sum("import"), returned: sum("export") })
      : t("chart.sum", { used: sum(first), unit: unitOf(group) }),
    peak === null ? "" : t("chart.peak", { value: number((total(peak) * 3_600) / peak.seconds, 2), unit: unitOf(group) === "kWh" ? "kW" : "m³/h", at: moment(peak.utc_start, zone) }),
    gaps === 0 ? t("chart.noGaps") : gaps === 1 ? t("chart.oneGap") : t("chart.gaps", { n: gaps }),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** Totals by day of the meter's zone. */
export function daily(readings: readonly Reading[], group: Group, zone: string): { day: string; totals: Record<string, number> }[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  const days = new Map<string, Record<string, number>>();
  for (const reading of readings.filter((entry) => groups[group].includes(entry.channel))) {
    const day = format.format(Date.parse(reading.utc_start));
    const totals = days.get(day) ?? {};
    totals[reading.channel] = (totals[reading.channel] ?? 0) + total(reading);
    days.set(day, totals);
  }

  return [...days].map(([day, totals]) => ({ day, totals }));
}
