import type { Messages } from "./messages.ts";

/** German. */
export const de: Messages = {
  locale: "de",
  guest: "Gast",
  live: "LIVE",
};
