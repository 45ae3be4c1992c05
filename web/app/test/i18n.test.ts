import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "../src/i18n/de.ts";
import { en } from "../src/i18n/en.ts";
import { preferred } from "../src/i18n/languages.ts";
import { pseudo } from "../src/i18n/pseudo.ts";

/** All texts with their places; of a function what it makes of its parameters. */
function texts(of: unknown, place = ""): [string, string][] {
  if (typeof of === "string") return [[place, of]];
  if (typeof of === "function") return [[place, String(of("{a}", "{b}"))]];
  return Object.entries(of as object).flatMap(([name, part]) => texts(part, `${place}.${name}`));
}

test("the language is the chosen one, else the browser's first that there is", () => {
  assert.equal(preferred("de", ["en-US"]), "de");
  assert.equal(preferred(null, ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(preferred("xx", ["fr"]), "en");
  // The one for development is never taken by itself.
  assert.equal(preferred(null, ["rtl"]), "en");
});

test("German says everything, and uses every parameter that English uses", () => {
  const german = new Map(texts(de));
  for (const [place, text] of texts(en)) {
    const said = german.get(place);
    assert.ok(said, place);
    for (const parameter of ["{a}", "{b}"]) {
      assert.equal(said.includes(parameter), text.includes(parameter), `${place}: ${said}`);
    }
  }
  assert.equal(german.size, texts(en).length);
});

test("the made-up language marks every text and leaves parameters alone", () => {
  const marked = pseudo(en);
  assert.equal(marked.frame.home, "Hömë");
  assert.equal(marked.channel.block("Alice"), "Block Alice");
});
