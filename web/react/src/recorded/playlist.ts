/** The token in a path of the CDN. Only what is handed out has one. */
const TOKEN = /\/t\/[^/]+(?=\/)/;

/** A playlist's address without the token: the same for as long as it is the same playlist. */
export function lasting(url: string): string {
  return url.replace(TOKEN, "");
}

/** The address of what stands beside a playlist, by the token of today: `from` is the address that it was first had by. */
export function renewed(url: string, from: string, to: string): string {
  const [old, now] = [folder(from), folder(to)];
  return url.startsWith(old) ? now + url.slice(old.length) : url;
}

function folder(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? url;
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** How long before its end an address is asked for anew, in milliseconds. */
const MARGIN = 5 * 60_000;
/** Never sooner than so: a clock that is off would ask without end. */
const SOONEST = 30_000;

/** Milliseconds until an address is to be asked for anew. */
export function untilRenewal(expiresAt: string, now: number): number {
  const left = Date.parse(expiresAt) - now;
  return Math.max(SOONEST, left - Math.min(MARGIN, left / 2));
}
