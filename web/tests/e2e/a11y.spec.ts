import type { Page } from "@playwright/test";
import axe from "axe-core";
import { DEMO, expect, signIn, signInAsNew, test } from "./site.ts";

/** What one seldom does with a channel. */
const MORE = "main header button[aria-expanded]";
/** What stands over a screen, or beside what was there. */
const OPEN = "dialog[open], [role=dialog], [role=menu], [role=listbox], [popover]:popover-open";

/** What is opened on a screen, by something that is the same in every language. */
type Opened = (page: Page) => Promise<void>;
const click =
  (selector: string): Opened =>
  (page) =>
    page.locator(selector).first().click();

/** By who looks at them; null is a guest. With what is opened there, which is looked at by itself. */
const SCREENS: [string | null, (string | [path: string, ...opened: Opened[]])[]][] = [
  [
    null,
    [
      [
        "/",
        async (page) => {
          await page.getByRole("combobox").fill("piano");
          await expect(page.getByRole("option")).toBeVisible();
        },
      ],
      "/search?q=piano",
      "/search",
      "/c/MUSIC",
      "/tag/piano",
      "/@noor",
      "/@noor/followers",
      "/@noor/chat",
      "/@alice/videos",
      "/@alice/clips",
      [
        `/videos/${DEMO}`,
        async (page) => {
          await page.locator("section[data-scene]").focus();
          await page.keyboard.press("?");
        },
      ],
      "/@lena_moves",
      "/following",
      "/nowhere",
    ],
  ],
  [
    "bob",
    [["/", click("header button[aria-expanded]")], "/following", "/apply", ["/@mika_plays", click(MORE)]],
  ],
  [
    "alice",
    [
      "/settings",
      "/dashboard",
      "/dashboard/chat",
      "/dashboard/figures",
      "/dashboard/videos",
      // Whether it is deleted.
      [`/dashboard/videos/${DEMO}`, click("form:has(select[name=visibility]) button[type=button]")],
      "/dashboard/clips",
      "/dashboard/settings",
      [
        `/videos/${DEMO}`,
        async (page) => {
          await page.locator("main header button:not([aria-pressed])").first().click();
          await expect(page.locator("dialog canvas[data-drawn]").first()).toBeAttached();
        },
      ],
    ],
  ],
  [
    "noor",
    [
      // Figures of a broadcast that runs.
      "/dashboard/figures",
      // Whether it is ended; the panel of a raid.
      ["/dashboard", click("main section[data-state] > button")],
      [
        "/@noor",
        async (page) => {
          const box = page.locator("aside textarea");
          await box.fill("What may become of this?");
          await box.press("Enter");
          const line = page.getByRole("log").locator("[data-line]", { hasText: "What may become" }).last();
          await expect(line.locator("[aria-haspopup]")).toBeAttached();
          await line.hover();
          await line.locator("[aria-haspopup]").click();
        },
      ],
      // What is held, who is banned.
      ["/dashboard/chat", click("main section header button[aria-expanded]")],
    ],
  ],
  // Why one is suspended.
  ["ada", ["/admin", ["/admin/creators", click("main li button")], "/admin/audit"]],
];

interface Look {
  width: number;
  scheme: "dark" | "light";
  rules: "all" | "colours";
  /** Of what is open, where something is. */
  isOpened?: boolean;
}

/** At each width one scheme is looked at by all rules, the other by those of colours: it changes nothing else. */
const LOOKS: readonly Look[] = [
  { width: 1280, scheme: "dark", rules: "all" },
  { width: 1280, scheme: "light", rules: "colours" },
  { width: 360, scheme: "light", rules: "all" },
  { width: 360, scheme: "dark", rules: "colours" },
];
/** What is opened has the least room on a phone. */
const OPENED: readonly Look[] = [
  { width: 360, scheme: "light", rules: "all", isOpened: true },
  { width: 360, scheme: "dark", rules: "colours", isOpened: true },
];

// A load of a screen is the dear part: each is looked at in all sizes and colours, as one who turns a phone or changes the
// theme sees it.
for (const locale of ["en", "rtl"]) {
  for (const [who, screens] of SCREENS) {
    test(`no findings of axe: ${locale}, ${who ?? "a guest"}`, async ({ page }) => {
      test.setTimeout(60_000 + screens.length * 25_000);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.addInitScript((id) => localStorage.setItem("onair.locale", id), locale);
      if (who === "noor") await signInAsNew(page, who, "/settings");
      // To a screen that has its token: one that is left while it renews it leaves a used one behind, which ends the session.
      else if (who) await signIn(page, who, "/settings");
      for (const screen of screens) {
        const [path, ...opened] = typeof screen === "string" ? [screen] : screen;
        await page.goto(path);
        await page.evaluate(axe.source);
        for (const look of LOOKS)
          await test.step(`${path} ${look.width} ${look.scheme}`, () => see(page, path, look));
        // It says the same in every language.
        if (locale === "en") await test.step(`${path} by keys`, () => walk(page, path));
        for (const open of opened) {
          await test.step(`${path} opened`, async () => {
            await open(page);
            for (const look of locale === "en" ? OPENED : OPENED.slice(0, 1))
              await see(page, `${path}, opened`, look);
          });
        }
      }
    });
  }
}

async function see(page: Page, path: string, { width, scheme, rules, isOpened = false }: Look) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 800 });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
  const { found, over, moving } = await page.evaluate(
    async ({ rules, open }) => {
      // What was changed is drawn.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const only = rules === "colours" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
      const of = (open && document.querySelector(open)) || document;
      const { violations } = await window.axe.run(of, { resultTypes: ["violations"], ...only });
      return {
        found: violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id} | ${html.slice(0, 200)}`),
        ),
        over: document.documentElement.scrollWidth - innerWidth,
        // Who wants no motion has none.
        moving: document
          .getAnimations()
          .filter(
            ({ playState, effect }) => playState === "running" && Number(effect?.getTiming().duration) > 1,
          )
          .map(({ effect }) =>
            effect instanceof KeyframeEffect ? effect.target?.outerHTML.slice(0, 200) : "",
          ),
      };
    },
    { rules, open: isOpened ? OPEN : null },
  );
  const where = `${path}, ${width}, ${scheme}`;
  expect.soft(found, where).toEqual([]);
  expect.soft(moving, `${where} moves`).toEqual([]);
  expect.soft(over, `${where} is wider than the page`).toBeLessThanOrEqual(0);
}

/** Whatever one reaches by keys shows that it has the focus: itself, what is drawn over it, what stands for it, or what it is in. */
async function walk(page: Page, path: string) {
  await page.keyboard.press("Tab");
  const unseen = await page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>(
      "a[href], button, input, select, textarea, summary, [tabindex='0']",
    );
    const isDrawn = (element: Element | null, of?: string) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element, of);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    };
    const isIn = (box: Element | null): boolean => box !== null && (isDrawn(box) || isIn(box.parentElement));
    const isSeen = (element: HTMLElement) =>
      isIn(element) || isDrawn(element, "::after") || isDrawn(element.nextElementSibling);
    return Array.from(all)
      .filter((element) => element.tabIndex >= 0 && element.checkVisibility())
      .filter((element) => {
        element.focus({ preventScroll: true });
        return document.activeElement === element && !isSeen(element);
      })
      .map((element) => element.outerHTML.slice(0, 200));
  });
  expect.soft(unseen, `${path} hides the focus`).toEqual([]);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
