import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { ApiError, createOnAir, isApiError, items, newKey, type OnAir, pages } from "@onair/client";
import { bearer, type Dev, dev } from "./dev.ts";

let api: Dev;
before(async () => {
  api = await dev();
});
after(() => api?.stop());

/** Names of this run, so that a running `cargo dev` can be used again and again. */
const run = randomBytes(3).toString("hex");
const named = (name: string) => `${name}_${run}`;
const as = (name: string, claims: object = {}): OnAir =>
  createOnAir({ baseUrl: api.url, getToken: () => bearer(named(name), claims) });
const id = (name: string) => `usr_${named(name)}`;

async function creator(name: string): Promise<OnAir> {
  const onair = as(name);
  await onair.submitApplication({ body: { bio: "Tests clients all day.", categories: ["TECHNOLOGY"] } });
  await as("admin", { role: "admin" }).approveApplication({ path: { userId: id(name) } });
  await onair.createIngress({ body: { ingressType: "RTMP" } });
  return onair;
}

test("the whole way of a creator and a viewer", async () => {
  const alice = await creator("alice");
  const bob = as("bob");
  const guest = createOnAir({ baseUrl: api.url });

  const { data: saved } = await alice.updateInfo({ body: { title: "Hello, client" } });
  assert.equal(saved.title, "Hello, client");
  const { data: stream } = await guest.getStream({ path: { username: named("alice") } });
  assert.deepEqual(
    [stream.title, stream.state, stream.user.username],
    ["Hello, client", "offline", named("alice")],
  );

  await bob.follow({ path: { userId: id("alice") } });
  assert.equal((await bob.getFollow({ path: { userId: id("alice") } })).data.isFollowing, true);
  assert.equal((await guest.getFollow({ path: { userId: id("alice") } })).data.isFollowing, false);
  const { data: pass } = await guest.createToken({ body: { hostId: id("alice"), guestName: "Gus" } });
  assert.match(pass.identity, /^guest-/);
});

test("refusals are typed by their texts", async () => {
  const carol = as("carol");
  const nobody = await carol
    .getStream({ path: { username: named("nobody") } })
    .catch((thrown: unknown) => thrown);
  assert.ok(isApiError(nobody, "Stream not found"));
  assert.ok(nobody.requestId);
  const gate = await carol.getInfo().catch((thrown: unknown) => thrown);
  assert.ok(isApiError(gate, "Creator application required"));
  assert.equal(gate.applicationStatus, null);
  const faults = await carol
    .updateMe({ body: { name: "", username: "?" } })
    .catch((thrown: unknown) => thrown);
  assert.ok(isApiError(faults, "Validation error"));
  assert.ok(faults.fault("name") && faults.fault("username"));
});

test("the same user action, sent twice, is done once", async () => {
  const dora = as("dora");
  await creator("erin");
  const idempotencyKey = newKey();
  const input = { path: { userId: id("erin") }, idempotencyKey };
  await dora.follow(input);
  // Without the key this would be `Already following this creator`.
  await dora.follow(input);
  const again = await dora.follow({ path: { userId: id("erin") } }).catch((thrown: unknown) => thrown);
  assert.ok(isApiError(again, "Already following this creator"));
});

test("a token that has ended is renewed once", async () => {
  let token = bearer(named("frank"), {}, -300);
  let renewals = 0;
  const refresh = () => {
    renewals += 1;
    token = bearer(named("frank"));
    return token;
  };
  const frank = createOnAir({ baseUrl: api.url, getToken: () => token, refresh });
  const all = await Promise.all([frank.getMe(), frank.getMe(), frank.listLive()]);
  assert.equal(all[0].data.username, named("frank"));
  assert.equal(renewals, 1);
});

test("pages follow the cursor over a list that is longer than one", async () => {
  await creator("grace");
  const fans = ["h1", "h2", "h3", "h4", "h5"];
  for (const fan of fans) await as(fan).follow({ path: { userId: id("grace") } });
  const list = createOnAir({ baseUrl: api.url }).listFollowers;
  const seen: string[] = [];
  const path = { userId: id("grace") };
  const call = (input: { query?: { limit?: number; cursor?: string } }) => list({ ...input, path });
  for await (const page of pages(call, { query: { limit: 2 } }))
    seen.push(...page.data.map((line) => line.username));
  assert.deepEqual(seen, [...fans].reverse().map(named));
  const ids: string[] = [];
  for await (const line of items(call, { query: { limit: 2 } })) ids.push(line.id);
  assert.equal(new Set(ids).size, fans.length);
});

test("a cursor that is not the server's is refused, and the pager does not hide it", async () => {
  const list = createOnAir({ baseUrl: api.url }).listLive;
  await assert.rejects(
    async () => {
      for await (const _ of pages(list, { query: { cursor: "nonsense" } })) assert.fail("a page");
    },
    (thrown) => thrown instanceof ApiError && thrown.error === "Invalid cursor",
  );
});

test("a route that is not in the document", async () => {
  const health = await createOnAir({ baseUrl: api.url }).request<{ message: string }>(
    "GET",
    "/api/webhook/livekit/health",
  );
  assert.equal(health.message, "LiveKit webhook endpoint is ready");
});
