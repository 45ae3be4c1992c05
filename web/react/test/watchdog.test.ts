import assert from "node:assert/strict";
import { test } from "node:test";
import { STALL, watchdog } from "../src/room/watchdog.ts";

/** Feeds frames, two seconds apart, and tells at which of them it barked. */
function barks(frames: number[], expected: (at: number) => boolean = () => true): number[] {
  const bark = watchdog();
  return frames
    .map((count, at) => [at, bark({ at: at * 2_000, frames: count, expected: expected(at) })] as const)
    .filter(([, barked]) => barked)
    .map(([at]) => at);
}

test("a picture that moves is left alone", () => {
  assert.deepEqual(barks(Array.from({ length: 30 }, (_, at) => at * 60)), []);
});

test("a picture that stands for ten seconds is told, and again ten seconds later", () => {
  const still = [0, 60, ...Array(12).fill(120)];
  assert.deepEqual(barks(still), [2 + STALL / 2_000, 2 + (2 * STALL) / 2_000]);
});

test("no frame at all since the beginning counts too", () => {
  assert.deepEqual(barks(Array(8).fill(0)), [5]);
});

test("a picture that need not move is not told", () => {
  assert.deepEqual(
    barks(Array(20).fill(7), () => false),
    [],
  );
  assert.deepEqual(
    barks(Array(9).fill(7), (at) => at !== 4),
    [],
  );
});

test("a page that slept proves nothing", () => {
  const bark = watchdog();
  assert.equal(bark({ at: 0, frames: 7, expected: true }), false);
  assert.equal(bark({ at: 60_000, frames: 7, expected: true }), false);
  assert.equal(bark({ at: 62_000, frames: 7, expected: true }), false);
});
