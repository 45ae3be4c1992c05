import assert from "node:assert/strict";
import { test } from "node:test";
import { short, when } from "../src/lib/format.ts";

const NOW = Date.parse("2026-03-10T12:00:00.000Z");

test("numbers are short in the language's own way", () => {
  assert.equal(short(12_400, "en"), "12.4K");
  assert.equal(short(999, "de"), "999");
});

test("within a week it is said how long ago, later the date", () => {
  for (const [iso, text] of [
    ["2026-03-10T11:59:40.000Z", "now"],
    ["2026-03-10T11:55:00.000Z", "5 minutes ago"],
    ["2026-03-09T12:00:00.000Z", "yesterday"],
    ["2026-03-04T12:00:00.000Z", "6 days ago"],
    ["2026-03-03T11:00:00.000Z", "Mar 3, 2026"],
  ] as const) {
    assert.equal(when(iso, "en", NOW), text, iso);
  }
});
