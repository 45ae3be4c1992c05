import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** It may have to be built first. */
const READY = 15 * 60_000;
/** The development secret: everybody knows it. */
const SECRET = process.env.JWT_SECRET ?? "onair-development-secret-for-bearer-tokens";

/** A running `cargo dev`. */
export interface Dev {
  url: string;
  stop: () => Promise<void>;
}

/** The one at `ONAIR_API`, else one of our own on a free port, empty. Throws what it said where it does not start. */
export async function dev(): Promise<Dev> {
  const running = process.env.ONAIR_API;
  if (running) return { url: running, stop: async () => {} };
  const child = spawn("cargo", ["dev", "--no-demo", "--no-web", "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await ready(child);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: unknown) => {
      clearTimeout(timer);
      reject(new Error(`cargo dev did not start: ${why}\n${said.slice(-2_000)}`));
    };
    const timer = setTimeout(() => {
      child.kill("SIGTERM");
      fail("too slow");
    }, READY);
    const hear = (chunk: Buffer) => {
      said += chunk;
      const url = /^\s+API\s+(http:\S+)/m.exec(said)?.[1];
      if (!url || !said.includes("OnAir is ready")) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.on("error", fail);
    child.on("exit", fail);
  });
}

/** A bearer token, as the issuer would give it. */
export function bearer(username: string, claims: object = {}, seconds = 600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: `usr_${username}`, username, name: username, exp, ...claims })}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}
