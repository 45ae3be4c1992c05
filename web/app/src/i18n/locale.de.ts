import { de as components } from "@onair/react";
import { de } from "./de.ts";
import type { Locale } from "./locale.ts";

export const locale: Locale = { texts: de, components, tag: "de", direction: "ltr" };
