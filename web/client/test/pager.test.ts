import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, items, pages } from "@onair/client";

type Query = { limit?: number; cursor?: string };
interface Line {
  id: string;
}

/** A list whose pages are given; a number stands for the error `Invalid cursor`. */
function list(script: (string[] | "invalid")[]) {
  const asked: (string | undefined)[] = [];
  let step = 0;
  const call = async ({ query }: { query?: Query }) => {
    asked.push(query?.cursor);
    assert.equal(query?.limit, 2, "the query is kept");
    const page = script[step++];
    if (page === undefined) throw new Error("asked too often");
    if (page === "invalid") throw new ApiError(400, { error: "Invalid cursor" });
    const more = step < script.length;
    return { data: page.map((id): Line => ({ id })), pagination: { nextCursor: more ? `c${step}` : null } };
  };
  return { call, asked };
}

async function all(call: ReturnType<typeof list>["call"]) {
  const seen: string[] = [];
  for await (const page of pages(call, { query: { limit: 2 } as Query })) {
    seen.push((page.restarted ? "again:" : "") + page.data.map((line) => line.id).join(","));
  }
  return seen;
}

test("follows cursors to the end, over empty pages", async () => {
  const { call, asked } = list([["a", "b"], [], ["c"]]);
  assert.deepEqual(await all(call), ["a,b", "", "c"]);
  assert.deepEqual(asked, [undefined, "c1", "c2"]);
});

test("begins anew when the cursor was outlived, and says so", async () => {
  const { call, asked } = list([["a", "b"], "invalid", ["x", "a"], ["b"]]);
  assert.deepEqual(await all(call), ["a,b", "again:x,a", "b"]);
  assert.deepEqual(asked, [undefined, "c1", undefined, "c3"]);
});

test("does not begin anew for ever", async () => {
  const { call } = list([["a"], "invalid", ["a"], "invalid", ["a"], "invalid", ["a"]]);
  await assert.rejects(all(call), { error: "Invalid cursor" });
});

test("a first page that is refused is not asked again", async () => {
  const { call, asked } = list(["invalid", ["a"]]);
  await assert.rejects(all(call), { error: "Invalid cursor" });
  assert.equal(asked.length, 1);
});

test("items come once each, also over a new beginning", async () => {
  const { call } = list([["a", "b"], "invalid", ["x", "a", "b"], ["c"]]);
  const seen: string[] = [];
  for await (const line of items(call, { query: { limit: 2 } as Query })) seen.push(line.id);
  assert.deepEqual(seen, ["a", "b", "x", "c"]);
});

test("a reader who stops asks no more", async () => {
  const { call, asked } = list([["a"], ["b"]]);
  for await (const _ of pages(call, { query: { limit: 2 } as Query })) break;
  assert.equal(asked.length, 1);
});
