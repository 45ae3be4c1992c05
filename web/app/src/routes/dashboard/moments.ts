interface Recorded {
  startedAt: string;
  markers: readonly { offset: number; text: string }[];
}

/** What happened in a broadcast, by the markers of what was recorded of it; newest videos first, as the API has them. */
export function momentsOf(
  broadcast: { startedAt: string; endedAt: string | null },
  videos: readonly Recorded[],
): { at: string; text: string }[] {
  const from = Date.parse(broadcast.startedAt);
  const to = broadcast.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(broadcast.endedAt);
  return videos
    .filter(({ startedAt }) => Date.parse(startedAt) >= from && Date.parse(startedAt) <= to)
    .flatMap(({ startedAt, markers }) =>
      markers.map(({ offset, text }) => ({
        at: new Date(Date.parse(startedAt) + offset * 1_000).toISOString(),
        text,
      })),
    )
    .sort((a, b) => a.at.localeCompare(b.at));
}
