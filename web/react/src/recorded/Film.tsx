import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import styles from "./ClipStrip.module.css";
import { PICTURE, picturesOf } from "./cut.ts";
import { mediaAt, type Range, type Window } from "./timeline.ts";

const HlsMedia = lazy(() => import("./HlsMedia.tsx"));

interface FilmProps {
  /** The playlist. */
  url: string;
  /** What of the medium is shown. */
  shown: Window;
  strip: Range;
}

/** Pictures of a strip, one each ten seconds: drawn as they are found, by an element of their own that nobody sees. */
export function Film({ url, shown, strip }: FilmProps) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const pictures = picturesOf(strip);
  const wanted = useRef(pictures);
  const canvases = useRef(new Map<number, HTMLCanvasElement>());
  const drawn = useRef(new Set<number>());
  const aim = useRef<number | null>(null);
  const window = useRef(shown);
  // The middle of its time, unless the video ends before that.
  const moment = useCallback(
    (picture: number) => mediaAt(Math.min((picture + 0.5) * PICTURE, strip.end - 0.2), window.current),
    [strip.end],
  );

  const [first = 0] = pictures;
  const begin = useMemo(() => ({ at: moment(first) }), [moment, first]);
  const next = useCallback(() => {
    const picture = wanted.current.find((one) => !drawn.current.has(one));
    aim.current = picture ?? null;
    if (video && picture !== undefined) video.currentTime = moment(picture);
  }, [video, moment]);
  useEffect(() => {
    window.current = shown;
    wanted.current = pictures;
    if (video && video.readyState > 0 && aim.current === null) next();
  });
  useEffect(() => {
    if (!video) return;
    const found = () => {
      const canvas = aim.current === null ? undefined : canvases.current.get(aim.current);
      if (canvas && aim.current !== null) {
        canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
        canvas.dataset.drawn = "";
        drawn.current.add(aim.current);
      }
      next();
    };
    video.addEventListener("loadeddata", found);
    video.addEventListener("seeked", found);
    return () => {
      video.removeEventListener("loadeddata", found);
      video.removeEventListener("seeked", found);
    };
  }, [video, next]);

  const span = strip.end - strip.start;
  const percent = (seconds: number) => `${(seconds / span) * 100}%`;
  return (
    <div className={styles.film} aria-hidden="true">
      {pictures.map((picture) => (
        <canvas
          key={picture}
          className={styles.picture}
          width={160}
          height={90}
          style={{
            insetInlineStart: percent(picture * PICTURE - strip.start),
            inlineSize: percent(PICTURE),
          }}
          ref={(canvas) => {
            if (canvas) canvases.current.set(picture, canvas);
            else canvases.current.delete(picture);
          }}
        />
      ))}
      <video ref={setVideo} className={styles.hidden} muted playsInline tabIndex={-1} />
      {video && (
        <Suspense fallback={null}>
          <HlsMedia
            video={video}
            url={url}
            begin={begin}
            // The preview asks for another address; a film without pictures is one all the same.
            onStale={NOTHING}
            onBroken={NOTHING}
          />
        </Suspense>
      )}
    </div>
  );
}

const NOTHING = () => {};
