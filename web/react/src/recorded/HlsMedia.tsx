/// <reference path="./hls-light.d.ts" />
import Hls, { type ErrorData } from "hls.js/light";
import { useEffect, useRef } from "react";
import { lasting, renewed } from "./playlist.ts";
import type { Begin } from "./usePlace.ts";

export interface HlsMediaProps {
  video: HTMLVideoElement;
  /** The playlist's address, which changes with its token. */
  url: string;
  begin: Begin;
  /** The address was refused, and is to be asked for anew. */
  onStale: () => void;
  /** It cannot be played. */
  onBroken: () => void;
}

/** What is behind in the buffer, in seconds: a long video does not fill the memory. */
const BEHIND = 60;
/** A decoder that fails twice within so long will fail again, in milliseconds. */
const TWICE = 5_000;

/**
 * Plays a playlist. hls.js wherever the browser takes media in pieces: Chromium says that it plays HLS, and does so badly.
 * A new token is used from the next request on, without a break.
 */
export default function HlsMedia({ video, url, begin, onStale, onBroken }: HlsMediaProps) {
  const playlist = lasting(url);
  const now = useRef(url);
  /** Where it goes on as soon as there is media, in seconds of it. */
  const place = useRef(begin.at);
  const tell = useRef({ onStale, onBroken });
  const renew = useRef<(() => void) | null>(null);
  useEffect(() => {
    tell.current = { onStale, onBroken };
  });
  useEffect(() => {
    if (video.readyState === 0) place.current = begin.at;
  }, [video, begin]);

  useEffect(() => {
    if (now.current === url) return;
    now.current = url;
    renew.current?.();
  }, [url]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same playlist with another token goes on
  useEffect(() => {
    const first = now.current;
    const stop = Hls.isSupported() ? byPieces(first) : byItself();
    return () => {
      // Another playlist of the same recording begins where this one was.
      if (video.readyState > 0) place.current = video.currentTime;
      stop();
      renew.current = null;
    };
  }, [video, playlist]);

  function byPieces(first: string): () => void {
    let asked = place.current;
    const hls = new Hls({
      startPosition: asked,
      backBufferLength: BEHIND,
      xhrSetup: (xhr, address) => {
        xhr.open("GET", renewed(address, first, now.current), true);
      },
    });
    let failed = Number.NEGATIVE_INFINITY;
    let isStale = false;
    hls.on(Hls.Events.ERROR, (_, data) => {
      if (isRefused(data)) {
        if (!isStale) tell.current.onStale();
        isStale = true;
        return;
      }
      if (!data.fatal) return;
      const again = performance.now() - failed < TWICE;
      failed = performance.now();
      if (again || data.type === Hls.ErrorTypes.OTHER_ERROR || data.type === Hls.ErrorTypes.MUX_ERROR) {
        tell.current.onBroken();
      } else if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else hls.startLoad();
    });
    renew.current = () => {
      if (!isStale) return;
      isStale = false;
      if (hls.levels.length === 0) hls.loadSource(now.current);
      else hls.startLoad(video.readyState > 0 ? video.currentTime : place.current);
    };
    // What is asked for later than that, and before there was media.
    const settle = () => {
      if (place.current !== asked) video.currentTime = place.current;
      asked = place.current;
    };
    video.addEventListener("loadedmetadata", settle);
    hls.loadSource(first);
    hls.attachMedia(video);
    return () => {
      video.removeEventListener("loadedmetadata", settle);
      hls.destroy();
    };
  }

  function byItself(): () => void {
    const load = () => {
      if (video.readyState > 0) place.current = video.currentTime;
      const plays = !video.paused;
      video.src = now.current;
      video.addEventListener(
        "loadedmetadata",
        () => {
          video.currentTime = place.current;
          if (plays) void video.play().catch(() => {});
        },
        { once: true },
      );
    };
    const failed = () => tell.current.onStale();
    renew.current = load;
    video.addEventListener("error", failed);
    load();
    return () => {
      video.removeEventListener("error", failed);
      video.removeAttribute("src");
      video.load();
    };
  }

  return null;
}

/** Whether the CDN refused an address: its hour is over, or what it names is gone. */
function isRefused({ type, response }: ErrorData): boolean {
  return type === Hls.ErrorTypes.NETWORK_ERROR && [401, 403, 404, 410].includes(response?.code ?? 0);
}
