import assert from "node:assert/strict";
import { test } from "node:test";
import { joinRaid, leavesAt, passedInto, raidInto, raidOf } from "../src/room/raid.ts";

const RAID = {
  id: "01RAID_usr_ada_1",
  targetId: "usr_mika",
  targetUsername: "mika_plays",
  targetName: "Mika",
  goesAt: "2026-11-29T20:00:00.000Z",
  spreadSeconds: 20,
};

test("metadata tell of a raid, or of none", () => {
  assert.deepEqual(raidOf(JSON.stringify({ title: "x", raid: RAID })), RAID);
  assert.equal(raidOf(JSON.stringify({ raid: { ...RAID, spreadSeconds: "much" } }))?.spreadSeconds, 0);
  for (const none of ["", "null", "{}", '{"raid":null}', '{"raid":"x"}', '{"raid":{}}', "not json"]) {
    assert.equal(raidOf(none), null, none);
  }
  assert.equal(raidOf(JSON.stringify({ raid: { ...RAID, goesAt: "soon" } })), null);
});

test("viewers leave one after another", () => {
  const goes = Date.parse(RAID.goesAt);
  assert.equal(leavesAt(RAID, 0), goes);
  assert.equal(leavesAt(RAID, 0.5), goes + 10_000);
});

test("a token for the target is the raid's, for another room it is not", () => {
  joinRaid(RAID);
  assert.deepEqual(raidInto("usr_mika"), { raidId: RAID.id, chatToken: undefined });
  assert.deepEqual(raidInto("usr_noor"), { raidId: undefined, chatToken: undefined });
  // With the chat token of the room that it comes from.
  passedInto("usr_ada_1", "of ada's room");
  passedInto("usr_mika", "of mika's room");
  assert.deepEqual(raidInto("usr_mika"), { raidId: RAID.id, chatToken: "of ada's room" });
  assert.equal(raidInto("usr_noor").chatToken, undefined);
});
