import { defineConfig } from "@playwright/test";

/** `cargo dev` as it was built, or built now. */
const dev = process.env.ONAIR_DEV ?? "cargo dev";
const port = Number(process.env.ONAIR_PORT ?? 3999);
/** The components without a server. */
const gallery = `http://127.0.0.1:${process.env.ONAIR_GALLERY_PORT ?? port + 1}`;

export default defineConfig({
  testDir: "e2e",
  // One `cargo dev` for all: what one test does, the next one finds.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../../.rig/e2e",
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "en-GB",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    launchOptions: {
      // Debian's Chromium; none is downloaded.
      executablePath: process.env.ONAIR_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
  metadata: { gallery },
  webServer: [
    {
      command: `${dev} --port ${port} --no-web`,
      url: `http://127.0.0.1:${port}/api/viewer/stream/mika_plays`,
      cwd: "../..",
      timeout: 600_000,
      stdout: "ignore",
      gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    },
    {
      // As `npm run build` made it.
      command: `npx vite preview --host 127.0.0.1 --port ${new URL(gallery).port} --strictPort`,
      url: gallery,
      cwd: "../examples/gallery",
      stdout: "ignore",
    },
  ],
});
