import { en as components } from "@onair/react";
import { en } from "./en.ts";
import type { Locale } from "./locale.ts";

export const locale: Locale = { texts: en, components, tag: "en", direction: "ltr" };
