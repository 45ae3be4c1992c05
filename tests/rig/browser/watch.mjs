// A person at a browser, for tests: headless Chromium opens a page and tells what it sees, as one JSON line on stdout.
//
//   watch.mjs play URL                  the page's video element advances by a second
//   watch.mjs room LIVEKIT_URL TOKEN    the same, on a page of the rig's own that joins a room with livekit-client
//   watch.mjs docs URL TEXT...          the page renders, shows every TEXT, fetches nothing that fails, nothing elsewhere
//
// RIG_SCREENSHOT=FILE.png keeps a picture of the page. Exit code 0: seen; 1: not seen in 40 s; 77: cannot run here.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";

const PATIENCE = 40_000;
const NOT_RUN = 77;

const USAGE = "usage: watch.mjs play URL | room LIVEKIT_URL TOKEN | docs URL TEXT...";

/** No outside connections of Chromium's own, media on loopback, playing without a click. */
const FLAGS = [
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The line and exit code of a machine that lacks something. */
function notRun(reason) {
  console.error(`rig: NOT RUN: ${reason}`);
  process.exit(NOT_RUN);
}

/** Debian's Chromium: a browser that a package downloads would not be there. */
async function launch() {
  const chromium = process.env.PATH.split(delimiter)
    .map((folder) => join(folder, "chromium"))
    .find(existsSync);
  if (!chromium) notRun("chromium is missing: tests/rig/browser/setup installs Debian's");
  const playwright = await import("playwright-core").catch(() =>
    notRun("playwright-core is missing: run tests/rig/browser/setup"),
  );
  return playwright.chromium.launch({ executablePath: chromium, args: FLAGS });
}

/** Serves room.html and LiveKit's client on a free loopback port. */
async function serveRoom(livekitUrl, token) {
  const files = {
    "/": [new URL("room.html", import.meta.url), "text/html"],
    "/livekit-client.umd.js": [
      new URL("node_modules/livekit-client/dist/livekit-client.umd.js", import.meta.url),
      "text/javascript",
    ],
  };
  const server = createServer(async (request, response) => {
    const found = files[request.url];
    if (!found) return response.writeHead(204).end();
    response.writeHead(200, { "content-type": found[1] }).end(await readFile(found[0]));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${server.address().port}/`;
  return { server, page: `${address}#${new URLSearchParams({ url: livekitUrl, token })}` };
}

/** Waits until the video element has played a second beyond its first picture. */
async function play(page, url) {
  const began = Date.now();
  await page.goto(url);
  const video = page.locator("video").first();
  await video.waitFor({ state: "attached", timeout: PATIENCE });
  const shows = () => video.evaluate((v) => ({ time: v.currentTime, width: v.videoWidth, height: v.videoHeight }));
  let first;
  while (Date.now() - began < PATIENCE) {
    const now = await shows();
    if (now.width > 0 && now.time > 0) first ??= { time: now.time, ms: Date.now() - began };
    if (first && now.time - first.time >= 1) return { playing: true, firstFrameMs: first.ms, ...now };
    await page.waitForTimeout(50);
  }
  return { playing: false, ...(await shows()) };
}

/** Waits until every text is visible, then names what was fetched in vain. */
async function docs(page, url, texts) {
  const failed = [];
  page.on("requestfailed", (request) => failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && origin !== new URL(url).origin) failed.push(`${request.url()}: elsewhere`);
  });
  page.on("response", (response) => response.status() >= 400 && failed.push(`${response.url()}: ${response.status()}`));
  await page.goto(url, { waitUntil: "networkidle" });
  // Swagger UI lets long paths break at each slash, by a space without width.
  const shown = () => page.locator("body").innerText().then((text) => text.replaceAll("\u200b", ""));
  let missing = texts;
  for (const began = Date.now(); missing.length && Date.now() - began < PATIENCE; await page.waitForTimeout(100)) {
    const text = await shown();
    missing = missing.filter((wanted) => !text.includes(wanted));
  }
  const words = (await page.locator("body").innerText()).trim().length;
  return { rendered: words > 0 && !missing.length && !failed.length, characters: words, missing, failed };
}

const [mode, url, ...rest] = process.argv.slice(2);
if (!url || !["play", "room", "docs"].includes(mode)) {
  console.error(USAGE);
  process.exit(2);
}
const browser = await launch();
let room;
let code = 1;
try {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && said.push(line.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  if (mode === "room") room = await serveRoom(url, rest[0]);
  const seen = mode === "docs" ? await docs(page, url, rest) : await play(page, room?.page ?? url);
  console.log(JSON.stringify(seen));
  code = seen.playing || seen.rendered ? 0 : 1;
  if (code) console.error(said.join("\n"));
  if (process.env.RIG_SCREENSHOT) await page.screenshot({ path: process.env.RIG_SCREENSHOT });
} catch (error) {
  console.error(`rig: FAILED: ${error.message.split("\n")[0]}`);
} finally {
  await browser.close();
  room?.server.close();
}
process.exitCode = code;
