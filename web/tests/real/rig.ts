import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";

/** A page whose faults are the test's; what LiveKit's SDK says on the console of a connection that breaks is none. */
export const test = base.extend<{ faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: tests/real runs these`);
  return value;
}

/** Calls the API as somebody, and returns the answer's `data`. */
export async function call<T>(who: string, method: string, path: string, body?: object): Promise<T> {
  const bearer = execFileSync(need("ONAIR_DEV"), ["token", who], { encoding: "utf8" }).trim();
  const answer = await fetch(need("ONAIR_API") + path, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const { data, error } = (await answer.json()) as { data: T; error?: string };
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${error}`);
  return data;
}

/** An RTMP encoder of the rig. */
export class Encoder {
  #key: { serverUrl: string; streamKey: string };
  #size: string;
  #running: ChildProcess | null = null;

  private constructor(key: { serverUrl: string; streamKey: string }, size: string) {
    this.#key = key;
    this.#size = size;
  }

  /** A creator goes live with a picture of this size, by a new key. */
  static async live(who: string, size: string): Promise<Encoder> {
    const encoder = new Encoder(await call(who, "POST", "/api/stream/ingress"), size);
    encoder.push();
    await state(who, "live");
    return encoder;
  }

  /** Begins to push; refused or cut off it tries again for a minute. */
  push(): void {
    const { serverUrl, streamKey } = this.#key;
    this.#running = spawn("../../tests/rig/media/push.sh", [serverUrl, streamKey], {
      env: { ...process.env, RIG_PUSH_SIZE: this.#size },
      stdio: "ignore",
      detached: true,
    });
  }

  /** Vanishes, with all that it started. */
  kill(): void {
    if (this.#running?.pid) process.kill(-this.#running.pid, "SIGKILL");
    this.#running = null;
  }
}

/** Waits until the API says that a creator is in this state. */
export async function state(who: string, wanted: string): Promise<void> {
  const shown = async () => (await call<{ state: string }>(who, "GET", "/api/stream/status")).state;
  await expect.poll(shown, { timeout: 60_000 }).toBe(wanted);
}

/** LiveKit dies. */
export function killLiveKit(): void {
  process.kill(pid("RIG_LIVEKIT_PID"), "SIGKILL");
}

/** LiveKit is there again, at the same address. */
export async function restartLiveKit(): Promise<void> {
  const before = pid("RIG_LIVEKIT_PID");
  // The rig starts what it finds dead: it is asked until it has found that.
  const again = () => {
    process.kill(Number(need("RIG_PID")), "SIGUSR1");
    return pid("RIG_LIVEKIT_PID");
  };
  await expect.poll(again, { intervals: [500] }).not.toBe(before);
}

/** As it is after a restart. */
function pid(name: string): number {
  const line = readFileSync(need("RIG_ENV_FILE"), "utf8")
    .split("\n")
    .find((line) => line.startsWith(`${name}=`));
  return Number(line?.slice(name.length + 1));
}

/** The player, in what it shows. */
export const player = (page: Page, scene: string) => page.locator(`section[data-scene="${scene}"]`);

/** The picture moves: a second of it is played beyond what was. */
export async function plays(page: Page): Promise<void> {
  await expect(player(page, "live")).toBeVisible();
  const time = () => page.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime);
  const before = await time();
  await expect.poll(time).toBeGreaterThan(before + 1);
}

/** A figure for the table of `tests/real`. */
export function seen(what: string, millis: number): void {
  console.log(`seen | pages | ${what} | ${(millis / 1_000).toFixed(2)}`);
}
