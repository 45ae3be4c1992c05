import { expect, test } from "./site.ts";

// Both servers show the demo before anything counts on it, and have read what they answer from.
for (const which of ["screens", "flows"]) {
  test(`the demo is there: ${which}`, async ({ page }) => {
    const origin = which === "flows" ? test.info().config.metadata.flows : "";
    await page.goto(`${origin}/`);
    await expect(page.locator("main article").first()).toBeVisible();
  });
}
