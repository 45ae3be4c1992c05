import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ChatAction,
  type ChatState,
  EMPTY,
  type Line,
  MOST_LINES,
  newest,
  reduce,
} from "../src/chat/store.ts";
import type { ChatMessage } from "../src/chat/types.ts";

const id = (n: number) => `01H${String(n).padStart(6, "0")}`;

function said(n: number, more: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: id(n),
    userId: "usr_bob",
    username: "bob",
    name: "Bob",
    image: null,
    roles: [],
    text: `message ${n}`,
    replyTo: null,
    mentions: [],
    kind: "MESSAGE",
    state: "SENT",
    sentAt: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    deletedAt: null,
    clientId: null,
    ...more,
  };
}

const echo = (clientId: string): Line => ({
  ...said(0, { id: `~${clientId}`, clientId, userId: "usr_me" }),
  echo: "sending",
});
const message = (n: number, more?: Partial<ChatMessage>): ChatAction => ({
  is: "message",
  message: said(n, more),
});
const history = (...ns: number[]): ChatAction => ({ is: "history", messages: ns.map((n) => said(n)) });
const after = (...actions: ChatAction[]): ChatState => actions.reduce(reduce, EMPTY);
const texts = (state: ChatState) => state.lines.map((line) => line.text);
const ids = (lines: readonly Line[]) => lines.map((line) => line.id);

test("each message once, in its place, whatever the order in which they come", () => {
  const state = after(message(3), history(1, 2, 3), message(5), message(4), history(4, 5), message(3));
  assert.deepEqual(ids(state.lines), [1, 2, 3, 4, 5].map(id));
});

test("what the server no longer has goes, and what came since it was asked stays", () => {
  const latest = (isAll: boolean, ...ns: number[]): ChatAction => ({
    is: "latest",
    messages: ns.map((n) => said(n)),
    isAll,
  });
  // 4 was deleted, and nobody told us; 1 and 2 are older than the page; 7 came by the room meanwhile.
  const state = after(history(1, 2, 3, 4, 5), message(7), latest(false, 3, 5, 6));
  assert.deepEqual(ids(state.lines), [1, 2, 3, 5, 6, 7].map(id));
  assert.deepEqual(ids(after(history(1, 2, 3), latest(true, 2, 3)).lines), [2, 3].map(id));
  // Our own on its way is nobody's to take, and an empty answer says nothing of what came since.
  const sending = after(history(1), { is: "sending", line: echo("mine") }, latest(true, 1));
  assert.equal(sending.lines.length, 2);
  assert.deepEqual(ids(after(message(1), latest(true)).lines), [id(1)]);
  // The whole chat was cleared: what an earlier page had is not there any more, what came since may not be there yet.
  const cleared: ChatAction = { is: "latest", messages: [], isAll: true, known: id(2) };
  assert.deepEqual(ids(after(history(1, 2), message(3), cleared).lines), [id(3)]);
  // What waits for a reader who has scrolled up, too.
  const waiting = after(history(1), { is: "pause" }, message(2), message(3), latest(true, 1, 3));
  assert.deepEqual([waiting.unread, ids(waiting.fresh)], [1, [id(3)]]);
});

test("any order leads to the same lines", () => {
  const sorted = Array.from({ length: 30 }, (_, n) => n + 1);
  let seed = 7;
  for (let round = 0; round < 50; round += 1) {
    const shuffled = [...sorted, ...sorted]
      .map((n) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return [seed, n] as const;
      })
      .sort(([a], [b]) => a - b)
      .map(([, n]) => n);
    assert.deepEqual(ids(after(...shuffled.map((n) => message(n))).lines), sorted.map(id), `round ${round}`);
  }
});

test("no more lines than fit, the newest of them", () => {
  const state = after(...Array.from({ length: 400 }, (_, n) => message(n)));
  assert.equal(state.lines.length, MOST_LINES);
  assert.equal(state.lines.at(-1)?.id, id(399));
  assert.equal(state.lines[0]?.id, id(150));
});

test("who reads is not pushed: new ones wait and are counted", () => {
  const paused = after(history(1, 2), { is: "pause" }, message(3), message(4), message(3));
  assert.deepEqual([ids(paused.lines), paused.unread], [[1, 2].map(id), 2]);
  const back = reduce(paused, { is: "resume" });
  assert.deepEqual([ids(back.lines), back.unread, back.fresh.length], [[1, 2, 3, 4].map(id), 0, 0]);
});

