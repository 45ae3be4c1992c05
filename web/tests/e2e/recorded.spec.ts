import { createHash } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { encoder, expect, signInAsNew, test } from "./site.ts";

/** What the page's video says of itself. */
const media = (page: Page) =>
  page.locator("video").evaluate((video: HTMLVideoElement) => ({
    at: video.currentTime,
    length: video.duration,
    isPaused: video.paused,
    width: video.videoWidth,
  }));

/** Clicks what is there now, and may be gone by then: it begins by itself meanwhile, and Play is Pause. */
const clickIfThere = async (button: Locator) => {
  if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => {});
};

/** Has it play for a while; a browser that wants a click first gets one. */
async function plays(page: Page, beyond = 1): Promise<void> {
  const asks = page.locator("section[data-scene]").getByRole("button", { name: "Play", exact: true });
  await expect
    .poll(
      async () => {
        const { at, isPaused } = await media(page);
        if (isPaused) await clickIfThere(asks.first());
        return at;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(beyond);
  expect((await media(page)).width).toBeGreaterThan(0);
}

/** The recording of the demo (local/src/demo/vod.rs): 44 s, in segments of four. */
const DEMO = createHash("sha256").update("vod\nusr_alice\ndemo_played").digest("hex").slice(0, 24);

/** Whatever the server hands out, the page's first address of a video has a token that is good for a minute, and is over then. */
async function withTokens(page: Page) {
  const asked = { length: 0, isOver: false, over: [] as string[] };
  let real = "";
  await page.route("**/api/vod/*/playback", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    asked.length += 1;
    if (asked.length === 1) {
      real = /\/t\/([^/]+)\//.exec(body.data.url)?.[1] ?? "";
      body.data.url = body.data.url.replace(`/t/${real}/`, "/t/first/");
      body.data.expiresAt = new Date(Date.now() + 60_000).toISOString();
    } else asked.isOver = true;
    await route.fulfill({ response: answer, json: body });
  });
  await page.route("**/t/first/**", async (route) => {
    const url = route.request().url();
    if (!asked.isOver) return route.continue({ url: url.replace("/t/first/", `/t/${real}/`) });
    asked.over.push(url);
    await route.fulfill({ status: 403 });
  });
  return asked;
}

const seek = (page: Page, to: number) =>
  page.locator("video").evaluate((video: HTMLVideoElement, to) => {
    video.currentTime = to;
  }, to);

test("a broadcast is recorded, watched from its beginning, clipped, and is a video when it is over", async ({
  page,
  browser,
}) => {
  test.setTimeout(400_000);
  await signInAsNew(page, "noor", "/dashboard");
  // The broadcast is over when the encoder stops: without that the test waits for the window's end, and the next minute's round.
  const details = page.locator("form").filter({ has: page.locator("select[name=reconnectWindow]") });
  await details.locator("select[name=reconnectWindow]").selectOption("0");
  await details.getByRole("button", { name: "Save" }).click();
  await expect(details.getByText("Saved")).toBeVisible();
  await page.goto("/dashboard/settings");
  const settings = page.locator("form").filter({ has: page.getByRole("heading", { name: "Recordings" }) });
  await settings.getByLabel("Record my broadcasts").check();
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByText("Saved")).toBeVisible();
  // A push of its own: what runs already is not recorded.
  encoder("offline", "noor");
  encoder("live", "noor");

  await page.goto("/@noor");
  await expect(page.getByRole("button", { name: "Clip", exact: true })).toBeVisible({ timeout: 60_000 });
  const begin = page.getByRole("button", { name: "Watch from the beginning" });
  await expect
    .poll(
      async () => {
        await clickIfThere(begin);
        return page.url();
      },
      { timeout: 60_000 },
    )
    .toContain("/videos/");
  await expect(page.getByText("still being recorded")).toBeVisible({ timeout: 60_000 });
  await plays(page);
  const address = new URL(page.url()).pathname;

  // Somebody else clips what just happened.
  const other = await browser.newContext();
  const viewer = await other.newPage();
  await signInAsNew(viewer, "karla", "/@noor");
  await viewer.getByRole("button", { name: "Clip", exact: true }).click();
  const dialog = viewer.getByRole("dialog", { name: "Make a clip" });
  await dialog.getByLabel("Title").fill("What was that?");
  // The strip: the preview plays, and each handle has its key; the clip ends where it ends, and is as long as was chosen.
  const begins = dialog.getByLabel("Begins at");
  const ends = dialog.getByLabel("Ends at");
  const preview = dialog.getByRole("region", { name: "Preview of the clip" }).locator("video");
  await expect
    .poll(() => preview.evaluate((video: HTMLVideoElement) => video.currentTime))
    .toBeGreaterThan(0.2);
  await expect(dialog.locator("canvas[data-drawn]").first()).toBeAttached();
  const end = Number(await ends.inputValue());
  await begins.focus();
  await begins.press("Home");
  await begins.press("ArrowRight");
  await ends.fill(String(Number(await begins.inputValue()) + 6));
  await ends.press("ArrowLeft");
  expect(end).toBeGreaterThanOrEqual(5);
  await expect(dialog.locator("output")).toHaveText("5.5 seconds");
  await dialog.getByRole("button", { name: "Make clip" }).click();
  await expect(viewer).toHaveURL(/\/clips\//);
  await expect(viewer.getByRole("heading", { level: 1 })).toHaveText("What was that?");
  await plays(viewer);
  await other.close();

  encoder("offline", "noor");
  await page.goto("/dashboard/videos");
  const row = page.locator("main li a").first();
  await expect(row).toContainText("Everybody", { timeout: 150_000 });
  await row.click();
  await expect(page).toHaveURL(`/dashboard${address}`);
  await plays(page);
  const told = await page.evaluate(
    async (path) => (await (await fetch(`/api/vod/${path.split("/").pop()}`)).json()).data.duration,
    address,
  );
  expect(Math.abs((await media(page)).length - told)).toBeLessThan(0.1);

  const markers = page.locator("section").filter({ has: page.getByRole("heading", { name: /^Markers/ }) });
  await markers.getByLabel("Name").fill("It begins");
  await markers.getByLabel("At", { exact: true }).fill("0:01");
  await markers.getByLabel("A chapter begins here").check();
  await markers.getByRole("button", { name: "Add marker" }).click();
  await expect(markers.locator("li")).toContainText("It begins");

  // A highlight of two parts, played over the seam between them.
  const parts = page.locator("form").filter({ has: page.getByRole("heading", { name: "Highlight" }) });
  await parts.getByLabel("Title").fill("The best of it");
  await parts.getByLabel("To", { exact: true }).fill("0:03");
  await parts.getByRole("button", { name: "Add a part" }).click();
  await parts.getByLabel("From", { exact: true }).nth(1).fill("0:04");
  await parts.getByLabel("To", { exact: true }).nth(1).fill("0:07");
  await parts.getByRole("button", { name: "Make highlight" }).click();
  await expect(parts.getByText("It is being made.")).toBeVisible();
  await page.goto("/dashboard/clips");
  const made = page.locator("main article", { hasText: "The best of it" }).first();
  await expect(made.getByText("Highlight", { exact: true })).toBeVisible({ timeout: 60_000 });
  await made.getByRole("link").click();
  await plays(page, 3.5);

  // By the channel's own tab, and by its moment.
  await page.goto("/@noor/videos");
  await page.locator("main article a").first().click();
  await expect(page).toHaveURL(address);
  await page.getByRole("button", { name: /It begins/ }).click();
  await expect.poll(async () => (await media(page)).at).toBeGreaterThanOrEqual(1);

  await page.goto(`/dashboard${address}`);
  await page.getByLabel("Who may see it").selectOption("PRIVATE");
  await page.getByLabel("Keep it").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page).toHaveURL("/dashboard/videos");
});

