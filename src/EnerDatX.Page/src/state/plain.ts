import { Refusal } from "../api/client";
import { t, type Word } from "./settings.svelte";

/** What went wrong, and what to do, in words of this page; what it does not know is said in the node's own words. */
const known: [RegExp, Word][] = [
  [/insufficient|not enough|balance/i, "error.balance"],
  [/several meters/i, "error.severalMeters"],
  [/no interval can be made/i, "error.noInterval"],
  [/the file is empty/i, "error.emptyFile"],
  [/more than \d+ bytes|body is too long/i, "error.tooLarge"],
  [/telegram|no valid JSON|meter's file|OEHU/i, "error.noMeterFile"],
  [/order not found|cancelled|completed|expired/i, "error.orderGone"],
  [/licence|exclusive/i, "error.licence"],
  [/newer half-blocks|recover|asking|forked|signs nothing/i, "error.notSigning"],
  [/original file did not go along/i, "error.noOriginal"],
];

export interface Plain {
  text: string;
  /** The node's own words, where they say more. */
  detail: string;
}

export function plain(failure: unknown): Plain {
  if (!(failure instanceof Refusal)) {
    throw failure;
  }

  const word: Word | undefined =
    failure.status === 0 ? "error.unreachable"
    : failure.status === 401 ? "error.locked"
    : failure.status === 429 ? "error.tooFast"
    : failure.status === 503 || failure.status === 408 ? "error.busy"
    : failure.status >= 500 ? "error.failure"
    : known.find(([pattern]) => pattern.test(failure.message))?.[1];
  return word === undefined ? { text: t("error.refused"), detail: failure.message } : { text: t(word), detail: failure.message };
}
