import { expect, test } from "./site.ts";

// Both servers show the demo before anything counts on it, and have read what they answer from.
for (const which of ["screens", "flows"]) {
  test(`the demo is there: ${which}`, async ({ page }) => {
    const origin = which === "flows" ? test.info().config.metadata.flows : "";
    // By how many watch, and all of them: the figures of the last that went live are there, too.
    await expect(async () => {
      await page.goto(`${origin}/`);
      await expect(page.locator("main article").first()).toContainText("Hollow Lantern", { timeout: 2_000 });
      await expect(page.getByRole("navigation", { name: "Channels" }).getByRole("link")).toHaveCount(5, {
        timeout: 2_000,
      });
    }).toPass();
  });
}
