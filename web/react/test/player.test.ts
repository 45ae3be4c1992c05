import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, type Press, SHORTCUTS } from "../src/player/keys.ts";
import { ceiling, choices } from "../src/player/quality.ts";

const press = (code: string, more: Partial<Press> = {}): Press => ({
  code,
  key: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  ...more,
});
const nothing = { writes: false, presses: false, slides: false };

test("keys go by their place, so that a Greek or Arabic layout has them too", () => {
  assert.equal(actionOf(SHORTCUTS, press("KeyM", { key: "μ" }), nothing), "mute");
  assert.equal(actionOf(SHORTCUTS, press("Slash", { key: "?" }), nothing), "help");
  assert.equal(actionOf(SHORTCUTS, press("Minus", { key: "?" }), nothing), "help");
});

test("keys that are meant for something else are left alone", () => {
  assert.equal(actionOf(SHORTCUTS, press("KeyM"), { ...nothing, writes: true }), null);
  assert.equal(actionOf(SHORTCUTS, press("Space"), { ...nothing, presses: true }), null);
  assert.equal(actionOf(SHORTCUTS, press("KeyM"), { ...nothing, presses: true }), "mute");
  assert.equal(actionOf(SHORTCUTS, press("ArrowUp"), { ...nothing, slides: true }), null);
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }]) {
    assert.equal(actionOf(SHORTCUTS, press("KeyF", more), nothing), null);
  }
  assert.equal(actionOf(SHORTCUTS, press("KeyQ"), nothing), null);
});

test("no key does two things", () => {
  const codes = SHORTCUTS.flatMap((shortcut) => shortcut.codes);
  assert.equal(new Set(codes).size, codes.length);
});

const three = [
  { height: 1080, quality: 2 },
  { height: 540, quality: 1 },
  { height: 270, quality: 0 },
];

test("one size is no choice", () => {
  assert.deepEqual(choices([]), []);
  assert.deepEqual(choices([{ height: 720, quality: 2 }]), []);
  assert.deepEqual(
    choices([
      { height: 0, quality: 0 },
      { height: 720, quality: 2 },
    ]),
    [],
  );
  assert.deepEqual(choices(three), [1080, 540, 270]);
});

test("at most so high, also after a push with other sizes", () => {
  assert.equal(ceiling(three, null), 2);
  assert.equal(ceiling(three, 1080), 2);
  assert.equal(ceiling(three, 720), 1);
  assert.equal(ceiling(three, 300), 0);
  assert.equal(ceiling(three, 100), 0);
  assert.equal(ceiling([], 300), 2);
});
