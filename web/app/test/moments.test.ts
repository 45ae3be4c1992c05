import assert from "node:assert/strict";
import { test } from "node:test";
import { momentsOf } from "../src/routes/dashboard/moments.ts";

const broadcast = {
  startedAt: "2026-03-10T12:00:00.000Z",
  endedAt: "2026-03-10T13:00:00.000Z",
  raidOut: null,
};
const raided = (viewers: number) => `raid of ${viewers}`;
const marker = (offset: number, text: string) => ({ offset, text });

test("a broadcast has the markers of what was recorded of it, in their order", () => {
  const videos = [
    { startedAt: "2026-03-10T13:00:00.001Z", markers: [marker(1, "of the next one")] },
    { startedAt: "2026-03-10T12:30:00.000Z", markers: [marker(5.5, "of its second push")] },
    { startedAt: "2026-03-10T12:00:02.000Z", markers: [marker(60, "later"), marker(0, "first")] },
    { startedAt: "2026-03-10T11:59:59.000Z", markers: [marker(1, "of the one before")] },
  ];
  assert.deepEqual(momentsOf(broadcast, videos, raided), [
    { at: "2026-03-10T12:00:02.000Z", text: "first" },
    { at: "2026-03-10T12:01:02.000Z", text: "later" },
    { at: "2026-03-10T12:30:05.500Z", text: "of its second push" },
  ]);
});

test("one that runs has no end yet", () => {
  const videos = [{ startedAt: "2026-03-11T09:00:00.000Z", markers: [marker(0, "still on")] }];
  assert.equal(momentsOf({ ...broadcast, endedAt: null }, videos, raided).length, 1);
});

test("a raid stands where it went, among the markers; one of which that is not known stands nowhere", () => {
  const videos = [
    { startedAt: broadcast.startedAt, markers: [marker(10, "before"), marker(3_000, "after")] },
  ];
  const raidOut = { viewers: 12, goesAt: "2026-03-10T12:40:00.000Z" };
  assert.deepEqual(momentsOf({ ...broadcast, raidOut }, videos, raided), [
    { at: "2026-03-10T12:00:10.000Z", text: "before" },
    { at: raidOut.goesAt, text: "raid of 12", kind: "raid" },
    { at: "2026-03-10T12:50:00.000Z", text: "after" },
  ]);
  assert.deepEqual(momentsOf({ ...broadcast, raidOut: { viewers: 12, goesAt: null } }, [], raided), []);
});
