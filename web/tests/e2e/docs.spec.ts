import { expect, test } from "./site.ts";

test("the API's document tries a call, and loads nothing from elsewhere", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/docs/");
  await expect(page).toHaveURL(/\/docs$/);
  await expect(page.getByRole("heading", { name: "OnAir", exact: false })).toBeVisible();
  const search = page.locator("#operations-viewer-search");
  await search.getByRole("button", { expanded: false }).first().click();
  await search.getByPlaceholder("q").fill("foxes");
  await search.getByRole("button", { name: "Execute" }).click();
  await expect(search.locator(".live-responses-table .response .response-col_status")).toContainText("200");
  await expect(search.locator(".live-responses-table")).toContainText("Yuki Tanaka");
  const { origin } = new URL(page.url());
  expect(asked.filter((url) => /^https?:/.test(url) && new URL(url).origin !== origin)).toEqual([]);
});
