import { type RefObject, useCallback, useEffect, useState } from "react";

interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

/** Full screen of the whole player; where a browser has it for videos only (iPhone), of the video. */
export function useFullscreen(
  frame: RefObject<HTMLElement | null>,
  video: HTMLVideoElement | null,
): [boolean, () => void] {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = () =>
      setFull(document.fullscreenElement !== null && document.fullscreenElement === frame.current);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, [frame]);
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (frame.current?.requestFullscreen) void frame.current.requestFullscreen().catch(() => {});
    else (video as AppleVideo | null)?.webkitEnterFullscreen?.();
  }, [frame, video]);
  return [full, toggle];
}

/** Picture in picture of the video: whether it is, how to change that; null where the browser has none. */
export function usePictureInPicture(video: HTMLVideoElement | null): [boolean, (() => void) | null] {
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!video) return;
    const enter = () => setAway(true);
    const leave = () => setAway(false);
    video.addEventListener("enterpictureinpicture", enter);
    video.addEventListener("leavepictureinpicture", leave);
    return () => {
      video.removeEventListener("enterpictureinpicture", enter);
      video.removeEventListener("leavepictureinpicture", leave);
    };
  }, [video]);
  const toggle = useCallback(() => {
    if (document.pictureInPictureElement) void document.exitPictureInPicture();
    else void video?.requestPictureInPicture().catch(() => {});
  }, [video]);
  const there = typeof document !== "undefined" && document.pictureInPictureEnabled;
  return [away, there ? toggle : null];
}
