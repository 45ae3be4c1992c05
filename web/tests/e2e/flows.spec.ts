import { readFileSync } from "node:fs";
import { encoder, expect, signIn, signInAsNew, test } from "./site.ts";

test("the first page shows who is live, the most watched first", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("main article").first()).toContainText("Hollow Lantern");
  await expect(page.getByRole("navigation", { name: "Channels" }).getByRole("link")).toHaveCount(5);
  await page.getByRole("link", { name: "Music", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Music");
  await expect(page.locator("main article")).toHaveCount(1);
  await expect(page.locator("main")).toContainText("Noor Haddad");
});

test("a tag leads to who is live with it", async ({ page }) => {
  await page.goto("/search?q=piano");
  await page.locator("main article").getByRole("link", { name: "requests", exact: true }).click();
  await expect(page).toHaveURL(/\/tag\/requests$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Live: requests");
  await expect(page.locator("main article")).toHaveCount(1);
  await expect(page.locator("main article")).toContainText("Noor Haddad");
  // Not a tag of anybody who is live; and no tag at all.
  await page.goto("/tag/KETTLEBELL");
  await expect(page.locator("main")).toContainText("Nobody is live with this tag");
  await page.goto("/tag/a%20b");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
});

test("one signs in by a click, stays so over a reload, and signs out", async ({ page }) => {
  await signIn(page, "bob");
  await page.reload();
  await page.getByRole("button", { name: "Your menu" }).click();
  await expect(page.getByText("@bob")).toBeVisible();
  // No token outlives the tab.
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("eyJ");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("search suggests while one types, and finds", async ({ page }) => {
  await page.goto("/");
  const search = page.getByRole("combobox");
  await search.fill("datab");
  await expect(page.getByRole("option")).toHaveCount(1);
  await search.press("ArrowDown");
  await search.press("Enter");
  await expect(page).toHaveURL(/@tomasz_codes$/);
  await search.fill("piano");
  await search.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("piano");
  await expect(page.locator("main article")).toHaveCount(1);
  await page.goto("/search?q=nothingisnamedso");
  await expect(page.locator("main")).toContainText("Nothing found");
});

test("a channel says who it is, and that this server carries no media", async ({ page }) => {
  await page.goto("/@noor");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Noor Haddad");
  await expect(page.getByText("This server carries no media", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/● Noor Haddad: Late-night piano/);
  await page.getByRole("link", { name: "Followers", exact: true }).click();
  await expect(page.locator("main li a").first()).toBeVisible();
  await page.goto("/@lena_moves");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Lena Fischer");
  // Where nothing is live there is what was.
  await page.goto("/@alice");
  await expect(page.getByRole("heading", { name: "Last videos" })).toBeVisible();
  await expect(page.locator("main article")).toHaveCount(1);
});

test("where there is neither a room nor a chat of the API, the page says so", async ({ page }) => {
  await page.route("**/api/chat/**", (route) =>
    route.fulfill({ status: 404, json: { success: false, error: "Not found" } }),
  );
  await page.goto("/@noor");
  await expect(page.getByText("This server carries no media, and with it no chat.")).toBeVisible();
  await expect(page.getByText("Connecting to the chat.")).toHaveCount(0);
});

test("following is seen at once, and where it is listed", async ({ page }) => {
  await signInAsNew(page, "fred", "/@noor");
  const button = page.getByRole("button", { name: /follow/i, pressed: false });
  await button.click();
  await expect(page.getByRole("button", { name: /follow/i, pressed: true })).toBeVisible();
  await page.getByRole("link", { name: "Following" }).first().click();
  await expect(page.locator("main article")).toHaveCount(1);
  await page.goBack();
  await page.getByRole("button", { name: /follow/i, pressed: true }).click();
  await expect(button).toBeVisible();
  await page.goto("/following");
  await expect(page.locator("main")).toContainText("You follow nobody yet");
});

test("who is blocked by a click is unblocked by another", async ({ page }) => {
  await signInAsNew(page, "greta", "/@lena_moves");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: /^Block/ }).click();
  await expect(page.getByText(/is blocked/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/no longer blocked/)).toBeVisible();
});

test("a profile is changed, and its faults stand at their fields", async ({ page }) => {
  await signInAsNew(page, "hanna", "/settings");
  await page.locator("input[name=name]").fill("Hanna of the very long name that still fits in");
  await page.locator("input[name=username]").fill("alice");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.locator("input[name=username]").fill("hanna_2");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator("input[name=username]")).toHaveValue("hanna_2");
});

test("theme and language are chosen and kept", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("radio", { name: "Light" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.getByLabel("Language").selectOption("de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Einstellungen");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("an application is sent, approved by keys, and its creator goes live", async ({ page, browser }) => {
  test.setTimeout(240_000);
  await signInAsNew(page, "ivan", "/apply");
  await page.locator("main textarea").fill("I repair old radios, and explain what was wrong with them.");
  await page.getByRole("checkbox", { name: "Technology" }).check();
  await page.locator("main form button[type=submit]").click();
  await expect(page.locator("main form")).toHaveCount(0);

  const other = await browser.newContext();
  const admin = await other.newPage();
  await signIn(admin, "ada", "/admin");
  const entry = admin.locator("main li", { hasText: "@ivan" });
  await entry.locator("p").first().click();
  await admin.keyboard.press("a");
  await expect(admin.getByText("Ivan is approved.")).toBeVisible();
  await admin.getByRole("link", { name: "Log" }).click();
  await expect(admin.locator("main ol")).toContainText("usr_ivan");
  await other.close();

  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Make a stream key" }).click();
  const title = page.locator("main input[name=title]");
  await expect(title).toHaveValue("Untitled Stream");
  await title.fill("A radio from 1953, and what is wrong with it");
  await page.locator("main form:has(input[name=title]) button[type=submit]").click();
  encoder("live", "ivan");
  await expect(page.getByText("You are live", { exact: true })).toBeVisible();
  // The live list is up to 20 s old.
  await page.goto("/");
  await expect(page.locator("main")).toContainText("A radio from 1953", { timeout: 60_000 });
  await page.goto("/search?q=radio");
  await expect(page.locator("main article")).toContainText("A radio from 1953");
  encoder("offline", "ivan");
});

test("a creator is suspended with a reason, and reinstated", async ({ page }) => {
  await signIn(page, "ada", "/admin/creators");
  const entry = page.locator("main li", { hasText: "@rio_on_tour" });
  await entry.getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").locator("textarea").fill("A test of the button.");
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText(/is suspended/)).toBeVisible();
  await page.getByRole("radio", { name: "Suspended" }).check();
  await entry.getByRole("button", { name: "Reinstate" }).click();
  await expect(page.getByText(/is reinstated/)).toBeVisible();
});

test("what is not there searches, and what fails says how to go on", async ({ page }) => {
  await page.goto("/@nobody_of_this_name");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
  await expect(page.locator("main input[type=search]")).toHaveValue("nobody_of_this_name");

  await page.route("**/api/viewer/live*", (route) =>
    route.fulfill({
      status: 500,
      headers: { "X-Request-Id": "01TESTREQUEST" },
      json: { success: false, error: "Internal server error" },
    }),
  );
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("01TESTREQUEST", { timeout: 30_000 });
  await page.unroute("**/api/viewer/live*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator("main article").first()).toBeVisible();

  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("You are offline.")).toHaveCount(0);
});

test("a creator sees how the broadcast goes, and takes the figures along", async ({ page }) => {
  await signInAsNew(page, "noor", "/dashboard/figures");
  await expect(page.locator("main h2").first()).toHaveText(/Late-night piano/);
  await expect(page.getByText(/^Live, began/)).toBeVisible();
  const peak = page.locator("dl > div", { hasText: "Most viewers" }).locator("dd");
  await expect(peak).toHaveText(/^1[0-9]/);
  await expect(page.getByRole("img", { name: "Viewers over time" })).toBeVisible();
  // The same for who does not see a line.
  await expect(
    page.getByRole("table", { name: "Viewers over time" }).locator("tbody tr").first(),
  ).toContainText(/\d/);
  const [viewers] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Viewers as CSV" }).click(),
  ]);
  expect(viewers.suggestedFilename()).toMatch(/^viewers-\d{4}-\d\d-\d\d\.csv$/);
  const rows = readFileSync(await viewers.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(rows[0]).toContain("viewers");
  expect(rows.length).toBeGreaterThan(1);
  const [days] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Days as CSV" }).click(),
  ]);
  expect(readFileSync(await days.path(), "utf8").split("\r\n")[0]).toContain("date");
});

