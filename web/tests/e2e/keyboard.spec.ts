import { expect, signInAsNew, test } from "./site.ts";

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
  await expect(follow).toBeVisible();
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press("Tab");
    if (await follow.evaluate((button) => button === document.activeElement)) break;
  }
  await expect(follow).toBeFocused();
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
