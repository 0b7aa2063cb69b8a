import createClient from "openapi-fetch";
import { pageKey } from "./session";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type NodeState = Schemas["NodeStateView"];
export type Wallet = Schemas["WalletView"];
export type Description = Schemas["DescriptionView"];
export type Dataset = Schemas["DatasetView"];
export type DatasetDetail = Schemas["DatasetDetailView"];
export type Reading = Schemas["ReadingView"];
export type Imported = Schemas["ImportedView"];
export type Offer = Schemas["OfferView"];
export type Order = Schemas["OrderView"];
export type OrderPlaced = Schemas["OrderPlacedView"];
export type Trade = Schemas["TradeView"];
export type OwnBlock = Schemas["OwnBlockView"];
export type Block = Schemas["BlockView"];
export type Peer = Schemas["PeerView"];
export type Trust = Schemas["TrustView"];
export type Fraud = Schemas["FraudView"];

/** The node said no, or did not answer. */
export class Refusal extends Error {
  /** @param status HTTP's; 0 when nobody answered. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const client = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });
client.use({
  onRequest: ({ request }) => {
    request.headers.set("X-EnerDatX", pageKey());
    return request;
  },
});

/** `{"error": text}`, or of a failure `{"error": {"message": text}}`. */
function errorText(body: unknown): string {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : body;
  const text = typeof error === "object" && error !== null && "message" in error ? error.message : error;
  return typeof text === "string" ? text : "";
}

async function good<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked.catch((failure: unknown) => {
    throw new Refusal(0, failure instanceof Error ? failure.message : "");
  });
  if (!response.ok || data === undefined) {
    throw new Refusal(response.status, errorText(error));
  }

  return data;
}

const page = { limit: 500 };

/** An order as the node takes it: the price first, then the dataset. */
const order = (asset: string, price: number, currency: string, seconds: number) => ({
  first_asset_amount: price,
  first_asset_type: currency,
  second_asset_amount: 1,
  second_asset_type: asset,
  timeout: seconds,
});

/** Whoever loses the answer asks again with the same key, and nothing is signed twice. */
const once = (key: string) => ({ headers: { "Idempotency-Key": key } });

export const api = {
  node: () => good(client.GET("/api/v1/node")),
  wallets: async () => (await good(client.GET("/wallets"))).wallets,
  openWallet: (id: string, key: string) => good(client.PUT("/wallets/{wallet_id}", { params: { path: { wallet_id: id } }, ...once(key) })),
  datasets: () => good(client.GET("/api/v1/datasets", { params: { query: page } })),
  dataset: (asset: string) => good(client.GET("/api/v1/datasets/{asset}", { params: { path: { asset } } })),
  offers: () => good(client.GET("/api/v1/offers", { params: { query: { ...page, all: true } } })),
  orders: async () => (await good(client.GET("/market/orders", { params: { query: page } }))).orders,
  trades: () => good(client.GET("/api/v1/trades", { params: { query: page } })),
  peers: () => good(client.GET("/api/v1/peers")),
  trust: (peer: string) => good(client.GET("/api/v1/trust/{peer}", { params: { path: { peer } } })),
  frauds: () => good(client.GET("/api/v1/frauds", { params: { query: page } })),
  chainLength: async () => (await good(client.GET("/trustchain/statistics"))).statistics.total_blocks,
  chain: (first: number) => good(client.GET("/api/v1/chain", { params: { query: { first, limit: 500 } } })),
  block: async (hash: string) => (await good(client.GET("/ipv8/trustchain/blocks/{hash}", { params: { path: { hash } } }))).block,
  bid: (asset: string, price: number, currency: string, seconds: number, key: string) =>
    good(client.PUT("/market/bids", { body: order(asset, price, currency, seconds), ...once(key) })),
  ask: (asset: string, price: number, currency: string, seconds: number, licence: string, copies: number, key: string) =>
    good(client.PUT("/market/asks", { body: { ...order(asset, price, currency, seconds), licence, ...(copies > 0 ? { copies } : {}) }, ...once(key) })),
  cancel: (number: number, key: string) =>
    good(client.POST("/market/orders/{order_number}/cancel", { params: { path: { order_number: String(number) } }, ...once(key) })),
  logout: () => good(client.POST("/api/v1/logout")),
  importMeter: (file: File, about: { location: string; resolution: number; segments: number; original: boolean; timezone: string; meter?: string }) =>
    good(
      client.POST("/api/v1/datasets", {
        params: { query: about },
        body: "",
        bodySerializer: () => file,
        headers: { "Content-Type": "application/octet-stream" },
      }),
    ),
};

/** Saves what the node gives; a plain link could not show the page's key. */
export async function download(path: string, name: string): Promise<void> {
  const response = await send(path);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** For answers that are no JSON. */
export async function send(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, { headers: { "X-EnerDatX": pageKey() }, ...(signal ? { signal } : {}) }).catch((failure: unknown) => {
    throw new Refusal(0, failure instanceof Error ? failure.message : "");
  });
  if (!response.ok) {
    throw new Refusal(response.status, errorText(await response.json().catch(() => "")));
  }

  return response;
}
