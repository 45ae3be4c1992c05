import { createHash } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
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

for (const scheme of ["dark", "light"] as const) {
  for (const locale of ["en", "rtl"]) {
    for (const width of [360, 1280]) {
      test(`no findings of axe: ${scheme}, ${locale}, ${width}`, async ({ page }) => {
        test.setTimeout(300_000);
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 800 });
        await page.addInitScript((id) => localStorage.setItem("onair.locale", id), locale);
        for (const [who, paths] of SCREENS) {
          await page.goto("/");
          await page.evaluate(() => sessionStorage.clear());
          if (who === "noor") await signInAsNew(page, who, "/settings");
          else if (who) await signIn(page, who);
          for (const path of paths) await look(page, path);
        }
      });
    }
  }
}

async function look(page: Page, path: string) {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${path} | ${id} | ${html.slice(0, 200)}`),
  );
  expect.soft(found, path).toEqual([]);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(over, `${path} is wider than the page`).toBeLessThanOrEqual(0);
}
