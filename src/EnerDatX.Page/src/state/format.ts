import type { Description } from "../api/client";
import { market } from "./market.svelte";
import { settings, t, tOf } from "./settings.svelte";

export const precisionOf = (currency: string): number => market.wallets[currency]?.precision ?? 0;

const numbers = (digits = 0, least = 0): Intl.NumberFormat =>
  new Intl.NumberFormat(settings.locale, { maximumFractionDigits: digits, minimumFractionDigits: least });

export const number = (value: number, digits = 0): string => numbers(digits).format(value);

/** `12.50 EUR` of 1250 smallest units. */
export function amount(units: number, currency: string): string {
  const precision = precisionOf(currency);
  return `${numbers(precision, precision).format(units / 10 ** precision)}\u00a0${currency}`;
}

/** Smallest units of what a person typed, with a point or a comma; null when it is no price. */
export function units(typed: string, currency: string): number | null {
  const precision = precisionOf(currency);
  const match = /^(\d{1,15})(?:[.,](\d+))?$/.exec(typed.trim());
  if (!match || (match[2] ?? "").length > precision) {
    return null;
  }

  const value = Number((match[1] ?? "") + (match[2] ?? "").padEnd(precision, "0"));
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

export const moment = (iso: string | number, zone?: string): string =>
  new Intl.DateTimeFormat(settings.locale, { dateStyle: "medium", timeStyle: "short", ...(zone ? { timeZone: zone } : {}) }).format(new Date(iso));

export const clock = (iso: string | number): string => new Intl.DateTimeFormat(settings.locale, { timeStyle: "medium" }).format(new Date(iso));

const DAY = 86_400_000;

/** Whole days are said as days. */
export function period(about: Description, zone?: string): string {
  const inZone = zone ? { timeZone: zone } : {};
  const [from, to] = [new Date(about.period_start), new Date(about.period_end)];
  const hours = new Intl.DateTimeFormat("en-GB", { ...inZone, hour: "2-digit", minute: "2-digit" });
  const isWhole = hours.format(from) === "00:00" && hours.format(to) === "00:00";
  const days = new Intl.DateTimeFormat(settings.locale, { ...inZone, dateStyle: "medium" });
  const times = new Intl.DateTimeFormat(settings.locale, { ...inZone, dateStyle: "medium", timeStyle: "short" });
  return isWhole ? days.formatRange(from, new Date(to.getTime() - 1)) : times.formatRange(from, to);
}

export function duration(about: Description): string {
  const ms = new Date(about.period_end).getTime() - new Date(about.period_start).getTime();
  const days = Math.round(ms / DAY);
  return ms < 0.9 * DAY ? t("hours", { n: Math.max(1, Math.round(ms / 3_600_000)) }) : days === 1 ? t("day") : t("days", { n: days });
}

export const resolution = (seconds: number): string =>
  seconds % 86_400 === 0 ? t("resolution.day") : seconds === 3_600 ? t("resolution.hour") : t("resolution.minutes", { n: number(seconds / 60, 1) });

export const channels = (names: readonly string[]): string => names.map((name) => tOf("channel", name)).join(", ");

export const percent = (permille: number): string =>
  new Intl.NumberFormat(settings.locale, { style: "percent", maximumFractionDigits: 1 }).format(permille / 1_000);

/** Enough of a hash or a name to tell it from others by eye. */
export const short = (hash: string): string => (hash.length > 14 ? `${hash.slice(0, hash.startsWith("EW") ? 8 : 6)}…${hash.slice(-4)}` : hash);
