import { defineConfig } from "@playwright/test";

/** `cargo dev` as it was built, or built now. */
const dev = process.env.ONAIR_DEV ?? "cargo dev";
/**
 * One for what changes things, and one for what looks at them as the demo left them; then the components without a server, and
 * the minimal application.
 */
const [flows, screens, components, minimal] = (process.env.ONAIR_PORTS ?? "3999 3998 3997 3996").split(" ");
const at = (port: string | undefined) => `http://127.0.0.1:${port}`;

const served = (port: string | undefined) => ({
  command: `${dev} --port ${port} --no-web`,
  url: `${at(port)}/api/viewer/stream/mika_plays`,
  cwd: "../..",
  timeout: 600_000,
  stdout: "ignore" as const,
  gracefulShutdown: { signal: "SIGTERM" as const, timeout: 10_000 },
});

/** As `npm run build` made it. */
const built = (example: string, port: string | undefined) => ({
  command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
  url: at(port),
  cwd: `../examples/${example}`,
  env: { ONAIR_API: at(flows) },
  stdout: "ignore" as const,
});

export default defineConfig({
  testDir: "e2e",
  // A project's files come one after another, since what one test does the next one finds; two projects run side by side.
  workers: 2,
  fullyParallel: false,
  // For a machine half as fast as the slowest that was seen, with the other project beside: what waits, waits for a condition.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../../.rig/e2e",
  projects: [
    // What is measured is measured when all else is done, and when some of it failed, too.
    { name: "begin", testMatch: "begin.ts", use: { baseURL: at(screens) }, teardown: "measures" },
    {
      name: "flows",
      testIgnore: ["a11y.spec.ts", "measures.spec.ts"],
      use: { baseURL: at(flows) },
      dependencies: ["begin"],
      workers: 1,
      // Where the last piece of a push is a fraction of a second, the player's length may be short by it.
      retries: 1,
    },
    {
      name: "screens",
      testMatch: "a11y.spec.ts",
      use: { baseURL: at(screens) },
      dependencies: ["begin"],
      workers: 1,
    },
    // Its limits are of time: what else the machine did for a moment is no fault of a page.
    {
      name: "measures",
      testMatch: "measures.spec.ts",
      use: { baseURL: at(screens) },
      workers: 1,
      retries: 2,
    },
  ],
  use: {
    locale: "en-GB",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    launchOptions: {
      // Debian's Chromium; none is downloaded.
      executablePath: process.env.ONAIR_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
  metadata: { gallery: at(components), minimal: at(minimal), flows: at(flows) },
  webServer: [served(flows), served(screens), built("gallery", components), built("minimal", minimal)],
});
