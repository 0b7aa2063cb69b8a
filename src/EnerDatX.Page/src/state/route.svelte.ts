export type View = "sell" | "buy" | "data" | "network";
const views: readonly View[] = ["sell", "buy", "data", "network"];

/** `#/data/EW…`: which view is shown, and what of it. One's own data is where everybody starts. */
class Route {
  private hash = $state(location.hash);

  constructor() {
    addEventListener("hashchange", () => {
      this.hash = location.hash;
      scrollTo(0, 0);
    });
  }

  get view(): View {
    const name = this.hash.split("/")[1];
    return views.find((view) => view === name) ?? "data";
  }

  get detail(): string {
    return decodeURIComponent(this.hash.split("/")[2] ?? "");
  }
}

export const route = new Route();
