import { useCallback, useEffect } from "react";
import { useStored } from "../ui/stored.ts";

export interface Volume {
  level: number;
  muted: boolean;
  setLevel: (level: number) => void;
  setMuted: (muted: boolean) => void;
  /** Whether the element obeys: not on iPhones and iPads, whose own buttons do. */
  adjustable: boolean;
}

/** How loud this browser plays, kept from one stream to the next. */
export function useVolume(video: HTMLVideoElement | null): Volume {
  const [stored, store] = useStored("volume", { level: 1, muted: false });
  const { level, muted } = stored;
  useEffect(() => {
    if (video) video.volume = level;
  }, [video, level]);
  const setMuted = useCallback(
    (next: boolean) => {
      if (video) video.muted = next;
      store({ level: level === 0 && !next ? 0.5 : level, muted: next });
    },
    [video, level, store],
  );
  const setLevel = useCallback(
    (next: number) => {
      const within = Math.round(Math.min(1, Math.max(0, next)) * 100) / 100;
      if (video) video.muted = within === 0;
      store({ level: within, muted: within === 0 });
    },
    [video, store],
  );
  return { level, muted, setLevel, setMuted, adjustable: adjustable() };
}

function adjustable(): boolean {
  if (typeof document === "undefined") return true;
  const probe = document.createElement("video");
  probe.volume = 0.5;
  return probe.volume === 0.5;
}
