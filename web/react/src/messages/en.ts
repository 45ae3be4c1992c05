import type { Messages } from "./messages.ts";

/** English. */
export const en: Messages = {
  locale: "en",
  guest: "Guest",
  live: "LIVE",
};
