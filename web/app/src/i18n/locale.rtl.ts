import { en as components } from "@onair/react";
import { en } from "./en.ts";
import type { Locale } from "./locale.ts";
import { pseudo } from "./pseudo.ts";

export const locale: Locale = {
  texts: pseudo(en),
  components: pseudo(components),
  tag: "en",
  direction: "rtl",
};