test("a creator sets sizes, whom they host and who may raid them", async ({ page }) => {
  await signInAsNew(page, "noor", "/dashboard/settings");
  const panel = (title: string) =>
    page.locator("form, section").filter({ has: page.getByRole("heading", { name: title, level: 2 }) });
  const quality = panel("Quality").last();
  await quality.getByLabel("Sizes", { exact: true }).selectOption("H264_540P_25FPS_2_LAYERS");
  await quality.getByRole("button", { name: "Save" }).click();
  await expect(quality.getByText("Saved")).toBeVisible();

  const raids = panel("Raids on you").last();
  await raids.getByLabel("Who may raid you").selectOption("FOLLOWED");
  await raids.getByLabel("Followers at least").fill("3");
  await raids.getByRole("button", { name: "Save" }).click();
  await expect(raids.getByText("Saved")).toBeVisible();

  const hosts = panel("While you are offline").last();
  const add = async (name: string) => {
    await hosts.getByLabel("Username").fill(name);
    await hosts.getByRole("button", { name: "Add" }).click();
  };
  await add("nobody_of_this_name");
  await expect(hosts.getByText("There is no creator called nobody_of_this_name.")).toBeVisible();
  const listed = hosts.locator("ol li");
  await add("mika_plays");
  await expect(listed).toHaveCount(1);
  await add("@tomasz_codes");
  await expect(listed).toHaveCount(2);
  await listed
    .nth(1)
    .getByRole("button", { name: /earlier/ })
    .click();
  await expect(listed.first()).toContainText("@tomasz_codes");

  await page.reload();
  await expect(quality.getByLabel("Sizes", { exact: true })).toHaveValue("H264_540P_25FPS_2_LAYERS");
  await expect(raids.getByLabel("Who may raid you")).toHaveValue("FOLLOWED");
  await expect(raids.getByLabel("Followers at least")).toHaveValue("3");
  await expect(listed).toContainText(["@tomasz_codes", "@mika_plays"]);
  await listed
    .first()
    .getByRole("button", { name: /off the list/ })
    .click();
  await expect(listed).toHaveCount(1);
});

test("a raid is started from the dashboard, counted down and called off", async ({ page }) => {
  await signInAsNew(page, "noor", "/dashboard");
  const panel = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Raid", level: 2 }) });
  await panel.getByLabel("To whom").fill("nobody_of_this_name");
  await panel.getByRole("button", { name: "Start the raid" }).click();
  await expect(panel.getByText("There is no creator called nobody_of_this_name.")).toBeVisible();
  await panel.getByLabel("To whom").fill("mika_plays");
  await panel.getByRole("button", { name: "Start the raid" }).click();
  await expect(panel.getByText(/^Your viewers see the countdown to/)).toBeVisible();
  await expect(panel.getByText(/^1:[0-3]\d$/)).toBeVisible();
  // It is the server's: another look finds it.
  await page.reload();
  await expect(panel.getByText(/^Your viewers see the countdown to/)).toBeVisible();
  await panel.getByRole("button", { name: "Call it off" }).click();
  await expect(panel.getByText("The raid is called off.")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Start the raid" })).toBeVisible();
});