test("what waits is bounded too, and counted in full", () => {
  const state = after(history(1), { is: "pause" }, ...Array.from({ length: 600 }, (_, n) => message(n + 2)));
  assert.deepEqual([state.lines.length, state.fresh.length, state.unread], [1, MOST_LINES, 600]);
  const back = reduce(state, { is: "resume" });
  assert.deepEqual([back.lines.length, back.lines.at(-1)?.id], [MOST_LINES, id(601)]);
});

test("what was missed before stands before, also while one reads", () => {
  const state = after(message(1), message(5), { is: "pause" }, history(3));
  assert.deepEqual([ids(state.lines), state.unread], [[1, 3, 5].map(id), 0]);
});

test("deleted: the text is gone, and a late copy does not bring it back", () => {
  const state = after(message(1), message(2), { is: "deleted", id: id(1) }, history(1, 2));
  assert.deepEqual(texts(state), [null, "message 2"]);
  assert.equal(state.lines[0]?.state, "DELETED");
  assert.deepEqual(texts(after({ is: "deleted", id: id(1) }, history(1, 2))), ["message 2"]);
});

test("deleted while it waits: it never shows, and is not counted", () => {
  const state = after(history(1), { is: "pause" }, message(2), message(3), { is: "deleted", id: id(2) });
  assert.deepEqual([ids(state.fresh), state.unread], [[id(3)], 1]);
});

test("cleared: all is gone, what was read before does not come back, what is said after does", () => {
  const state = after(history(1, 2), { is: "clear" }, history(1, 2), message(3));
  assert.deepEqual(ids(state.lines), [id(3)]);
  assert.equal(after(history(1, 2), { is: "clear" }).cleared, true);
  assert.equal(state.cleared, false);
});

test("one writer cleared: theirs are gone, wherever they stand, the others' stay", () => {
  const alice = { userId: "usr_alice" };
  const state = after(message(1), message(2, alice), { is: "pause" }, message(3, alice), message(4), {
    is: "clearUser",
    userId: "usr_alice",
  });
  assert.deepEqual([ids(state.lines), ids(state.fresh), state.unread], [[id(1)], [id(4)], 1]);
  const late = [message(2, alice), message(3, alice), message(9, alice)].reduce(reduce, state);
  assert.deepEqual(ids(late.fresh), [id(4), id(9)]);
});

test("one's own stands at once, and once: the answer and the packet are the same message", () => {
  const own = { userId: "usr_me", clientId: "c1" };
  const sending = after(message(1), { is: "sending", line: echo("c1") }, message(2));
  assert.deepEqual(ids(sending.lines), [id(1), id(2), "~c1"]);
  const answer: ChatAction = { is: "sent", clientId: "c1", message: said(3, own) };
  for (const both of [
    [answer, message(3, own)],
    [message(3, own), answer],
  ]) {
    const state = both.reduce(reduce, sending);
    assert.deepEqual(ids(state.lines), [1, 2, 3].map(id));
    assert.ok(state.lines.every((line) => !line.echo));
  }
});

test("one's own that was not taken stays, to be sent again or dropped", () => {
  const failed = after({ is: "sending", line: echo("c1") }, { is: "failed", clientId: "c1" });
  assert.equal(failed.lines[0]?.echo, "failed");
  assert.deepEqual(ids(reduce(failed, { is: "sending", line: echo("c1") }).lines), ["~c1"]);
  assert.equal(reduce(failed, { is: "dropped", clientId: "c1" }).lines.length, 0);
});

test("one's own is shown while one reads", () => {
  const state = after(history(1), { is: "pause" }, { is: "sending", line: echo("c1") }, message(2), {
    is: "sent",
    clientId: "c1",
    message: said(3, { clientId: "c1" }),
  });
  assert.ok(ids([...state.lines, ...state.fresh]).includes(id(3)));
});

test("a pinned message goes when it is deleted", () => {
  const pinned = after(message(1), { is: "pinned", message: said(1) });
  assert.equal(reduce(pinned, { is: "deleted", id: id(1) }).pinned, null);
  assert.equal(reduce(pinned, { is: "clearUser", userId: "usr_bob" }).pinned, null);
});

test("held messages come, are decided, and are told twice", () => {
  const holding: ChatAction = { is: "holding", message: said(1, { state: "HELD" }) };
  const state = after(holding, holding);
  assert.equal(state.held.length, 1);
  assert.equal(reduce(state, { is: "decided", id: id(1) }).held.length, 0);
});

test("what is read next comes after the newest that is known", () => {
  assert.equal(newest(EMPTY), null);
  assert.equal(newest(after({ is: "sending", line: echo("c1") })), null);
  assert.equal(
    newest(after(history(1, 3), { is: "pause" }, message(7), { is: "sending", line: echo("c1") })),
    id(7),
  );
});
