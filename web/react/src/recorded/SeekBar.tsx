import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { JUMPS } from "../player/keys.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { clock } from "../ui/format.ts";
import styles from "./SeekBar.module.css";
import { chapterAt } from "./timeline.ts";
import type { Marker } from "./types.ts";

interface SeekBarProps {
  /** Seconds. */
  at: number;
  length: number;
  buffered: number;
  markers: readonly Marker[];
  onSeek: (seconds: number) => void;
}

/** So fine is it by a finger, in seconds; keys jump as the player's do. */
const STEP = 0.1;

/** The time line, with the moments that have a name. It runs from left to right in every language. */
export function SeekBar({ at, length, buffered, markers, onSeek }: SeekBarProps) {
  const { messages } = useOnAir();
  const m = messages.recorded;
  const [under, setUnder] = useState<number | null>(null);
  const part = (seconds: number) => (length > 0 ? Math.min(1, Math.max(0, seconds / length)) : 0);
  const percent = (seconds: number) => `${part(seconds) * 100}%`;
  const pointed = under === null ? null : under * length;
  const named = (seconds: number) => {
    const chapter = chapterAt(markers, seconds);
    return chapter ? `${clock(seconds)} · ${chapter}` : clock(seconds);
  };
  function follow(event: PointerEvent<HTMLElement>) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setUnder(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  }
  // A step of the pointer's is too small for a key.
  function jump(event: KeyboardEvent<HTMLElement>) {
    const by: Record<string, number> = {
      ArrowLeft: JUMPS.back,
      ArrowDown: JUMPS.back,
      ArrowRight: JUMPS.forth,
      ArrowUp: JUMPS.forth,
      PageDown: -60,
      PageUp: 60,
    };
    const step = by[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSeek(Math.min(length, Math.max(0, at + step)));
  }
  return (
    <div
      className={styles.bar}
      dir="ltr"
      onPointerMove={follow}
      onPointerLeave={() => setUnder(null)}
      onPointerCancel={() => setUnder(null)}
    >
      <div className={styles.line} aria-hidden="true">
        <span className={styles.buffered} style={{ inlineSize: percent(buffered) }} />
        <span className={styles.played} style={{ inlineSize: percent(at) }} />
        {markers.map((marker) => (
          <span
            key={marker.id}
            className={styles.tick}
            data-chapter={marker.isChapter ? "" : undefined}
            style={{ insetInlineStart: percent(marker.offset) }}
          />
        ))}
      </div>
      <input
        className={styles.range}
        type="range"
        min={0}
        max={Math.max(STEP, length)}
        step={STEP}
        value={at}
        aria-label={m.time}
        aria-valuetext={m.timeOf(named(at), clock(length))}
        onChange={(event) => onSeek(Number(event.target.value))}
        onKeyDown={jump}
      />
      {pointed !== null && (
        <span
          className={styles.hint}
          aria-hidden="true"
          style={{ insetInlineStart: `clamp(40px, ${percent(pointed)}, calc(100% - 40px))` }}
        >
          <bdi>{named(pointed)}</bdi>
        </span>
      )}
    </div>
  );
}
