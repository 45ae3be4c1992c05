import assert from "node:assert/strict";
import { test } from "node:test";
import { healthOf } from "../src/player/health.ts";

test("how a picture arrives is said by what it usually does, and not before that is known", () => {
  assert.equal(healthOf([]), null);
  assert.equal(healthOf([30, 30]), null);
  assert.equal(healthOf([30, 29, 30]), "good");
  // Few frames are what an encoder of few frames sends.
  assert.equal(healthOf([5, 5, 5]), "good");
  // One look with a gap is none.
  assert.equal(healthOf([30, 30, 30, 18, 30]), "good");
  assert.equal(healthOf([30, 30, 30, 20, 15, 22]), "uneven");
  assert.equal(healthOf([30, 30, 0, 0, 0]), "still");
});

test("what was long ago is no measure any more", () => {
  const half = Array.from({ length: 15 }, () => 30);
  assert.equal(healthOf([60, 60, ...half]), "good");
  assert.equal(healthOf([60, ...half.slice(1)]), "uneven");
});
