import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Connection, type RoomNews, type RoomPort } from "../src/room/connection.ts";
import { serial } from "../src/room/serial.ts";

/** A server of rooms that notes what is done, in order. */
function world() {
  const log: string[] = [];
  const rooms: { news: RoomNews; id: number }[] = [];
  let inside = 0;
  let most = 0;
  const plan = { refuse: null as string | null, slow: 0 };
  const connection = new Connection<RoomPort & { id: number }>({
    pass: async (signal) => {
      await pause(plan.slow);
      if (signal.aborted) throw signal.reason;
      if (plan.refuse) throw new Error(plan.refuse);
      return { token: "t", wsUrl: "ws://x", identity: "me", name: "Me" };
    },
    room: async (news) => {
      const id = rooms.length;
      rooms.push({ news, id });
      let joined = false;
      return {
        id,
        connect: async () => {
          log.push(`connect ${id}`);
          await pause(5);
          joined = true;
          inside += 1;
          most = Math.max(most, inside);
        },
        disconnect: async () => {
          await pause(1);
          if (joined) inside -= 1;
          joined = false;
          log.push(`disconnect ${id}`);
        },
      };
    },
    why: (thrown) => ((thrown as Error).message === "blocked" ? "blocked" : "away"),
    look: () => log.push("look"),
    random: () => 0,
  });
  return { connection, log, rooms, plan, inside: () => inside, most: () => most };
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

async function settled<R extends RoomPort>(connection: Connection<R>): Promise<void> {
  for (let round = 0; round < 5; round += 1) await connection.idle();
}

test("tasks run in the order in which they came, also after one that failed", async () => {
  const run = serial();
  const order: string[] = [];
  const first = run(async () => {
    await pause(20);
    order.push("first");
    throw new Error("no");
  });
  const second = run(async () => order.push("second"));
  await assert.rejects(first);
  await second;
  assert.deepEqual(order, ["first", "second"]);
});

test("connects, tells, and leaves", async () => {
  const { connection, inside } = world();
  const phases: string[] = [];
  connection.subscribe(() => phases.push(connection.snapshot().phase.at));
  connection.want(true);
  await settled(connection);
  assert.deepEqual([connection.snapshot().pass?.identity, connection.snapshot().room?.id], ["me", 0]);
  connection.want(false);
  await settled(connection);
  assert.equal(inside(), 0);
  assert.deepEqual([phases[0], phases.at(-1), connection.snapshot().room], ["connecting", "idle", null]);
});

test("React mounts twice: one is inside at a time, and one stays", async () => {
  const { connection, inside, most } = world();
  connection.want(true);
  connection.want(false);
  connection.want(true);
  await settled(connection);
  assert.deepEqual([inside(), most(), connection.snapshot().phase.at], [1, 1, "connected"]);
});

test("left while the token is on its way: nobody goes in", async () => {
  const { connection, log, plan, inside } = world();
  plan.slow = 20;
  connection.want(true);
  await pause(5);
  connection.want(false);
  await settled(connection);
  assert.deepEqual([log.filter((line) => line.startsWith("connect")), inside()], [[], 0]);
});

test("left while connecting: who got in goes out", async () => {
  const { connection, inside } = world();
  connection.want(true);
  await pause(3);
  connection.want(false);
  await settled(connection);
  assert.equal(inside(), 0);
});

test("unmounted and mounted many times in one tick ends as it was asked last", async () => {
  for (const last of [true, false]) {
    const { connection, inside, most } = world();
    for (let turn = 0; turn < 7; turn += 1) connection.want(turn % 2 === 0);
    connection.want(last);
    await settled(connection);
    assert.deepEqual([inside(), most() <= 1], [last ? 1 : 0, true]);
  }
});

test("the server goes and comes back: a new room, and the old one's news mean nothing", async () => {
  const { connection, rooms, inside } = world();
  connection.want(true);
  await settled(connection);
  mock.timers.enable({ apis: ["setTimeout"] });
  rooms[0]?.news.disconnected("OTHER");
  assert.equal(connection.snapshot().phase.at, "waiting");
  mock.timers.tick(400);
  mock.timers.reset();
  await pause(30);
  await settled(connection);
  assert.deepEqual([connection.snapshot().phase.at, connection.snapshot().room?.id], ["connected", 1]);
  rooms[0]?.news.disconnected("OTHER");
  assert.equal(connection.snapshot().phase.at, "connected");
  connection.want(false);
  await settled(connection);
  assert.ok(inside() <= 1);
});

test("a token refused for a block is the end", async () => {
  const { connection, plan } = world();
  plan.refuse = "blocked";
  connection.want(true);
  await settled(connection);
  assert.equal(connection.snapshot().phase.at, "blocked");
});

test("sound without a picture leaves the room and makes another", async () => {
  const { connection, log } = world();
  connection.want(true);
  await settled(connection);
  connection.stalled();
  await pause(400);
  await settled(connection);
  assert.deepEqual(log, ["connect 0", "disconnect 0", "connect 1"]);
  connection.want(false);
  await settled(connection);
});
