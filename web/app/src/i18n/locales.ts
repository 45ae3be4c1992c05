import { locale as en } from "./locale.en.ts";
import type { Locale } from "./locale.ts";

/** The languages. English, which most see and all others fall back to, is here at once; each other is fetched. `rtl` is for development. */
const LOADERS: Record<string, () => Promise<Locale>> = {
  en: async () => en,
  de: async () => (await import("./locale.de.ts")).locale,
  rtl: async () => (await import("./locale.rtl.ts")).locale,
};

export async function load(id: string): Promise<Locale> {
  return LOADERS[id]?.() ?? en;
}
