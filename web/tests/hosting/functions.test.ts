import assert from "node:assert/strict";
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

interface Event {
  viewer: { ip: string };
  request: { uri: string; headers: Record<string, { value: string }> };
}

const folder = new URL("../../hosting/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

type Headers = Event["request"]["headers"];

/** A function of the CDN, as its own runtime would run it: with the CDN's module, without anything of Node's. */
function run(name: string, uri: string, headers: Headers = {}): Event["request"] & { origin?: string } {
  let origin: string | undefined;
  const cf = { selectRequestOriginById: (id: string) => (origin = id) };
  const code = read(name).replace('import cf from "cloudfront";', "");
  const handler = runInNewContext(`${code}\nhandler`, { cf }) as (event: Event) => Event["request"];
  return { ...handler({ viewer: { ip: "203.0.113.9" }, request: { uri, headers } }), origin };
}

interface Opening {
  now: number;
  keys: string;
  cases: { is: string; path: string; opens: string | null }[];
}

test("a recording is opened by its token, and by nothing else", () => {
  const { now, keys, cases } = JSON.parse(read("recordings.json")) as Opening;
  const code = `${read("recordings.js").replace(/\$\{Keys\}/, keys)}\nhandler`;
  // Its runtime has this one module; its clock is that of the cases.
  const world = { require: () => crypto, Date: { now: () => now * 1000 } };
  const handler = runInNewContext(code, world) as (event: Event) => { uri?: string; statusCode?: number };
  for (const { is, path, opens } of cases) {
    const result = handler({ viewer: { ip: "203.0.113.9" }, request: { uri: path, headers: {} } });
    if (opens === null) assert.equal(result.statusCode, 403, is);
    else assert.equal(result.uri, `/${opens}`, is);
  }
});

interface Case {
  path: string;
  serves: "index" | "file" | "api";
  /** What crawlers get in the page's place. */
  preview?: string;
}

const cases = JSON.parse(read("cases.json")) as Case[];
const agents = JSON.parse(read("agents.json")) as { agent: string; isCrawler: boolean }[];

test("each path of the site is the page, and each file is itself", () => {
  for (const { path, serves } of cases) {
    // Those of the API have behaviours of their own, which this function does not stand before.
    if (serves === "api") continue;
    const { uri, origin, headers } = run("rewrite.js", path);
    assert.equal(uri, serves === "index" ? "/index.html" : path, path);
    assert.deepEqual([origin, headers], [undefined, {}]);
  }
});

test("a crawler gets a screen's preview from the API, where the screen has one", () => {
  for (const { path, serves, preview } of cases) {
    if (serves === "api") continue;
    const sent = { "user-agent": { value: "Twitterbot/1.0" }, "x-onair-viewer": { value: "198.51.100.1" } };
    const { uri, origin, headers } = run("rewrite.js", path, sent);
    if (preview) {
      assert.deepEqual([uri, origin], [`/api/viewer/preview/${preview}`, "api"], path);
      assert.equal(headers["x-onair-viewer"]?.value, "203.0.113.9");
    } else {
      assert.deepEqual([uri, origin], [serves === "index" ? "/index.html" : path, undefined], path);
    }
  }
});

test("who is a crawler, and who is somebody", () => {
  for (const { agent, isCrawler } of agents) {
    const { origin } = run("rewrite.js", "/@alice", { "user-agent": { value: agent } });
    assert.equal(origin, isCrawler ? "api" : undefined, agent);
  }
});

test("the behaviours of the API take its paths, and no other", () => {
  const template = readFileSync(new URL("../../../template.yaml", import.meta.url), "utf8");
  const patterns = [...template.matchAll(/^ +- PathPattern: (\S+)$/gm)].map(([, pattern]) => pattern ?? "");
  assert.ok(patterns.length > 0);
  // CloudFront's star is any letters, and its question mark one.
  const matchers = patterns.map((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`);
  });
  const isApi = (path: string) => matchers.some((matcher) => matcher.test(path));
  for (const { path, serves } of cases) assert.equal(isApi(path), serves === "api", path);
});

test("the viewer's address is the CDN's word, and not the viewer's", () => {
  const { headers } = run("viewer.js", "/api/viewer/live", { "x-onair-viewer": { value: "198.51.100.1" } });
  assert.equal(headers["x-onair-viewer"]?.value, "203.0.113.9");
});
