import { defineConfig } from "@playwright/test";

/** The site on a real LiveKit: `tests/pages` starts all that it takes, and gives the address of the `cargo dev` there. */
export default defineConfig({
  testDir: "real",
  // One encoder and one LiveKit for all.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  // A busy machine takes its time until there are pictures again.
  expect: { timeout: 40_000 },
  // Real servers and their encoders keep their own time.
  retries: 2,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../../.rig/pages",
  use: {
    baseURL: process.env.ONAIR_API,
    locale: "en-GB",
    reducedMotion: "reduce",
    // Larger than the picture: the SDK asks for no more than is shown.
    viewport: { width: 1920, height: 1080 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.ONAIR_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=no-user-gesture-required",
      ],
    },
  },
});
