import type { Browser, Page } from "@playwright/test";
import { expect, signInAsNew, test } from "./site.ts";

/** Where the stand-in carries no room, messages come with the next look at the history: each 4 s. */
const SOON = { timeout: 45_000 };

const log = (page: Page) => page.getByRole("log");
const line = (page: Page, text: string) => log(page).locator("[data-line]", { hasText: text });

async function say(page: Page, text: string) {
  const box = page.getByRole("textbox", { name: "Say something" });
  await box.fill(text);
  await box.press("Enter");
}

/** A page of somebody else's, beside the test's own. */
async function beside(browser: Browser, name: string, path: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" })).newPage();
  await signInAsNew(page, name, path);
  return page;
}

async function moderate(page: Page, text: string, item: string) {
  await line(page, text).hover();
  await line(page, text).getByRole("button").last().click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("what one says the other reads, and the history keeps it", async ({ page, browser }) => {
  await signInAsNew(page, "paula", "/@noor");
  const other = await beside(browser, "quentin", "/@noor");
  await say(page, "is that Satie?");
  await expect(line(page, "is that Satie?")).toBeVisible();
  await expect(line(other, "is that Satie?")).toBeVisible(SOON);
  await say(other, "@paula it is, and slowly");
  await expect(line(page, "it is, and slowly")).toBeVisible(SOON);
  await page.reload();
  await expect(line(page, "is that Satie?")).toHaveCount(1);
  await expect(log(page).locator("[data-line]").last()).toContainText("it is, and slowly");
  // Said twice it is two messages; sent twice it is one.
  await expect(line(other, "is that Satie?")).toHaveCount(1);
  await other.context().close();
});

test("its creator slows the chat down, and takes a message away", async ({ page, browser }) => {
  await signInAsNew(page, "rosa", "/@yuki_ink");
  const creator = await beside(browser, "yuki_ink", "/dashboard/chat");
  const form = creator.locator("main form").filter({ has: creator.locator("select[name=slowModeSeconds]") });
  await form.locator("select[name=slowModeSeconds]").selectOption("60");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved")).toBeVisible();
  // Rules may be two seconds old.
  const slow = async () =>
    (await (await page.request.get("/api/chat/usr_yuki_ink")).json()).data?.settings?.slowModeSeconds;
  await expect.poll(slow).toBe(60);

  // The next message comes back to the writer with the reason and its time, which counts down.
  await say(page, "something that is regretted");
  await expect(line(page, "something that is regretted")).toBeVisible();
  await say(page, "this has to wait");
  const why = page.getByText(/Slow mode. You can write in \d+ (seconds|minute)/);
  await expect(why).toBeVisible();
  const before = await why.textContent();
  await expect(why).not.toHaveText(before ?? "");
  await expect(page.getByRole("textbox", { name: "Say something" })).toHaveValue("this has to wait");
  await expect(line(page, "this has to wait")).toHaveCount(0);

  await creator.goto("/@yuki_ink");
  await expect(line(creator, "something that is regretted")).toBeVisible(SOON);
  await moderate(creator, "something that is regretted", "Delete");
  await expect(line(creator, "something that is regretted")).toHaveCount(0);
  await expect(line(page, "something that is regretted")).toHaveCount(0, SOON);
  // Who made the rule does not wait.
  await say(creator, "patience, please");
  await expect(line(page, "patience, please")).toBeVisible(SOON);
  await creator.getByRole("button", { name: "Moderation" }).click();
  // Words that the chat does not take, and what moderators did.
  await creator.getByRole("textbox", { name: "Terms" }).fill("kettl*");
  await creator.getByRole("button", { name: "Add", exact: true }).click();
  await expect(creator.getByRole("button", { name: "Remove kettl*" })).toBeVisible();
  await creator.getByText("Log", { exact: true }).click();
  await expect(creator.getByText("usr_yuki_ink set a term: kettl*")).toBeVisible();
  await expect(creator.getByText(/deleted a message of usr_rosa/)).toBeVisible();
  await creator.getByRole("button", { name: "Clear the chat" }).click();
  await creator.getByRole("dialog").getByRole("button", { name: "Clear the chat" }).click();
  await expect(line(page, "patience, please")).toHaveCount(0, SOON);
  await creator.context().close();
});

test("the host sees what is reported, lets in again who asks, and makes a moderator", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  await signInAsNew(page, "tina", "/@mika_plays");
  await say(page, "buy my mixtape");
  await expect(line(page, "buy my mixtape")).toBeVisible();
  const other = await beside(browser, "uwe", "/@mika_plays");
  await expect(line(other, "buy my mixtape")).toBeVisible(SOON);
  await moderate(other, "buy my mixtape", "Report");
  await expect(other.getByText("Reported. The moderators will look at it.")).toBeVisible();
  await other.context().close();

  const creator = await beside(browser, "mika_plays", "/dashboard/chat");
  const panel = creator.getByRole("button", { name: "Moderation" });
  await panel.click();
  const report = creator.getByRole("listitem").filter({ hasText: "buy my mixtape" });
  await expect(report).toContainText("Reported by");
  await report.getByRole("button", { name: "Delete" }).click();
  await expect(creator.getByText("Nothing is reported.")).toBeVisible();
  await expect(line(page, "buy my mixtape")).toHaveCount(0, SOON);

  await say(page, "it is a good one");
  await panel.click();
  await expect(line(creator, "it is a good one")).toBeVisible(SOON);
  await moderate(creator, "it is a good one", "Ban");
  await page.getByRole("button", { name: "Ask to come back" }).click(SOON);
  await page.getByRole("textbox", { name: "Ask to come back" }).fill("I will behave");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("The moderators read it.")).toBeVisible();
  await panel.click();
  await creator
    .getByRole("listitem")
    .filter({ hasText: "I will behave" })
    .getByRole("button", { name: "Let in" })
    .click();
  await expect(creator.getByText("Nobody asks to come back.")).toBeVisible();

  await expect(page.getByRole("textbox", { name: "Say something" })).toBeVisible(SOON);
  await say(page, "thank you");
  await panel.click();
  await expect(line(creator, "thank you")).toBeVisible(SOON);
  await moderate(creator, "thank you", "Make moderator");
  await expect(creator.getByText("It shows with their next message.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Moderation" })).toBeVisible(SOON);
  // And takes it back, without a message of theirs.
  await panel.click();
  await creator.getByRole("button", { name: /^No longer moderator: usr_tina/ }).click();
  await expect(creator.getByText("Nobody yet.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Say something" })).toBeVisible(SOON);
  await expect(page.getByRole("button", { name: "Moderation" })).toHaveCount(0);
  await creator.context().close();
});

