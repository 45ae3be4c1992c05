import assert from "node:assert/strict";
import { test } from "node:test";
import { type Packet, relay } from "../src/room/relay.ts";

test("a page in a room tells the others of the same viewer what it hears, and nobody else", async () => {
  const heard: Packet[] = [];
  const packet = { topic: "onair.chat", text: "{}" };
  const others = [
    relay("usr_alice", null, () => assert.fail("a guest is told what a user is")),
    relay("usr_bob", "usr_carol", () => assert.fail("another room")),
  ];
  const room = relay("usr_alice", "usr_carol");
  const told = new Promise<void>((done) => {
    others.push(
      relay("usr_alice", "usr_carol", (one) => {
        heard.push(one);
        done();
      }),
    );
  });
  room.tell(packet);
  await told;
  assert.deepEqual(heard, [packet]);
  for (const one of [room, ...others]) one.end();
});
