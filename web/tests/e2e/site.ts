import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { test as base, expect, type Page } from "@playwright/test";
import type axe from "axe-core";

declare global {
  interface Window {
    /** Of axe's own script, in pages that it was put into. */
    axe: typeof axe;
    /** `examples/gallery/live.ts`, in its pages. */
    gallery: {
      rooms: unknown[];
      raids: string[];
      quality(): number | undefined;
      packet(packet: object): void;
      metadata(metadata: object): void;
    };
  }
}

/** The recording of the demo (local/src/demo/vod.rs). */
export const DEMO = createHash("sha256").update("vod\nusr_alice\ndemo_played").digest("hex").slice(0, 24);

/** What every test begins with: a page whose faults are the test's. */
export const test = base.extend<{ faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (line) => {
        // Answers that are no success are the API's, and shown by the page; what a policy refuses is a fault.
        if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) {
          faults.push(line.text());
        }
      });
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in as whoever has this name, by a click, and comes back to `path`. */
export async function signIn(page: Page, name: string, path = "/"): Promise<void> {
  await page.goto("/settings");
  await page.locator("main").locator("button").first().click();
  await page.locator(`button[value="${name}"]`).click();
  await page.waitForURL("**/settings");
  await expect(page.locator("input[name=username]")).toHaveValue(name);
  if (path !== "/settings") await page.goto(path);
}

/** Signs in as somebody new. */
export async function signInAsNew(page: Page, name: string, path: string): Promise<void> {
  await page.goto("/settings");
  await page.locator("main").locator("button").first().click();
  await page.locator("#username").fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/settings");
  await expect(page.locator("input[name=username]")).toHaveValue(name);
  if (path !== "/settings") await page.goto(path);
}

/** What the encoder of a creator does, played by the stand-in. One that is to stop may have: a test that is tried again finds it so. */
export function encoder(verb: "live" | "offline", name: string): void {
  const { port } = new URL(test.info().project.use.baseURL ?? "");
  const [program = "cargo", ...rest] = (process.env.ONAIR_DEV ?? "cargo dev").split(" ");
  try {
    execFileSync(program, [...rest, verb, name, "--port", port], { cwd: "../..", stdio: "pipe" });
  } catch (error) {
    if (verb === "live" || !String(error).includes(`${name} is not live`)) throw error;
  }
}
