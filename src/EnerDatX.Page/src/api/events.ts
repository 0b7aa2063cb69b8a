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
    const { done, value } = await reader.read();
    if (done) {
      return;
    }

    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim() !== "")) {
      tell({ at: Date.now(), ...(JSON.parse(line) as { type: string; event: Record<string, unknown> }) });
    }
  }
}
