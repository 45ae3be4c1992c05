/// <reference path="./hls-light.d.ts" />
import Hls, { type ErrorData } from "hls.js/light";
import { useEffect, useRef } from "react";
import { lasting, renewed } from "./playlist.ts";

export interface HlsMediaProps {
  video: HTMLVideoElement;
  /** The playlist's address, which changes with its token. */
  url: string;
  /** Where to begin, in seconds of the media. */
  from: number;
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
export default function HlsMedia({ video, url, from, onStale, onBroken }: HlsMediaProps) {
  const playlist = lasting(url);
  const now = useRef(url);
  const begin = useRef(from);
  const tell = useRef({ onStale, onBroken });
  const renew = useRef<(() => void) | null>(null);
  useEffect(() => {
    tell.current = { onStale, onBroken };
    begin.current = from;
  });

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
      stop();
      renew.current = null;
      // Another playlist of the same recording begins where this one was.
      if (video.currentTime > 0) begin.current = video.currentTime;
    };
  }, [video, playlist]);

  function byPieces(first: string): () => void {
    const hls = new Hls({
      startPosition: begin.current,
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
      else hls.startLoad(video.currentTime);
    };
    hls.loadSource(first);
    hls.attachMedia(video);
    return () => hls.destroy();
  }

  function byItself(): () => void {
    const load = () => {
      const [at, plays] = [video.currentTime || begin.current, !video.paused];
      video.src = now.current;
      video.addEventListener(
        "loadedmetadata",
        () => {
          video.currentTime = at;
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
