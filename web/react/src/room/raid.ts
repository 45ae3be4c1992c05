/** Viewers of one room who are sent to another, as the room's metadata tells it. */
export interface Raid {
  id: string;
  targetId: string;
  targetUsername: string;
  targetName: string;
  goesAt: string;
  /** Over so many seconds the viewers arrive, each at a moment of their own. */
  spreadSeconds: number;
}

/** The raid that a room's metadata tell of; null where there is none. */
export function raidOf(metadata: string): Raid | null {
  try {
    const raid = (JSON.parse(metadata) as { raid?: Partial<Raid> } | null)?.raid;
    const texts = [raid?.id, raid?.targetId, raid?.targetUsername, raid?.targetName, raid?.goesAt];
    if (!raid || !texts.every((text) => typeof text === "string")) return null;
    if (Number.isNaN(Date.parse(raid.goesAt ?? ""))) return null;
    return { ...(raid as Raid), spreadSeconds: Math.max(0, Number(raid.spreadSeconds) || 0) };
  } catch {
    return null;
  }
}

/** When one viewer goes, who drew this `share` of the spread (0 to 1). */
export function leavesAt({ goesAt, spreadSeconds }: Raid, share: number): number {
  return Date.parse(goesAt) + share * spreadSeconds * 1_000;
}

/** Whose raids one goes along with, by the target: the token there is asked for in their name. */
const joined = new Map<string, string>();

/** From here on a token for the target is one of the raid's. */
export function joinRaid({ id, targetId }: Raid): void {
  joined.set(targetId, id);
}

/** The chat token that came with the last pass into each room: it tells a guest from others behind one address. */
const chatTokens = new Map<string, string>();

/** This chat token came with a pass into the room. */
export function passedInto(hostId: string, chatToken: string | null | undefined): void {
  if (chatToken) chatTokens.set(hostId, chatToken);
}

/** The raid that leads into this room, if one goes along with one, and the chat token of the room that it comes from. */
export function raidInto(hostId: string): { raidId?: string; chatToken?: string } {
  const raidId = joined.get(hostId);
  // A raid's id names its raider behind the first underscore.
  const raider = raidId?.slice(raidId.indexOf("_") + 1);
  return { raidId, chatToken: raider === undefined ? undefined : chatTokens.get(raider) };
}
