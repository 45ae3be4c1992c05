import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChatFacts, refusalNow } from "../src/chat/refusalNow.ts";
import type { ChatYou } from "../src/chat/types.ts";

const YOU: ChatYou = { identity: "usr_bob", role: "VIEWER", canWrite: true, code: null, until: null };
const OPEN: ChatFacts = {
  isGone: false,
  isOffline: false,
  isChatOn: true,
  isModerator: false,
  refused: null,
  you: YOU,
  opening: "open",
  isDirect: false,
  withoutMedia: false,
  phase: "connected",
};
const code = (facts: Partial<ChatFacts>) => refusalNow({ ...OPEN, ...facts })?.code ?? null;

test("who may write, may", () => {
  assert.equal(code({}), null);
  assert.equal(code({ isChatOn: false, isModerator: true }), null);
  // The API's chat needs no room and no broadcast.
  assert.equal(code({ phase: "gaveUp", isOffline: true, withoutMedia: true }), null);
});

test("a chat that does not come says so, and not that it connects", () => {
  assert.equal(code({ opening: "opening" }), "CONNECTING");
  assert.equal(code({ opening: "failed" }), "AWAY");
  const direct = { isDirect: true, you: { ...YOU, canWrite: false, code: "CONNECTING" as const } };
  assert.equal(code({ ...direct, phase: "connecting" }), "CONNECTING");
  assert.equal(code({ ...direct, withoutMedia: true }), "NO_CHAT");
  assert.equal(code({ ...direct, isOffline: true }), "OFFLINE");
  for (const phase of ["waiting", "gaveUp", "elsewhere", "removed", "blocked", "missing"] as const) {
    assert.equal(code({ ...direct, phase }), "AWAY", phase);
  }
});

test("the API's reason is the reason, with its end", () => {
  const until = "2026-11-29T20:00:00.000Z";
  const you: ChatYou = { ...YOU, canWrite: false, code: "TIMED_OUT", until };
  assert.deepEqual(refusalNow({ ...OPEN, you }), { code: "TIMED_OUT", until: Date.parse(until) });
  assert.equal(code({ you, isChatOn: false }), "CHAT_OFF");
  assert.equal(code({ you, isGone: true }), "OTHER");
});
