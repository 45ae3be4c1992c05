import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const deploy = new URL("../../deploy", import.meta.url);
const root = mkdtempSync(join(tmpdir(), "onair-deploy-"));
after(() => rmSync(root, { recursive: true }));

/** `aws` and `npm` that write down what they are asked for; the stack's outputs are what the test says. */
const AWS = `#!/usr/bin/env node
const { appendFileSync, copyFileSync } = require("node:fs");
const args = process.argv.slice(2), all = args.join(" "), log = process.env.LOG;
appendFileSync(log, all + "\\n");
const output = /OutputKey=='(\\w+)'/.exec(all)?.[1];
if (output) console.log(process.env["OUT_" + output] ?? "");
if (args[1] === "list-objects-v2") console.log("assets/old.js\\nassets/kept.js");
if (args[3]?.endsWith("/config.json")) copyFileSync(args[2], log + ".config");
`;

function run(outputs: Record<string, string>, more: Record<string, string> = {}) {
  const web = mkdtempSync(join(root, "web-"));
  const bin = join(web, "bin");
  mkdirSync(join(web, "app/dist/assets"), { recursive: true });
  mkdirSync(bin);
  writeFileSync(join(web, "app/dist/assets/kept.js"), "");
  for (const [name, text] of [
    ["aws", AWS],
    ["npm", "#!/bin/sh\n"],
  ] as const) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(web, "deploy"), readFileSync(deploy));
  const log = join(web, "log");
  const env = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [`OUT_${name}`, value]));
  const path = `${bin}:${process.env.PATH}`;
  const done = spawnSync("bash", [join(web, "deploy"), "onair"], {
    env: { ...process.env, ...env, ...more, PATH: path, LOG: log },
    encoding: "utf8",
  });
  const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  const config = existsSync(`${log}.config`) ? JSON.parse(readFileSync(`${log}.config`, "utf8")) : null;
  return { ...done, uploads: calls.filter((call) => call.startsWith("s3 ")), config };
}

const STACK = {
  WebBucket: "a-bucket",
  WebIssuer: "https://id.example.com/realm",
  WebClientId: "site",
  WebUrl: "https://live.example.com",
};

test("the page comes last, when all that it asks for is there", () => {
  const { status, stdout, stderr, uploads, config } = run(STACK);
  assert.equal(status, 0, stderr);
  assert.deepEqual(config, { issuer: STACK.WebIssuer, clientId: "site" });
  const puts = uploads.filter((call) => !call.startsWith("s3 rm"));
  assert.match(puts[0] ?? "", /^s3 sync app\/dist\/assets s3:\/\/a-bucket\/assets .*immutable/);
  assert.match(
    puts.at(-1) ?? "",
    /^s3 cp app\/dist\/index.html s3:\/\/a-bucket\/index.html --cache-control no-cache/,
  );
  assert.match(stdout, /https:\/\/live\.example\.com\n$/);
});

test("old files go, but not those of this build", () => {
  const removed = run(STACK).uploads.filter((call) => call.startsWith("s3 rm"));
  assert.deepEqual(removed, ["s3 rm s3://a-bucket/assets/old.js --only-show-errors"]);
});

test("a name with quotes stays in its own", () => {
  const { config } = run({ ...STACK, WebClientId: `a"b'c` }, { WEB_AUDIENCE: "https://api.example.com" });
  assert.deepEqual(config, {
    issuer: STACK.WebIssuer,
    clientId: `a"b'c`,
    audience: "https://api.example.com",
  });
});

test("a stack without a site, or without a provider, is told of", () => {
  const without = run({});
  assert.notEqual(without.status, 0);
  assert.match(without.stderr, /hosts no site/);
  const anonymous = run({ ...STACK, WebIssuer: "" });
  assert.notEqual(anonymous.status, 0);
  assert.match(anonymous.stderr, /no identity provider/);
  assert.deepEqual([...without.uploads, ...anonymous.uploads], []);
});
