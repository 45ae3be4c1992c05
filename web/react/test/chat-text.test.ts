import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "@onair/client";
import { packets } from "../src/chat/packets.ts";
import { lasts, reasonText, refusalOf } from "../src/chat/reasons.ts";
import type { ChatAction } from "../src/chat/store.ts";
import { length, mentioning, pieces } from "../src/chat/text.ts";
import { de } from "../src/messages/de.ts";
import { en } from "../src/messages/en.ts";

const shown = (text: string) => pieces(text).map(({ is, text }) => (is === "text" ? text : `${is}:${text}`));

test("links and mentions are found, and nothing else is", () => {
  assert.deepEqual(shown("see https://example.com/a_(b)?c=d, ok"), [
    "see ",
    "link:https://example.com/a_(b)?c=d",
    ", ok",
  ]);
  assert.deepEqual(shown("hi @alice_1!"), ["hi ", "mention:@alice_1", "!"]);
  assert.deepEqual(shown("me@example.com @al javascript:alert(1)"), [
    "me@example.com @al javascript:alert(1)",
  ]);
  assert.deepEqual(shown("http://"), ["http://"]);
  assert.deepEqual(shown(""), []);
});

test("no piece is lost", () => {
  for (const text of [
    "a @bob https://x.y z",
    "@@bob",
    "https://a.b/@bob @carol",
    "(https://a.b)",
    "@bob@carol @dave",
  ]) {
    assert.equal(
      pieces(text)
        .map((piece) => piece.text)
        .join(""),
      text,
    );
  }
});

test("characters are counted as the API counts them", () => {
  assert.equal(length("a🙂b"), 3);
});

test("who is being mentioned", () => {
  assert.equal(mentioning("hi @al", 6), "al");
  assert.equal(mentioning("@", 1), "");
  assert.equal(mentioning("me@al", 5), null);
  assert.equal(mentioning("hi @al there", 12), null);
  assert.equal(mentioning("hi @al there", 6), "al");
});

function told(...texts: string[]): { actions: ChatAction["is"][]; lost: number } {
  const actions: ChatAction["is"][] = [];
  let lost = 0;
  const take = packets({ tell: (action) => actions.push(action.is), lost: () => (lost += 1) });
  for (const text of texts) take(text);
  return { actions, lost };
}

const packet = (n: number, ev: object[] = [], more: object = {}) =>
  JSON.stringify({ v: 1, e: "fan", n, ev, ...more });

test("a packet tells in order, and what is unknown is passed over", () => {
  const ev = [
    { t: "msg", m: { id: "1" } },
    { t: "poll" },
    { t: "del", id: "1" },
    { t: "clearUser", userId: "u" },
    { t: "pin", m: null },
    { t: "settings", settings: {} },
    { t: "you", you: {} },
  ];
  assert.deepEqual(told(packet(1, ev, { skipped: 3 })).actions, [
    "skipped",
    "message",
    "deleted",
    "clearUser",
    "pinned",
    "rules",
    "you",
  ]);
  assert.deepEqual(told("no json", "null", '{"v":2,"ev":[{"t":"clear"}]}', '{"v":1}').actions, []);
});

test("a jump in the count of one sender means that one was lost", () => {
  assert.equal(told(packet(5), packet(6), packet(7)).lost, 0);
  assert.equal(told(packet(5), packet(7)).lost, 1);
  assert.equal(told(packet(7), packet(6), packet(8)).lost, 0);
  assert.equal(told(packet(5), packet(90, [], { e: "other" })).lost, 0);
});

test("refusals are told in words, with their time", () => {
  const now = 1_700_000_000_000;
  const until = new Date(now + 7 * 60_000).toISOString();
  const followers = refusalOf(
    new ApiError(403, { error: "Only followers can write in this chat", code: "FOLLOWERS_ONLY", until }),
    now,
  );
  assert.ok(followers);
  assert.equal(reasonText(followers, en, "en", now), "Followers write here. You can in 7 minutes.");
  assert.equal(reasonText(followers, de, "de", now), "Hier schreiben Follower. Du in 7 Minuten.");
  const slow = refusalOf(
    new ApiError(429, { error: "Slow mode", code: "SLOW_MODE" }, new Headers({ "retry-after": "3" })),
    now,
  );
  assert.deepEqual([slow?.until, slow && lasts(slow)], [now + 3_000, true]);
  const again = refusalOf(new ApiError(409, { error: "You already said that", code: "DUPLICATE" }), now);
  assert.equal(again && lasts(again), false);
  assert.equal(refusalOf(new ApiError(503, { error: "Service unavailable" }), now), null);
  assert.equal(refusalOf(new Error("net"), now), null);
});