test("a chat in a window of its own is its reader's too, and the page that it came from goes on", async ({
  page,
}) => {
  await signInAsNew(page, "sara", "/@noor");
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Chat in a window of its own" }).click();
  const apart = await opened;
  await expect(apart).toHaveTitle(/Chat of Noor Haddad/);
  await expect(page.getByRole("log")).toHaveCount(0);
  await say(apart, "from beside the game");
  await expect(line(apart, "from beside the game")).toContainText("Sara");
  // They have one refresh token, which is good once: whoever renewed it told the other.
  const kept = (of: Page) => of.evaluate(() => sessionStorage.getItem("onair.session"));
  await expect.poll(async () => (await kept(page)) === (await kept(apart))).toBe(true);
  await page.getByRole("button", { name: "Show chat" }).click();
  await say(page, "and from the page");
  await expect(line(page, "from beside the game")).toBeVisible(SOON);
  await expect(line(apart, "and from the page")).toBeVisible(SOON);
  // Who signs out here is signed out there.
  await page.getByRole("button", { name: "Your menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect.poll(() => kept(apart)).toBeNull();
});

test("a guest writes under a name, and not where guests may not", async ({ page, browser }) => {
  await page.goto("/@tomasz_codes");
  await say(page, "hello from nobody in particular");
  await expect(line(page, "hello from nobody in particular")).toBeVisible();
  const creator = await beside(browser, "tomasz_codes", "/dashboard/chat");
  await creator.locator("main form input[name=mayGuestsWrite]").uncheck();
  await creator.locator("main form").getByRole("button", { name: "Save" }).click();
  await expect(creator.getByText("Saved")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Guests cannot write here.")).toBeVisible();
  await expect(line(page, "hello from nobody in particular")).toBeVisible();
  await creator.context().close();
});
