import { useEffect } from "react";

/** A medium tells its time four times a second: the last part is timed, in seconds. */
const NEAR = 0.6;

/** Pauses at a moment of the medium: a clip's last segment goes on for longer than the clip. Null: at its own end. */
export function useEnd(video: HTMLVideoElement | null, end: number | null): void {
  useEffect(() => {
    if (!video || end === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const left = end - video.currentTime;
      if (video.paused || left > NEAR) return;
      if (left <= 0.02) {
        video.pause();
        return;
      }
      timer = setTimeout(look, (left * 1_000) / video.playbackRate);
    };
    const events = ["timeupdate", "play", "seeked", "ratechange"] as const;
    for (const name of events) video.addEventListener(name, look);
    return () => {
      clearTimeout(timer);
      for (const name of events) video.removeEventListener(name, look);
    };
  }, [video, end]);
}
