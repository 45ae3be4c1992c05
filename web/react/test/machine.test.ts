import assert from "node:assert/strict";
import { test } from "node:test";
import { type Effect, type Event, type Machine, START, step } from "../src/room/machine.ts";

const middle = () => 0.5;

/** Where a history leads, and what was done on the way. */
function after(...events: Event[]): { machine: Machine; effects: Effect[] } {
  let machine = START;
  const effects: Effect[] = [];
  for (const event of events) {
    const [next, done] = step(machine, event, middle);
    machine = next;
    effects.push(...done);
  }
  return { machine, effects };
}

const live: Event[] = [{ is: "wanted" }, { is: "connected", at: 1_000 }];
const gone = (
  reason: "OTHER" | "DUPLICATE_IDENTITY" | "PARTICIPANT_REMOVED" | "ROOM_DELETED" | "ROOM_CLOSED",
  at: number,
): Event => ({ is: "disconnected", reason, at });

test("wanted connects, once; unwanted leaves", () => {
  assert.deepEqual(after({ is: "wanted" }, { is: "wanted" }).effects, ["connect"]);
  const { machine, effects } = after(...live, { is: "unwanted" });
  assert.deepEqual([machine, effects], [START, ["connect", "disconnect"]]);
});

test("the SDK reconnects by itself", () => {
  const { machine, effects } = after(...live, { is: "reconnecting" });
  assert.equal(machine.phase.at, "reconnecting");
  assert.deepEqual(effects, ["connect"]);
  assert.equal(after(...live, { is: "reconnecting" }, { is: "reconnected" }).machine.phase.at, "connected");
});

test("another tab takes over: only the viewer takes it back", () => {
  const elsewhere = [...live, gone("DUPLICATE_IDENTITY", 2_000)];
  const { machine, effects } = after(...elsewhere, { is: "due" }, { is: "wanted" });
  assert.equal(machine.phase.at, "elsewhere");
  assert.deepEqual(effects, ["connect"]);
  assert.deepEqual(after(...elsewhere, { is: "again" }).effects, ["connect", "connect"]);
});

test("put out: asks for a token once; refused is blocked", () => {
  const out = [...live, gone("PARTICIPANT_REMOVED", 2_000)];
  assert.deepEqual(after(...out).effects, ["connect", "connect"]);
  const { machine } = after(...out, { is: "refused", why: "blocked", at: 2_100 });
  assert.equal(machine.phase.at, "blocked");
});

test("put out again within a minute is meant; later it is not", () => {
  const back: Event[] = [...live, gone("PARTICIPANT_REMOVED", 2_000), { is: "connected", at: 2_100 }];
  assert.equal(after(...back, gone("PARTICIPANT_REMOVED", 30_000)).machine.phase.at, "removed");
  assert.equal(after(...back, gone("PARTICIPANT_REMOVED", 63_000)).machine.phase.at, "connecting");
});

test("a room that was deleted: the stream is asked first", () => {
  for (const reason of ["ROOM_DELETED", "ROOM_CLOSED"] as const) {
    const { machine, effects } = after(...live, gone(reason, 2_000));
    assert.equal(machine.phase.at, "waiting");
    assert.deepEqual(effects, ["connect", "look"]);
  }
});

test("all else: again, later each time, five times, then the viewer is asked", () => {
  const pauses: number[] = [];
  let { machine } = after({ is: "wanted" });
  let at = 0;
  for (let round = 0; round < 6; round += 1) {
    [machine] = step(machine, { is: "refused", why: "away", at }, middle);
    if (machine.phase.at !== "waiting") break;
    pauses.push(machine.phase.until - at);
    at = machine.phase.until;
    [machine] = step(machine, { is: "due" }, middle);
  }
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000, 8_000]);
  assert.equal(machine.phase.at, "gaveUp");
  const [again, effects] = step(machine, { is: "again" }, middle);
  assert.deepEqual([again.phase.at, again.tries, effects], ["connecting", 0, ["connect"]]);
});

test("pauses differ between viewers", () => {
  const [{ phase: early }] = step(after(...live).machine, gone("OTHER", 2_000), () => 0);
  const [{ phase: late }] = step(after(...live).machine, gone("OTHER", 2_000), () => 0.999);
  assert.ok(early.at === "waiting" && late.at === "waiting");
  assert.deepEqual([early.until, Math.round(late.until)], [2_250, 2_750]);
});

test("a connection that lasted forgives what was before", () => {
  const broken: Event[] = [{ is: "wanted" }];
  for (let round = 0; round < 4; round += 1)
    broken.push({ is: "refused", why: "away", at: 0 }, { is: "due" });
  const held = after(...broken, { is: "connected", at: 10_000 }, gone("OTHER", 60_000));
  assert.equal(held.machine.tries, 1);
  const brief = after(...broken, { is: "connected", at: 10_000 }, gone("OTHER", 10_500));
  assert.equal(brief.machine.tries, 5);
});

test("a connection that breaks at once each time does not try for ever", () => {
  let { machine } = after({ is: "wanted" });
  for (let round = 0; round < 10 && machine.phase.at !== "gaveUp"; round += 1) {
    [machine] = step(machine, { is: "connected", at: round * 1_000 }, middle);
    [machine] = step(machine, gone("OTHER", round * 1_000 + 10), middle);
    [machine] = step(machine, { is: "due" }, middle);
  }
  assert.equal(machine.phase.at, "gaveUp");
});

test("sound without a picture: a new room", () => {
  const { machine, effects } = after(...live, { is: "stalled", at: 90_000 });
  assert.equal(machine.phase.at, "waiting");
  assert.deepEqual(effects, ["connect", "disconnect"]);
});

test("a picture that stands in every room is left alone, for a while", () => {
  const again = (at: number): Event[] => [
    { is: "stalled", at },
    { is: "due" },
    { is: "connected", at: at + 1_000 },
  ];
  const twice = [...live, ...again(20_000), ...again(40_000)];
  const { machine } = after(...twice);
  assert.equal(step(machine, { is: "stalled", at: 60_000 }, middle)[0], machine);
  const [later] = step(machine, { is: "stalled", at: 700_000 }, middle);
  assert.equal(later.phase.at, "waiting");
});

test("what comes late changes nothing", () => {
  const late: Event[] = [
    gone("OTHER", 5),
    { is: "connected", at: 5 },
    { is: "refused", why: "away", at: 5 },
    { is: "due" },
    { is: "again" },
    { is: "stalled", at: 5 },
    { is: "reconnected" },
    { is: "unwanted" },
  ];
  for (const event of late) assert.equal(step(START, event, middle)[0], START, event.is);
});
