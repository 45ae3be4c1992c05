import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import axe from "axe-core";
import { expect, signIn, signInAsNew, test } from "./site.ts";

/** The recording of the demo (local/src/demo/vod.rs). */
const VIDEO = createHash("sha256").update("vod\nusr_alice\ndemo_played").digest("hex").slice(0, 24);

/** By who looks at them; null is a guest. */
const SCREENS: [string | null, string[]][] = [
  [
    null,
    [
      "/",
      "/search?q=piano",
      "/search",
      "/c/MUSIC",
      "/tag/piano",
      "/@noor",
      "/@noor/followers",
      "/@alice/videos",
      "/@alice/clips",
      `/videos/${VIDEO}`,
      "/@lena_moves",
      "/following",
      "/nowhere",
    ],
  ],
  ["bob", ["/", "/following", "/apply", "/@mika_plays"]],
  [
    "alice",
    [
      "/settings",
      "/dashboard",
      "/dashboard/chat",
      "/dashboard/figures",
      "/dashboard/videos",
      `/dashboard/videos/${VIDEO}`,
      "/dashboard/clips",
      "/dashboard/settings",
    ],
  ],
  // Figures of a broadcast that runs.
  ["noor", ["/dashboard/figures"]],
  ["ada", ["/admin", "/admin/creators", "/admin/audit"]],
];

/** At each width one scheme is looked at by all rules, the other by those of colours: it changes nothing else. */
const LOOKS = [
  { width: 1280, scheme: "dark", rules: "all" },
  { width: 1280, scheme: "light", rules: "colours" },
  { width: 360, scheme: "light", rules: "all" },
  { width: 360, scheme: "dark", rules: "colours" },
] as const;

// A load of a screen is the dear part: each is looked at in all sizes and colours, as one who turns a phone or changes the
// theme sees it.
for (const locale of ["en", "rtl"]) {
  for (const [who, paths] of SCREENS) {
    test(`no findings of axe: ${locale}, ${who ?? "a guest"}`, async ({ page }) => {
      test.setTimeout(60_000 + paths.length * 20_000);
      await page.setViewportSize({ width: LOOKS[0].width, height: 800 });
      await page.addInitScript((id) => localStorage.setItem("onair.locale", id), locale);
      if (who === "noor") await signInAsNew(page, who, "/settings");
      else if (who) await signIn(page, who);
      for (const path of paths) {
        await page.goto(path);
        await page.evaluate(axe.source);
        for (const look of LOOKS)
          await test.step(`${path} ${look.width} ${look.scheme}`, () => see(page, path, look));
      }
    });
  }
}

async function see(page: Page, path: string, { width, scheme, rules }: (typeof LOOKS)[number]) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 800 });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
  const { found, over } = await page.evaluate(async (rules) => {
    // What was changed is drawn.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const only = rules === "colours" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...only });
    return {
      found: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} | ${html.slice(0, 200)}`)),
      over: document.documentElement.scrollWidth - innerWidth,
    };
  }, rules);
  const where = `${path}, ${width}, ${scheme}`;
  expect.soft(found, where).toEqual([]);
  expect.soft(over, `${where} is wider than the page`).toBeLessThanOrEqual(0);
}
