import type { Page } from "@playwright/test";
import { expect, test } from "./site.ts";

/**
 * What the browser measures. A machine of CI is slower than the phone that the budgets are of, and does other things
 * beside: so the best of some tries counts, and it may take `SLACK` times as long. What is slow by itself is slow in all.
 */
const TRIES = 3;
const SLACK = 2;
/** Largest contentful paint of the first page over 4G, in milliseconds. */
const LCP = 1_800;
/** Layout that moves, of one: from the first paint on until all has come. */
const CLS = 0.05;
/** Longest task while 20 messages a second come, in milliseconds. */
const TASK = 100;
/** Messages in the document. */
const LINES = 250;

interface Measured {
  lcp: number;
  what: string;
  shifts: { by: number; at: number; what: string }[];
  tasks: number[];
}

declare global {
  interface Window {
    measured: Measured;
  }
}

/** Begins with the page, and writes down all along. */
function measure() {
  const measured: Measured = { lcp: 0, what: "", shifts: [], tasks: [] };
  window.measured = measured;
  const name = (node: unknown) =>
    node instanceof Element ? `${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""}` : "";
  const observe = (type: string, take: (entry: never) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry as never);
    }).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry: PerformanceEntry & { element?: Element }) => {
    measured.lcp = entry.startTime;
    measured.what = name(entry.element);
  });
  observe(
    "layout-shift",
    (
      entry: PerformanceEntry & { value: number; hadRecentInput: boolean; sources?: { node?: unknown }[] },
    ) => {
      if (entry.hadRecentInput) return;
      const what = (entry.sources ?? []).map((source) => name(source.node)).join(", ");
      measured.shifts.push({ by: entry.value, at: Math.round(entry.startTime), what });
    },
  );
  observe("longtask", (entry: PerformanceEntry) => measured.tasks.push(entry.duration));
}

/** 4G as browsers' own tools take it: 9 Mbit/s, 170 ms there and back. */
async function over4g(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 170,
    downloadThroughput: (9e6 * 0.9) / 8,
    uploadThroughput: (9e6 * 0.9) / 8,
  });
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
}

const measured = (page: Page) => page.evaluate(() => window.measured);

for (const width of [360, 1280]) {
  test(`the first page is there soon over 4G: ${width}`, async ({ browser }) => {
    const found: number[] = [];
    for (let one = 0; one < TRIES; one += 1) {
      // Each as who never was here: what a browser keeps in its memory comes whatever the network.
      const context = await browser.newContext({ viewport: { width, height: 800 }, locale: "en-GB" });
      const page = await context.newPage();
      await page.addInitScript(measure);
      await over4g(page);
      await page.goto("/");
      await expect(page.locator("main article").first()).toBeVisible();
      // Those that are out of sight may come when they are scrolled to, and those that are not shown at all do not come.
      const isDrawn = () =>
        Array.from(document.images).every((image) => {
          const { width, top, left, right } = image.getBoundingClientRect();
          return image.complete || width === 0 || top >= innerHeight || left >= innerWidth || right <= 0;
        });
      await expect.poll(() => page.evaluate(isDrawn)).toBe(true);
      await expect.poll(async () => (await measured(page)).lcp).toBeGreaterThan(0);
      const { lcp, what } = await measured(page);
      console.log(`measure | first page, ${width} | LCP ${Math.round(lcp)} of ${LCP} ms | ${what}`);
      found.push(lcp);
      await context.close();
    }
    expect(Math.min(...found)).toBeLessThanOrEqual(LCP * SLACK);
  });

  test(`nothing jumps while a screen comes: ${width}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 800 });
    await page.addInitScript(measure);
    // Each answer takes its time, so that what stands in its place is seen, and another one's does not hide it.
    let calls = 0;
    await page.route("**/api/**", async (route) => {
      calls += 1;
      await new Promise((done) => setTimeout(done, 300 + (calls % 4) * 150));
      await route.continue();
    });
    for (const path of ["/", "/@noor", "/search?q=piano", "/c/MUSIC", "/tag/piano"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
      await page.waitForLoadState("networkidle");
      const { shifts } = await measured(page);
      const cls = shifts.reduce((sum, { by }) => sum + by, 0);
      console.log(`measure | ${path}, ${width} | CLS ${cls.toFixed(4)} of ${CLS}`);
      expect.soft(cls, `${path}: ${JSON.stringify(shifts)}`).toBeLessThan(CLS);
    }
  });
}

test("a chat of 20 messages a second leaves the page to its reader", async ({ page }) => {
  test.setTimeout(120_000);
  await page.addInitScript(measure);
  // The components in a room of the SDK's own simulation, with a picture that moves; built with React, which is the slower.
  const log = page.getByRole("log");
  const longest: number[] = [];
  for (let one = 0; one < 2 * TRIES && longest.length < TRIES; one += 1) {
    await page.goto(`${test.info().config.metadata.gallery}/?show=live`);
    await expect(log.locator("[data-line]").first()).toBeVisible();
    const rooms = await page.evaluate(() => window.gallery.rooms.length);
    // More than are kept, so that from here on lines go as others come.
    await say(page, 0, LINES + 50, 0);
    await expect(log).toContainText(`message ${LINES + 49}:`);
    await page.evaluate(() => {
      window.measured.tasks = [];
    });
    await say(page, LINES + 50, LINES + 150, 50);
    // Where the simulated picture stood still for too long there is a new room, and what was said in the old one is lost.
    if ((await page.evaluate(() => window.gallery.rooms.length)) !== rooms) continue;
    await expect(log).toContainText(`message ${LINES + 149}:`);
    const lines = await log.locator("[data-line]").count();
    expect(lines).toBeLessThanOrEqual(LINES);
    expect(lines).toBeGreaterThan(LINES / 2);
    const { tasks } = await measured(page);
    const most = Math.max(0, ...tasks);
    console.log(`measure | chat | longest of ${tasks.length} long tasks ${Math.round(most)} of ${TASK} ms`);
    longest.push(most);
  }
  expect(longest.length).toBeGreaterThan(0);
  expect(Math.min(...longest)).toBeLessThanOrEqual(TASK * SLACK);
});

/** The API says messages `from` up to `to` in the room, one each `every` milliseconds. */
async function say(page: Page, from: number, to: number, every: number) {
  const message = (n: number) => ({
    id: `02${String(n).padStart(8, "0")}`,
    userId: `usr_${n % 40}`,
    username: `viewer_${n % 40}`,
    name: `Viewer ${n % 40}`,
    image: null,
    roles: n % 7 === 0 ? ["FOLLOWER"] : [],
    text: `message ${n}: @me look at https://example.com/${n} 🔥 ${"and on it goes ".repeat(n % 9)}`,
    replyTo: null,
    mentions: [],
    kind: "MESSAGE",
    state: "SENT",
    sentAt: new Date(Date.now() + n).toISOString(),
    deletedAt: null,
    clientId: null,
  });
  const packets = Array.from({ length: to - from }, (_, n) => ({
    v: 1,
    e: "api",
    n: from + n,
    ev: [{ t: "msg", m: message(from + n) }],
  }));
  await page.evaluate(
    async ([all, pause]) => {
      for (const packet of all) {
        window.gallery.packet(packet);
        if (pause > 0) await new Promise((done) => setTimeout(done, pause));
      }
    },
    [packets, every] as const,
  );
}
