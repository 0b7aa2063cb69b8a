import type { Trade } from "../api/client";
import { amount } from "./format";
import { t } from "./settings.svelte";

/** failed: the step at which the trade ended. */
export interface Step {
  text: string;
  state: "done" | "now" | "waiting" | "failed";
}

/** The half-blocks of a trade, told in the order in which they are signed. */
export function stepsOf(trade: Trade): Step[] {
  const mine = trade.side === "buyer";
  const many = trade.segments.length > 1;
  const told: [string, string | null][] = [
    [t(mine ? "step.termsMine" : "step.termsTheirs"), trade.init.proposal],
    [t(mine ? "step.agreedTheirs" : "step.agreedMine"), trade.init.agreement],
  ];
  for (const segment of trade.segments) {
    const values = { part: many ? `${t("step.part", { n: segment.index + 1, of: trade.segments.length })} ` : "", price: amount(segment.price, trade.currency) };
    told.push(
      [t(mine ? "step.paidMine" : "step.paidTheirs", values), segment.payment.proposal],
      [t(mine ? "step.creditTheirs" : "step.creditMine", values), segment.payment.agreement],
      [t(mine ? "step.keyTheirs" : "step.keyMine", values), segment.delivery.proposal],
      [t(mine ? "step.receiptMine" : "step.receiptTheirs", values), segment.delivery.agreement],
    );
    if (segment.refund.proposal !== null) {
      told.push([t(mine ? "step.refundTheirs" : "step.refundMine", values), segment.refund.agreement]);
    }
  }

  told.push([t("step.done"), trade.done.agreement ?? (trade.status === "completed" ? trade.done.proposal : null)]);
  const next = told.findIndex(([, hash]) => hash === null);
  const shown = trade.status === "error" && next >= 0 ? told.slice(0, next + 1) : told; // what would have followed never comes
  return shown.map(([text, hash], index) => ({
    text,
    state: hash !== null || trade.status === "completed" ? "done" : index !== next ? "waiting" : trade.status === "error" ? "failed" : "now",
  }));
}

export interface Ending {
  kind: "good" | "bad" | "warn";
  what: string;
  money: string;
  todo: string;
}

/** What came of it, whether money moved, and what to do; null while it goes on. */
export function ending(trade: Trade): Ending | null {
  if (trade.status === "pending") {
    return null;
  }

  const mine = trade.side === "buyer";
  const price = amount(trade.paid, trade.currency);
  if (trade.status === "completed") {
    return { kind: "good", what: t(mine ? "end.bought" : "end.sold"), money: t(mine ? "end.youPaid" : "end.youGot", { price }), todo: "" };
  }

  const here = trade.segments.filter((segment) => segment.delivery.agreement !== null).length;
  const money =
    trade.paid === 0 ? t(trade.ending === "refunded" || trade.ending === "reclaimed" ? "end.cameBack" : "end.noMoney")
    : mine ? t("end.stayedPaid", { price, all: amount(trade.price, trade.currency), here, parts: trade.segments.length })
    : t("end.youGot", { price });
  switch (trade.ending) {
    case "aborted":
      return { kind: "warn", what: t("end.aborted"), money, todo: t(mine ? "end.tryOther" : "end.offerStands") };
    case "refunded":
      return { kind: "warn", what: t(mine ? "end.refunded" : "end.refundedMine"), money, todo: t(mine ? "end.tryOther" : "end.offerStands") };
    case "reclaimed":
      return { kind: "warn", what: t(mine ? "end.reclaimed" : "end.reclaimedMine"), money, todo: t(mine ? "end.tryOther" : "end.offerStands") };
    case "declined":
      return { kind: "warn", what: t("end.declined"), money, todo: t(mine ? "end.tryOther" : "end.offerStands") };
    case "bad_delivery":
      return { kind: "bad", what: t(mine ? "end.badDelivery" : "end.badDeliveryMine"), money, todo: t(mine ? "end.evidence" : "end.askBuyer") };
    default:
      return { kind: "bad", what: t("end.other"), money, todo: "" };
  }
}
