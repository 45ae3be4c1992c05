import styles from "./Dashboard.module.css";
import { type Broadcast, useBroadcasts, useViewers } from "./figures.ts";

/** So many of the last points. */
const POINTS = 60;

/** The viewers of the broadcast that runs, as a line beside their number; the figures have it in full. */
export function Spark() {
  const running = useBroadcasts().broadcasts?.find(({ endedAt }) => endedAt === null);
  return running ? <Line of={running} /> : null;
}

function Line({ of }: { of: Broadcast }) {
  const points = useViewers(of).data?.points.slice(-POINTS) ?? [];
  if (points.length < 2) return null;
  const most = Math.max(1, ...points.map(({ viewers }) => viewers));
  const line = points
    .map(({ viewers }, n) => `${(n / (points.length - 1)) * 100},${22 - (viewers / most) * 20}`)
    .join(" ");
  return (
    <svg className={styles.spark} viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={line} />
    </svg>
  );
}
