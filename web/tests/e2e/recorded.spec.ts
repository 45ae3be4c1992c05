import type { Page } from "@playwright/test";
import { encoder, expect, signInAsNew, test } from "./site.ts";

/** What the page's video says of itself. */
const media = (page: Page) =>
  page.locator("video").evaluate((video: HTMLVideoElement) => ({
    at: video.currentTime,
    length: video.duration,
    isPaused: video.paused,
    width: video.videoWidth,
  }));

/** Has it play for a while; a browser that wants a click first gets one. */
async function plays(page: Page, beyond = 1): Promise<void> {
  const asks = page.locator("section[data-scene]").getByRole("button", { name: "Play", exact: true });
  await expect
    .poll(
      async () => {
        const { at, isPaused } = await media(page);
        if (isPaused && (await asks.first().isVisible())) await asks.first().click();
        return at;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(beyond);
  expect((await media(page)).width).toBeGreaterThan(0);
}

test("a broadcast is recorded, watched from its beginning, clipped, and is a video when it is over", async ({
  page,
  browser,
}) => {
  test.setTimeout(400_000);
  await signInAsNew(page, "noor", "/dashboard/settings");
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
        if (await begin.isVisible()) await begin.click();
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
  await dialog.getByLabel("Length").fill("10");
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
  const made = page.locator("main article", { hasText: "The best of it" });
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

test("a link that leads to no video and no clip says so", async ({ page }) => {
  for (const path of ["/videos/none", "/clips/none"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
  }
});
