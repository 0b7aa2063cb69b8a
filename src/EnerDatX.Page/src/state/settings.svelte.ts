import en from "../words/en.json";
import nl from "../words/nl.json";

export type Word = keyof typeof en;
export type Language = "en" | "nl";
export type Theme = "auto" | "light" | "dark";

const dictionaries: Record<Language, Record<Word, string>> = { en, nl };
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function remembered<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  const found = localStorage.getItem(`enerdatx-${name}`);
  return allowed.find((value) => value === found) ?? otherwise;
}

/** How this browser shows the page. */
class Settings {
  language = $state<Language>(remembered("language", ["en", "nl"], navigator.language.startsWith("nl") ? "nl" : "en"));
  theme = $state<Theme>(remembered("theme", ["auto", "light", "dark"], "auto"));
  private systemIsDark = $state(prefersDark.matches);

  constructor() {
    prefersDark.addEventListener("change", (event) => (this.systemIsDark = event.matches));
  }

  get isDark(): boolean {
    return this.theme === "auto" ? this.systemIsDark : this.theme === "dark";
  }

  /** The time of day in the language's order, with a clock of 24 hours in both. */
  get locale(): string {
    return this.language === "nl" ? "nl-NL" : "en-GB";
  }

  speak(language: Language): void {
    this.language = language;
    localStorage.setItem("enerdatx-language", language);
  }

  switchTheme(): void {
    this.theme = this.isDark ? "light" : "dark";
    localStorage.setItem("enerdatx-theme", this.theme);
  }
}

export const settings = new Settings();

/** The words in the chosen language; `{name}` is replaced. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  return dictionaries[settings.language][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** One word of a family, such as `channel.gas`; what a later node may say that this page does not know is shown as it is. */
export function tOf(family: string, name: string): string {
  const word = `${family}.${name}`;
  return word in en ? t(word as Word) : name;
}
