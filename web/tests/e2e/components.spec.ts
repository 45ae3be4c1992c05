import type { Page } from "@playwright/test";
import { expect, test } from "./site.ts";

/** The room is told of a raid that goes in so many seconds: of another one, unless it is said which. */
const raid = (page: Page, seconds: number, id = `raid-${seconds}`) =>
  page.evaluate(
    ({ inSeconds, id }) => {
      window.gallery.metadata({
        raid: {
          id,
          targetId: "usr_mika",
          targetUsername: "mika_plays",
          targetName: "Mika",
          goesAt: new Date(Date.now() + inSeconds * 1_000).toISOString(),
          spreadSeconds: 0,
        },
      });
    },
    { inSeconds: seconds, id },
  );
const led = (page: Page) => page.evaluate(() => window.gallery.raids);

test("a raid counts down and takes the viewer along, unless they stay or it is called off", async ({
  page,
}) => {
  // A room of the SDK's own simulation: the stand-in has none that a page could join.
  await page.goto(`${test.info().config.metadata.gallery}/?show=live`);
  await expect(page.locator("section[data-scene=live]")).toBeVisible();
  const told = page.getByText("All of us raid Mika");
  await raid(page, 30);
  await expect(told).toBeVisible();
  await expect(page.getByText(/^0:(30|2\d)$/)).toBeVisible();
  await page.evaluate(() => window.gallery.metadata({}));
  await expect(told).toHaveCount(0);

  await raid(page, 6);
  await page.getByRole("button", { name: "Stay here" }).click();
  await expect(told).toHaveCount(0);
  await raid(page, 7);
  await expect.poll(() => led(page)).toEqual(["mika_plays"]);
  // Who comes when it has gone is not taken anywhere: only the next one counts.
  await raid(page, -1);
  await expect(told).toHaveCount(0);
  await raid(page, 3);
  await expect.poll(() => led(page)).toEqual(["mika_plays", "mika_plays"]);
  // The host lets one go at once that had a minute left.
  await raid(page, 60, "raid-now");
  await expect(told).toBeVisible();
  await raid(page, 0, "raid-now");
  await expect.poll(() => led(page)).toEqual(["mika_plays", "mika_plays", "mika_plays"]);
});

test("the picture is asked for as high as was chosen, and the choice is kept", async ({ page }) => {
  await page.goto(`${test.info().config.metadata.gallery}/?show=live`);
  await expect(page.locator("section[data-scene=live]")).toBeVisible();
  await page.getByRole("button", { name: "Quality" }).click();
  const menu = page.getByRole("group", { name: /Quality/ });
  await expect(menu.getByRole("radio")).toHaveCount(4);
  await expect(menu.getByRole("radio", { name: "Automatic" })).toBeChecked();
  await menu.getByText("720p at most").click();
  await expect.poll(() => page.evaluate(() => window.gallery.quality())).toBe(1);
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await page.reload();
  await expect(page.locator("section[data-scene=live]")).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.gallery.quality())).toBe(1);
});

test("a chat that is not in the room hears what a page of the same viewer tells that is", async ({
  page,
  context,
}) => {
  const { gallery } = test.info().config.metadata;
  await page.goto(`${gallery}/?show=live`);
  await expect(page.locator("section[data-scene=live]")).toBeVisible();
  const apart = await context.newPage();
  await apart.goto(`${gallery}/?show=apart`);
  await expect(apart.getByRole("log").locator("[data-line]").first()).toBeVisible();
  // No history has it.
  await page.evaluate(() => {
    const sentAt = new Date().toISOString();
    const text = "heard through the other page";
    const m = { id: "~told", userId: "usr_x", username: "x", name: "X", image: null, roles: [], text };
    const rest = { replyTo: null, mentions: [], kind: "MESSAGE", state: "SENT", sentAt, deletedAt: null };
    window.gallery.packet({
      v: 1,
      e: "epoch",
      n: 1,
      ev: [{ t: "msg", m: { ...m, ...rest, clientId: null } }],
    });
  });
  await expect(apart.getByText("heard through the other page")).toBeVisible();
  expect(await apart.evaluate(() => window.gallery)).toBeUndefined();
});

test("a page of twenty lines, with the oldest React that the packages take, shows a player and a chat", async ({
  page,
}) => {
  // It has no word of it that the stand-in carries no media: so there is no place in a room.
  await page.route("**/api/viewer/token", (route) =>
    route.fulfill({ status: 503, json: { success: false, error: "Service unavailable" } }),
  );
  await page.goto(`${test.info().config.metadata.minimal}/?user=noor`);
  await expect(page.getByRole("region", { name: "Stream of Noor Haddad" })).toBeVisible();
  const box = page.getByRole("textbox", { name: "Say something" });
  await box.fill("from twenty lines");
  await box.press("Enter");
  await expect(page.getByRole("log").locator("[data-line]", { hasText: "from twenty lines" })).toContainText(
    "Gus",
  );
});
