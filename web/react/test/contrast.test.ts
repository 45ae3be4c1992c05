import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../src/theme.css", import.meta.url), "utf8");
type Theme = "light" | "dark";

/** A variable's colour in a theme. */
function colour(name: string, theme: Theme): string {
  const value = new RegExp(`--onair-${name}: ([^;]+);`).exec(css)?.[1];
  assert.ok(value, `theme.css has no --onair-${name}`);
  const pair = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value);
  const found = pair ? pair[theme === "light" ? 1 : 2] : /^#\w{6}/.exec(value)?.[0];
  assert.ok(found, `--onair-${name} is no colour: ${value}`);
  return found;
}

/** WCAG 2.2: relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(text: string, ground: string): number {
  const [light = 0, dark = 0] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["canvas", "surface", "raised", "hover"];
const TEXTS = ["text", "muted", "faint", "accent", "good", "warn", "bad", "live"];
const HUES = Array.from({ length: 12 }, (_, hue) => `hue-${hue}`);
const PAIRS: [string, string][] = [
  ...TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
  ...HUES.flatMap((hue) => [...GROUNDS, "accent-soft"].map((ground): [string, string] => [hue, ground])),
  ...["text", "muted"].map((text): [string, string] => [text, "accent-soft"]),
  ["on-accent", "accent"],
  ["on-live", "live-ground"],
  ["on-scrim", "scrim"],
];

for (const theme of ["light", "dark"] as const) {
  test(`every text can be read on every ground, ${theme}`, () => {
    const poor = PAIRS.map(([text, ground]) => ({
      text,
      ground,
      ratio: contrast(colour(text, theme), colour(ground, theme)),
    }))
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);
    assert.deepEqual(poor, []);
  });
}

test("black on white is 21 : 1, and equals are 1 : 1", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
});
