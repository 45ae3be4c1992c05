import { useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "./ChatLog.module.css";
import type { Line } from "./store.ts";

/** Speaks so often at most: every message would drown the stream. */
const EVERY = 3_000;

/** Tells a screen reader what is new: one message as it is, many by their number. */
export function Announcer({ lines, me }: { lines: readonly Line[]; me: string | null }) {
  const { messages } = useOnAir();
  const [words, setWords] = useState("");
  const last = useRef<{ id: string | null; at: number }>({ id: null, at: 0 });
  useEffect(() => {
    const newest = lines.findLast((line) => !line.echo);
    if (!newest || newest.id === last.current.id) return;
    if (last.current.id === null) {
      // The history is no news.
      last.current = { id: newest.id, at: Date.now() };
      return;
    }
    const speak = () => {
      const from = lines.findIndex((line) => line.id === last.current.id);
      const fresh = lines
        .slice(from + 1)
        .filter((line) => !line.echo && line.userId !== me && line.text !== null);
      last.current = { id: newest.id, at: Date.now() };
      if (fresh.length === 1) setWords(`${fresh[0]?.name}: ${fresh[0]?.text}`);
      else if (fresh.length > 1) setWords(messages.chat.announced(fresh.length));
    };
    const timer = setTimeout(speak, Math.max(0, last.current.at + EVERY - Date.now()));
    return () => clearTimeout(timer);
  }, [lines, me, messages]);
  return (
    <div className={styles.hidden} role="status">
      {words}
    </div>
  );
}
