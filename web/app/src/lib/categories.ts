import type { Category } from "@onair/client";

/** What creators stream about, in the order in which it is offered. */
export const CATEGORIES: readonly Category[] = [
  "GAMING",
  "MUSIC",
  "ART",
  "TECHNOLOGY",
  "EDUCATION",
  "SPORTS",
  "FITNESS",
  "COOKING",
  "TRAVEL",
  "TALK",
  "ENTERTAINMENT",
  "LIFESTYLE",
  "OTHER",
];

export function isCategory(text: string | undefined): text is Category {
  return CATEGORIES.some((category) => category === text);
}
