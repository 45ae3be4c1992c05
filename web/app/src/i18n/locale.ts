import type { Messages } from "@onair/react";
import type { Texts } from "./en.ts";

/** A language: the site's texts and those of the components. */
export interface Locale {
  texts: Texts;
  components: Messages;
  /** For numbers and dates, as a BCP 47 tag. */
  tag: string;
  direction: "ltr" | "rtl";
}
