import { useEffect, useState } from "react";
import { bufferedTo } from "./timeline.ts";

export interface MediaClock {
  /** Seconds of the medium. */
  at: number;
  buffered: number;
  /** How long it is as far as it is known; 0 before that. */
  length: number;
  paused: boolean;
  /** Whether it wants to play and has nothing to. */
  stalled: boolean;
  /** Whether it can be moved. */
  hasMedia: boolean;
  /** Whether a picture was there. */
  started: boolean;
}

const STILL: MediaClock = {
  at: 0,
  buffered: 0,
  length: 0,
  paused: true,
  stalled: false,
  hasMedia: false,
  started: false,
};
const EVENTS = [
  "timeupdate",
  "seeking",
  "seeked",
  "progress",
  "durationchange",
  "play",
  "pause",
  "playing",
  "waiting",
  "ended",
  "loadedmetadata",
  "loadeddata",
  "emptied",
] as const;

/** Where an element is in what it plays. */
export function useMediaClock(video: HTMLVideoElement | null): MediaClock {
  const [clock, setClock] = useState(STILL);
  useEffect(() => {
    if (!video) return;
    const look = (event?: Event) => {
      const { currentTime, duration, paused, readyState } = video;
      const ranges = Array.from({ length: video.buffered.length }, (_, place) => {
        return [video.buffered.start(place), video.buffered.end(place)] as const;
      });
      setClock((before) => ({
        at: currentTime,
        buffered: bufferedTo(ranges, currentTime),
        length: Number.isFinite(duration) ? duration : 0,
        paused,
        stalled: !paused && readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.ended,
        hasMedia: readyState > 0,
        started: event?.type !== "emptied" && (before.started || readyState >= 2),
      }));
    };
    look();
    for (const name of EVENTS) video.addEventListener(name, look);
    return () => {
      for (const name of EVENTS) video.removeEventListener(name, look);
    };
  }, [video]);
  return clock;
}
