import { useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { joinRaid, leavesAt, type Raid } from "../room/raid.ts";
import { useNow } from "../ui/clock.ts";
import { clock } from "../ui/format.ts";
import styles from "./RaidBar.module.css";

interface RaidBarProps {
  raid: Raid;
  /** Shows the target's stream, as the application does it. */
  onGo: (raid: Raid) => void;
}

/** Counts down to a raid, and takes the viewer along, unless they stay. */
export function RaidBar({ raid, onGo }: RaidBarProps) {
  const { messages } = useOnAir();
  const m = messages.player;
  const now = useNow(500);
  const [stays, setStays] = useState(false);
  // One's own share of the spread, so that a thousand viewers do not arrive at once. It stays theirs where the host lets the
  // raid go at once: only when it goes is told anew. Who came after it went stays: they chose to.
  const [share] = useState(() => Math.random());
  const leaves = leavesAt(raid, share);
  const [isLate] = useState(() => Date.parse(raid.goesAt) < Date.now());
  const go = useRef(onGo);
  useEffect(() => {
    go.current = onGo;
  });
  const goes = !stays && !isLate;
  useEffect(() => {
    if (!goes) return;
    const timer = setTimeout(
      () => {
        joinRaid(raid);
        go.current(raid);
      },
      Math.max(0, leaves - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [goes, leaves, raid]);
  if (!goes) return null;
  const left = (Date.parse(raid.goesAt) - now) / 1_000;
  return (
    <div className={styles.bar} role="status">
      <p className={styles.words} dir="auto">
        {m.raid(raid.targetName)}
      </p>
      {/* The seconds are seen, and not read aloud each. */}
      <span className={styles.left} aria-hidden="true">
        {left > 0 ? clock(Math.ceil(left)) : m.raidGoes}
      </span>
      <button type="button" className={styles.stay} onClick={() => setStays(true)}>
        {m.stay}
      </button>
    </div>
  );
}
