import type { ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "./ClipStrip.module.css";
import { cutTo } from "./cut.ts";
import { type Range, written } from "./timeline.ts";

interface ClipStripProps {
  strip: Range;
  cut: Range;
  /** Where the preview is, in seconds of the video; null while it is nowhere. */
  at: number | null;
  onCut: (cut: Range, which: keyof Range) => void;
  /** The film. */
  children?: ReactNode;
}

/** So fine is it, by a finger and by a key, in seconds. */
const STEP = 0.5;

/** A strip of the video with a handle at each end of the clip. Time runs from left to right in every language. */
export function ClipStrip({ strip, cut, at, onCut, children }: ClipStripProps) {
  const { messages } = useOnAir();
  const m = messages.recorded;
  const span = strip.end - strip.start;
  const part = (seconds: number) => `${((seconds - strip.start) / span) * 100}%`;
  const handle = (which: keyof Range, label: string) => (
    <input
      className={styles.handle}
      data-which={which}
      type="range"
      min={strip.start}
      max={strip.end}
      step={STEP}
      value={cut[which]}
      aria-label={label}
      aria-valuetext={written(cut[which])}
      onChange={(event) => onCut(cutTo(cut, which, Number(event.target.value), strip), which)}
    />
  );
  return (
    <div className={styles.strip} dir="ltr">
      {children}
      <span
        className={styles.out}
        aria-hidden="true"
        style={{ insetInline: `0 calc(100% - ${part(cut.start)})` }}
      />
      <span className={styles.out} aria-hidden="true" style={{ insetInline: `${part(cut.end)} 0` }} />
      <span
        className={styles.cut}
        aria-hidden="true"
        style={{ insetInline: `${part(cut.start)} calc(100% - ${part(cut.end)})` }}
      />
      {at !== null && at >= cut.start && at <= cut.end && (
        <span className={styles.now} aria-hidden="true" style={{ insetInlineStart: part(at) }} />
      )}
      {handle("start", m.clipStart)}
      {handle("end", m.clipEnd)}
    </div>
  );
}