test("an address that is over is asked for anew while one watches, and the place is kept", async ({
  page,
}) => {
  const asked = await withTokens(page);
  await page.clock.install();
  await page.goto(`/videos/${DEMO}`);
  await plays(page);
  // The first is good for a minute: half of it before the end there is another, though nothing was refused yet.
  await page.clock.fastForward(31_000);
  await expect.poll(() => asked.length).toBe(2);
  const before = (await media(page)).at;
  await plays(page, before);
  // What is not here yet comes by the new address; the old one is not asked any more.
  await seek(page, 41);
  await plays(page, 41.5);
  expect(asked.over).toEqual([]);
});

test("one whose address was refused gets another, and goes on where they are", async ({ page }) => {
  const asked = await withTokens(page);
  await page.goto(`/videos/${DEMO}`);
  await plays(page);
  // As after a night with the lid closed: its time is over, and nobody was awake to ask.
  asked.isOver = true;
  await seek(page, 41);
  await plays(page, 41.5);
  expect(asked.length).toBe(2);
  expect(asked.over.length).toBeGreaterThan(0);
});

for (const { held, from } of [
  { held: "**/*.ts", from: 0 },
  { held: "**/*.ts", from: 36 },
  { held: "**/api/vod/*/playback", from: 0 },
]) {
  test(`a moment that is clicked before there is media is where it begins: ${held}, linked to ${from}`, async ({
    page,
  }) => {
    let letGo = () => {};
    const gate = new Promise<void>((open) => {
      letGo = open;
    });
    await page.route(held, async (route) => {
      await gate;
      await route.continue();
    });
    await page.route(`**/api/vod/${DEMO}`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.data.markers = [{ id: "mrk_1", offset: 20, text: "It begins", isChapter: true }];
      await route.fulfill({ response: answer, json: body });
    });
    const asked = page.waitForRequest(held);
    await page.goto(`/videos/${DEMO}?t=${from}`);
    await asked;
    await page.getByRole("button", { name: /It begins/ }).click();
    letGo();
    await plays(page, 0.1);
    const { at } = await media(page);
    expect(at).toBeGreaterThanOrEqual(20);
    expect(at).toBeLessThan(35);
  });
}

test("a link that leads to no video and no clip says so", async ({ page }) => {
  for (const path of ["/videos/none", "/clips/none"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
  }
});
