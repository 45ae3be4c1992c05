import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ApiError, createOnAir, isApiError, NetworkError, newKey, type OnAirOptions } from "@onair/client";
import { type Answer, refusal, type Seen, server } from "./server.ts";

const open: { close: () => unknown }[] = [];
after(() => Promise.all(open.map((one) => one.close())));

async function against(script: (Answer | ((seen: Seen) => Answer))[], options: OnAirOptions = {}) {
  const api = await server(script);
  open.push(api);
  return { onair: createOnAir({ baseUrl: api.url, ...options }), seen: api.seen };
}

const follow = { path: { userId: "usr_alice" } };

async function thrown(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => assert.fail("should have been refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApiError, String(error));
  return error;
}

test("a refusal is thrown with all that it says", async () => {
  const details = [{ field: "title", message: "is too long" }];
  const more = {
    details,
    message: "Shorter, please",
    code: "WORD",
    until: "2026-01-01T00:00:00.000Z",
    applicationStatus: null,
  };
  const { onair } = await against([refusal(400, "Validation error", { "x-request-id": "req-1" }, more)]);
  const error = await thrown(onair.updateInfo({ body: { title: "…" } }));
  const { status, code, until, applicationStatus, requestId, retryAfter } = error;
  assert.deepEqual(
    {
      status,
      error: error.error,
      code,
      until,
      applicationStatus,
      requestId,
      retryAfter,
      details: error.details,
    },
    {
      status: 400,
      error: "Validation error",
      code: "WORD",
      until: more.until,
      applicationStatus: null,
      requestId: "req-1",
      retryAfter: null,
      details,
    },
  );
  assert.equal(error.fault("title"), "is too long");
  assert.equal(error.fault("description"), null);
  assert.ok(isApiError(error, "Validation error") && !isApiError(error, "Not found"));
});

test("an answer that is not ours is an error all the same", async () => {
  const { onair } = await against([{ status: 403, body: "<html>no</html>" }]);
  const error = await thrown(onair.listLive());
  assert.equal(error.error, "HTTP 403");
});

test("a refused token is renewed once, for all calls together", async () => {
  let token = "old";
  let renewals = 0;
  let ended = 0;
  const refresh = async () => {
    renewals += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    token = "new";
    return token;
  };
  const asked = (one: Seen) => (one.token === "Bearer new" ? {} : refusal(401, "Authentication required"));
  const { onair, seen } = await against([asked], {
    getToken: () => token,
    refresh,
    onUnauthorized: () => ended++,
  });
  await Promise.all([onair.getMe(), onair.getMe(), onair.listLive()]);
  assert.equal(renewals, 1);
  assert.equal(ended, 0);
  assert.equal(seen.length, 6);
  await onair.getMe();
  assert.equal(seen.length, 7);
});

test("who came late uses the token that another call renewed", async () => {
  let asks = 0;
  let renewals = 0;
  const getToken = () => (asks++ === 0 ? "old" : "new");
  const asked = (one: Seen) => (one.token === "Bearer new" ? {} : refusal(401, "Authentication required"));
  const { onair } = await against([asked], { getToken, refresh: () => `${renewals++}` });
  await onair.getMe();
  assert.equal(renewals, 0);
});

test("a token that stays refused ends the session, after one renewal", async () => {
  let renewals = 0;
  let ended = 0;
  const options = {
    getToken: () => "old",
    refresh: () => `new ${renewals++}`,
    onUnauthorized: () => ended++,
  };
  const { onair, seen } = await against([refusal(401, "Authentication required")], options);
  const error = await thrown(onair.getMe());
  assert.equal(error.status, 401);
  assert.deepEqual([renewals, ended, seen.length], [1, 1, 2]);
});

test("a guest's 401 renews nothing and ends nothing", async () => {
  let ended = 0;
  const options = {
    getToken: () => null,
    refresh: () => assert.fail("asked"),
    onUnauthorized: () => ended++,
  };
  const { onair } = await against([refusal(401, "Authentication required")], options);
  await thrown(onair.getMe());
  assert.equal(ended, 0);
});

test("one user action has one key over all its repetitions, and the next another", async () => {
  const { onair, seen } = await against([
    { cut: true },
    refusal(503, "Service unavailable", { "retry-after": "0" }),
    {},
  ]);
  await onair.follow(follow);
  await onair.follow(follow);
  const keys = seen.map((one) => one.key);
  assert.equal(keys.length, 4);
  assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
  assert.equal(keys[0], keys[1]);
  assert.equal(keys[1], keys[2]);
  assert.notEqual(keys[2], keys[3]);
});

test("a given key is used, its body with it", async () => {
  const { onair, seen } = await against([{ cut: true }, {}]);
  const idempotencyKey = newKey();
  await onair.updateInfo({ body: { title: "Hello" }, idempotencyKey });
  assert.deepEqual(
    seen.map((one) => [one.method, one.key, one.body]),
    Array(2).fill(["PUT", idempotencyKey, '{"title":"Hello"}']),
  );
});

test("reading, tokens and messages need no key", async () => {
  const { onair, seen } = await against([{}]);
  await onair.listLive();
  await onair.createToken({ body: { hostId: "usr_alice", guestName: "Gus" } });
  await onair.request("POST", "/api/chat/usr_alice/messages", { body: { text: "hi", clientId: "c" } });
  assert.deepEqual(
    seen.map((one) => one.key),
    [undefined, undefined, undefined],
  );
});

test("too fast: again after Retry-After", async () => {
  const { onair, seen } = await against([refusal(429, "Too many requests", { "retry-after": "1" }), {}]);
  await onair.search({ query: { q: "a" } });
  const [first, second] = seen;
  assert.ok(first && second && second.at - first.at >= 950, "came too early");
});

test("a wait that is too long is thrown, with its seconds", async () => {
  const { onair, seen } = await against([
    refusal(429, "Slow mode", { "retry-after": "30" }, { code: "SLOW_MODE" }),
  ]);
  const error = await thrown(onair.follow(follow));
  assert.deepEqual([error.retryAfter, error.code, seen.length], [30, "SLOW_MODE", 1]);
});

test("who does not want to wait is told at once", async () => {
  const { onair, seen } = await against([refusal(429, "Too many requests", { "retry-after": "1" })]);
  await thrown(onair.follow({ ...follow, retries: 0 }));
  assert.equal(seen.length, 1);
});

test("repetitions are bounded", async () => {
  const { onair, seen } = await against([refusal(503, "Service unavailable", { "retry-after": "0" })]);
  const error = await thrown(onair.listLive());
  assert.deepEqual([error.status, seen.length], [503, 3]);
});

test("the first request still running: again with the same key", async () => {
  const { onair, seen } = await against([refusal(409, "Request in progress", { "retry-after": "1" }), {}]);
  await onair.follow(follow);
  assert.equal(seen[0]?.key, seen[1]?.key);
});

test("what will not change is not asked again", async () => {
  for (const [status, error] of [
    [409, "User is already blocked"],
    [500, "Internal server error"],
    [404, "User not found"],
  ] as const) {
    const { onair, seen } = await against([refusal(status, error)]);
    await thrown(onair.block({ path: { userId: "usr_bob" } }));
    assert.equal(seen.length, 1, error);
  }
});

test("no answer at all is a NetworkError", async () => {
  const { onair, seen } = await against([{ cut: true }]);
  await assert.rejects(onair.listLive({ retries: 1 }), NetworkError);
  assert.equal(seen.length, 2);
});

test("an answer that takes too long is asked for again", async () => {
  const { onair, seen } = await against([{ after: 2_000 }, {}]);
  await onair.listLive({ timeout: 100 });
  assert.equal(seen.length, 2);
});

test("a signal ends a wait, and the call with its own reason", async () => {
  const { onair, seen } = await against([refusal(503, "Service unavailable", { "retry-after": "9" })]);
  const stop = new AbortController();
  const started = Date.now();
  setTimeout(() => stop.abort(new Error("gone")), 100);
  await assert.rejects(onair.listLive({ signal: stop.signal }), /^Error: gone$/);
  assert.ok(Date.now() - started < 2_000);
  assert.equal(seen.length, 1);
});

test("a signal ends a call that is under way", async () => {
  const { onair, seen } = await against([{ after: 5_000 }]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  await assert.rejects(onair.listLive({ signal: stop.signal }), { name: "AbortError" });
  assert.equal(seen.length, 1);
});

test("path, query and body arrive as they are, encoded", async () => {
  const { onair, seen } = await against([{}]);
  await onair.getStream({ path: { username: "a b/c#d" } });
  await onair.search({ query: { q: "don't & stop", limit: 5 } });
  await onair.request("GET", "/api/x", { query: { a: 1, b: null, c: undefined } });
  assert.deepEqual(
    seen.map((one) => one.url),
    ["/api/viewer/stream/a%20b%2Fc%23d", "/api/viewer/search?q=don%27t%20%26%20stop&limit=5", "/api/x?a=1"],
  );
});

test("a route outside of the document goes the same way", async () => {
  const { onair, seen } = await against([{ cut: true }, { body: { success: true, data: 7 } }], {
    getToken: () => "t",
  });
  const answer = await onair.request<{ data: number }>("POST", "/api/chat/usr_a/bans", {
    body: { userId: "x" },
  });
  assert.equal(answer.data, 7);
  assert.deepEqual(
    [seen[0]?.key, seen[1]?.token, seen[1]?.body],
    [seen[1]?.key, "Bearer t", '{"userId":"x"}'],
  );
});
