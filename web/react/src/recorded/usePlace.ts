import { useMemo, useState } from "react";
import { mediaAt, shownAt, type Window } from "./timeline.ts";
import type { MediaClock } from "./useMediaClock.ts";

/** Where a medium begins, in its seconds. A new one of these is a new wish; it counts while there is no media. */
export interface Begin {
  at: number;
}

interface Place {
  /** Where it is, or will begin, in seconds of what is shown. */
  at: number;
  /** The same, at this very moment. */
  now: () => number;
  seek: (seconds: number) => void;
  begin: Begin;
}

/**
 * Where a player is, and how to move it. What has no media yet, or whose window is not known yet, cannot be moved: what is asked
 * for until then is where it begins, instead of at `startAt`. `of` is what is played: another one has nothing of this one's.
 */
export function usePlace(
  video: HTMLVideoElement | null,
  clock: MediaClock,
  shown: Window,
  startAt: number,
  of: unknown,
): Place {
  const [wish, setWish] = useState<{ at: number; of: unknown } | null>(null);
  const wished = wish?.of === of ? wish : null;
  const { start, length } = shown;
  const begin = useMemo(() => {
    const at = wished?.at ?? startAt;
    // What a link names may be recorded by the time that it is there.
    return { at: mediaAt(at, { start, length: at }) };
  }, [wished, startAt, start]);
  const at = clock.hasMedia ? shownAt(clock.at, shown) : Math.min(length, begin.at - start);
  return {
    at,
    now: () => (video && video.readyState > 0 ? shownAt(video.currentTime, shown) : begin.at - start),
    seek: (seconds) => {
      if (video && video.readyState > 0) video.currentTime = mediaAt(seconds, shown);
      else setWish({ at: Math.max(0, seconds), of });
    },
    begin,
  };
}
