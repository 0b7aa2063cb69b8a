import { api, Refusal, type Dataset, type NodeState, type Offer, type Order, type Trade, type Wallet } from "../api/client";
import { forgetKey, pageKey } from "../api/session";
import { listen, type Happened } from "../api/events";

/** connecting: not answered yet. live: events come in. lost: nobody answers. locked: this browser has no session. */
export type Connection = "connecting" | "live" | "lost" | "locked";

const POLL_MS = 10_000;
const PENDING_POLL_MS = 700;
const RETRY_MS = 2_000;
const SETTLE_MS = 120;
const MAX_EVENTS = 100;

/** What the node has, kept fresh: looked at again whenever an event comes, and now and then. */
class Market {
  connection = $state<Connection>("connecting");
  loaded = $state(false);
  node = $state.raw<NodeState | null>(null);
  wallets = $state.raw<Record<string, Wallet>>({});
  datasets = $state.raw<Dataset[]>([]);
  offers = $state.raw<Offer[]>([]);
  orders = $state.raw<Order[]>([]);
  trades = $state.raw<Trade[]>([]);
  events = $state.raw<Happened[]>([]);

  private soon: ReturnType<typeof setTimeout> | undefined;
  private loading = false;
  private again = false;

  get currencies(): Wallet[] {
    return Object.entries(this.wallets)
      .filter(([id]) => id !== "EW")
      .map(([, wallet]) => wallet);
  }

  start(): void {
    if (pageKey() === "") {
      this.connection = "locked";
      return;
    }

    void this.refresh();
    void this.follow();
    document.addEventListener("visibilitychange", () => document.hidden || void this.refresh());
  }

  lock(): void {
    forgetKey();
    this.connection = "locked";
  }

  /** Reads everything again; whoever asks while it is being read gets one more round. */
  async refresh(): Promise<void> {
    if (this.loading) {
      this.again = true;
      return;
    }

    this.loading = true;
    clearTimeout(this.soon);
    try {
      do {
        this.again = false;
        await this.read();
      } while (this.again);
    } catch (failure) {
      this.fail(failure);
    } finally {
      this.loading = false;
      if (this.connection !== "locked") {
        this.soon = setTimeout(() => void this.refresh(), this.trades.some((trade) => trade.status === "pending") || this.waits ? PENDING_POLL_MS : POLL_MS);
      }
    }
  }

  /** Somebody waits for an answer to a bid. */
  waits = false;

  private async read(): Promise<void> {
    const [node, wallets, datasets, offers, orders, trades] = await Promise.all([
      api.node(),
      api.wallets(),
      api.datasets(),
      api.offers(),
      api.orders(),
      api.trades(),
    ]);
    [this.node, this.wallets, this.datasets, this.offers, this.orders, this.trades] = [node, wallets, datasets, offers, orders, trades];
    this.loaded = true;
    if (this.connection === "lost" || this.connection === "connecting") {
      this.connection = "live";
    }
  }

  private fail(failure: unknown): void {
    if (!(failure instanceof Refusal)) {
      throw failure;
    }

    if (failure.status === 401) {
      this.lock();
    } else {
      this.connection = "lost";
    }
  }

  private async follow(): Promise<void> {
    while (this.connection !== "locked") {
      try {
        await listen((happened) => {
          this.events = [happened, ...this.events].slice(0, MAX_EVENTS);
          clearTimeout(this.soon);
          this.soon = setTimeout(() => void this.refresh(), SETTLE_MS);
        });
        this.connection = "lost"; // the stream ended: the node stopped, or cut off a listener that was too slow
      } catch (failure) {
        if (!(failure instanceof Refusal && failure.status === 503)) { // too many listen already: then it is looked at now and then
          this.fail(failure);
        }
      }

      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    }
  }
}

export const market = new Market();
