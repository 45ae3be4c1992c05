import { locale as en } from "./locale.en.ts";
import type { Locale } from "./locale.ts";

/** The languages. English, which most see and all others fall back to, is here at once; each other is fetched. `rtl` is for development. */
const LOADERS: Record<string, () => Promise<Locale>> = {
  en: async () => en,
  de: async () => (await import("./locale.de.ts")).locale,
  rtl: async () => (await import("./locale.rtl.ts")).locale,
};

/** Whom to offer what: the language's name in itself. */
export const LANGUAGES: readonly { id: string; name: string; isForDevelopment?: true }[] = [
  { id: "en", name: "English" },
  { id: "de", name: "Deutsch" },
  { id: "rtl", name: "Ëxåmplë, right to left", isForDevelopment: true },
];

/** The language to begin with: the one chosen here, else the first of the browser's that there is. */
export function preferred(chosen: string | null, wanted: readonly string[]): string {
  if (chosen && chosen in LOADERS) return chosen;
  const bases = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return bases.find((base) => base !== "rtl" && base in LOADERS) ?? "en";
}

export async function load(id: string): Promise<Locale> {
  return LOADERS[id]?.() ?? en;
}
