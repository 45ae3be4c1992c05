import type { ViewersMark } from "@onair/react";

interface Recorded {
  startedAt: string;
  markers: readonly { offset: number; text: string }[];
}

interface Broadcast {
  startedAt: string;
  endedAt: string | null;
  raidOut: { viewers: number; goesAt: string | null } | null;
}

/**
 * What happened in a broadcast: the markers of what was recorded of it (newest videos first, as the API has them), and the raid
 * that took its viewers on, which `raided` says in words.
 */
export function momentsOf(
  broadcast: Broadcast,
  videos: readonly Recorded[],
  raided: (viewers: number) => string,
): ViewersMark[] {
  const from = Date.parse(broadcast.startedAt);
  const to = broadcast.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(broadcast.endedAt);
  const { raidOut } = broadcast;
  const raids: ViewersMark[] = raidOut?.goesAt
    ? [{ at: raidOut.goesAt, text: raided(raidOut.viewers), kind: "raid" }]
    : [];
  return videos
    .filter(({ startedAt }) => Date.parse(startedAt) >= from && Date.parse(startedAt) <= to)
    .flatMap(({ startedAt, markers }) =>
      markers.map(
        ({ offset, text }): ViewersMark => ({
          at: new Date(Date.parse(startedAt) + offset * 1_000).toISOString(),
          text,
        }),
      ),
    )
    .concat(raids)
    .sort((a, b) => a.at.localeCompare(b.at));
}
