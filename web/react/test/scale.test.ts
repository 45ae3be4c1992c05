import assert from "node:assert/strict";
import { test } from "node:test";
import { countTicks, marksWithin, timeTicks } from "../src/figures/scale.ts";

test("counts have whole, round ticks, and the highest is in sight", () => {
  assert.deepEqual(countTicks(0), [0, 1]);
  assert.deepEqual(countTicks(1), [0, 1]);
  assert.deepEqual(countTicks(3), [0, 1, 2, 3]);
  assert.deepEqual(countTicks(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(countTicks(12_430), [0, 5_000, 10_000, 15_000]);
  for (let top = 0; top < 5_000; top += 1) {
    const ticks = countTicks(top);
    assert.ok((ticks.at(-1) ?? 0) >= top && ticks.length <= 5, `${top}: ${ticks}`);
  }
});

test("times have ticks at round times of the reader's clock", () => {
  const at = (time: string) => Date.parse(`2026-11-29T${time}Z`);
  const shown = (from: string, to: string, offset = 0) =>
    timeTicks(at(from), at(to), 6, offset).map((tick) => new Date(tick).toISOString().slice(11, 16));
  assert.deepEqual(shown("20:01:10", "20:05:00"), ["20:02", "20:03", "20:04", "20:05"]);
  assert.deepEqual(shown("20:10:00", "23:50:00"), ["21:00", "22:00", "23:00"]);
  // Half an hour before UTC: the full hour of the reader is half past.
  assert.deepEqual(shown("20:10:00", "23:50:00", 1_800_000), ["20:30", "21:30", "22:30", "23:30"]);
  assert.ok(timeTicks(0, 400 * 86_400_000, 6, 0).length <= 7);
});

test("a mark belongs to the while that it happened in, whose end is the next one's", () => {
  const marks = ["2026-03-10T11:59:59.999Z", "2026-03-10T12:00:00.000Z", "2026-03-10T12:01:00.000Z"].map(
    (at) => ({ at, text: at }),
  );
  const within = (at: string) => marksWithin(marks, at, 60).map((mark) => marks.indexOf(mark));
  assert.deepEqual(within("2026-03-10T11:59:00.000Z"), [0]);
  assert.deepEqual(within("2026-03-10T12:00:00.000Z"), [1]);
  assert.deepEqual(within("2026-03-10T12:01:00.000Z"), [2]);
});
