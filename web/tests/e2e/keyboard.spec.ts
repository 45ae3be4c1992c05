import type { Locator, Page } from "@playwright/test";
import { DEMO, encoder, expect, signIn, signInAsNew, test } from "./site.ts";

/** Goes on from where the focus is until it is here, as one does who has no mouse. */
async function tabTo(page: Page, to: Locator, most = 80) {
  await expect(to).toBeVisible();
  const isHere = () => to.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < most && !(await isHere()); steps += 1) await page.keyboard.press("Tab");
  await expect(to).toBeFocused();
}

test("one finds, watches and follows without a mouse", async ({ page }) => {
  await signInAsNew(page, "karl", "/");
  await expect(page.locator("main article").first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("foxes");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Yuki Tanaka");
  const follow = page.locator("main header button[aria-pressed]").first();
  await tabTo(page, follow);
  // The ring is seen: two pixels of the accent.
  expect(await follow.evaluate((button) => getComputedStyle(button).outlineWidth)).toBe("2px");
  await page.keyboard.press("Enter");
  await expect(follow).toHaveAttribute("aria-pressed", "true");
});

test("a menu is opened, walked and left by keys", async ({ page }) => {
  await signInAsNew(page, "lotte", "/settings");
  const button = page.getByRole("button", { name: "Your menu" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Your channel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(button).toBeFocused();
});

test("one chats and answers without a mouse", async ({ page }) => {
  await signInAsNew(page, "kurt", "/@noor");
  const log = page.getByRole("log");
  // Each try says something else.
  const said = `written by keys alone, ${test.info().retry}`;
  const mine = log.locator("[data-line] > p:last-of-type", { hasText: said }).locator("..");
  await tabTo(page, page.getByRole("textbox", { name: "Say something" }));
  await page.keyboard.type(said);
  await page.keyboard.press("Enter");
  await expect(mine).toHaveCount(1);
  await expect(mine.getByRole("button")).toBeAttached();
  // Back into the messages, to the last of them, and what one may do with it.
  await log.focus();
  await page.keyboard.press("End");
  await expect(mine).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(mine).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
  await page.keyboard.press("Enter");
  const box = page.getByRole("textbox", { name: "Say something" });
  await expect(box).toBeFocused();
  await page.keyboard.type(`answered, ${test.info().retry}`);
  await page.keyboard.press("Enter");
  await expect(log.locator("[data-line]", { hasText: `answered, ${test.info().retry}` })).toContainText(said);
});

test("one watches without a mouse", async ({ page }) => {
  await page.goto(`/videos/${DEMO}`);
  const video = page.locator("video");
  const is = <T>(of: (video: HTMLVideoElement) => T) => video.evaluate(of);
  await expect
    .poll(async () => {
      // A browser that wants a press first gets one.
      if (await is((video) => video.paused)) await page.keyboard.press("k");
      return is((video) => video.currentTime);
    })
    .toBeGreaterThan(0.2);
  await page.keyboard.press("k");
  await expect.poll(() => is((video) => video.paused)).toBe(true);
  // Arrows are the page's, unless one is in the player.
  await tabTo(page, page.locator("section[data-scene]"));
  const before = await is((video) => video.currentTime);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => is((video) => video.currentTime)).toBeCloseTo(before + 5, 0);
  const muted = await is((video) => video.muted);
  await page.keyboard.press("m");
  await expect.poll(() => is((video) => video.muted)).toBe(!muted);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toBeFocused();
  // Off they do nothing, for those to whom single letters come by themselves.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(help.getByRole("checkbox")).toBeFocused();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  await page.keyboard.press("k");
  await tabTo(page, page.getByRole("button", { name: "Play", exact: true }));
  await page.keyboard.press("Enter");
  await expect.poll(() => is((video) => video.paused)).toBe(false);
});

test("one goes live, and ends it, without a mouse", async ({ page }) => {
  await signIn(page, "alice", "/dashboard");
  await tabTo(page, page.getByRole("button", { name: "Make a stream key" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("It is shown this once.")).toBeVisible();
  encoder("live", "alice");
  await expect(page.getByText("You are live", { exact: true })).toBeVisible();
  await page.locator("main h1").focus();
  await tabTo(page, page.getByRole("button", { name: "End stream" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "End the stream?" });
  await tabTo(page, dialog.getByRole("button", { name: "End it and delete the key" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("You are offline", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Make a stream key" })).toBeVisible();
});
