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

/** A function of the CDN, as its own runtime would run it: without a module, without anything of Node's. */
function run(name: string, uri: string, headers: Event["request"]["headers"] = {}): Event["request"] {
  const handler = runInNewContext(`${read(name)}\nhandler`) as (event: Event) => Event["request"];
  return handler({ viewer: { ip: "203.0.113.9" }, request: { uri, headers } });
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

const cases = JSON.parse(read("cases.json")) as { path: string; serves: "index" | "file" | "api" }[];

test("each path of the site is the page, and each file is itself", () => {
  for (const { path, serves } of cases) {
    // Those of the API have behaviours of their own, which this function does not stand before.
    if (serves === "api") continue;
    assert.equal(run("rewrite.js", path).uri, serves === "index" ? "/index.html" : path, path);
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
