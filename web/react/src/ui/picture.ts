import { hash } from "./format.ts";

/** Two dark colours of an id's own, in place of a picture: white stands on both. */
export function picture(id: string): string {
  const first = hash(id) % 360;
  const second = (first + 40 + (hash(`${id}·`) % 80)) % 360;
  return `linear-gradient(135deg, oklch(0.42 0.09 ${first}), oklch(0.3 0.07 ${second}))`;
}

/** The first letter of a name as one reads it: an emoji or a letter with its accents is one. */
export function initial(name: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(name.trim());
  return segments[Symbol.iterator]().next().value?.segment ?? "·";
}
