import { send } from "./client";

/** One line of the node's event stream, and when it came. */
export interface Happened {
  at: number;
  type: string;
  event: Record<string, unknown>;
}

/** Reads the node's events, one JSON object per line, until the stream ends. */
export async function listen(tell: (happened: Happened) => void): Promise<void> {
  const response = await send("/events");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const piece = await reader.read().catch(() => null); // a connection that broke is a stream that ended
    if (piece === null || piece.done) {
      return;
    }

    const lines = (rest + piece.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim() !== "")) {
      tell({ at: Date.now(), ...(JSON.parse(line) as { type: string; event: Record<string, unknown> }) });
    }
  }
}
