import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import { playVideo } from "./api.ts";
import styles from "./ClipStrip.module.css";
import { ClipStrip } from "./ClipStrip.tsx";
import { cutOf, stripOf } from "./cut.ts";
import { Film } from "./Film.tsx";
import { RecordedState } from "./RecordedState.tsx";
import { mediaAt, type Range, shownAt, written } from "./timeline.ts";
import { useMediaClock } from "./useMediaClock.ts";
import { usePlayback } from "./usePlayback.ts";

const HlsMedia = lazy(() => import("./HlsMedia.tsx"));

/** Who moves the end sees so much before it, in seconds. */
const LEAD = 2;

interface VideoCutterProps {
  vodId: string;
  /** The moment that it is about, in seconds; beyond the end of what grows it follows that. */
  at: number;
  /** Whether its broadcast is still open. */
  isOpen: boolean;
  onCut: (cut: Range) => void;
}

/** What of a video is cut out: a preview that goes round, and the strip with its handles. */
export function VideoCutter({ vodId, at, isOpen, onCut }: VideoCutterProps) {
  const { client, messages } = useOnAir();
  const { recorded: m, player } = messages;
  const ask = useCallback((signal: AbortSignal) => playVideo(client, vodId, signal), [client, vodId]);
  const held = usePlayback(ask);
  const { playback, hindrance } = held;
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [muted, setMuted] = useState(true);
  const clock = useMediaClock(video);
  // Once a handle was moved, nothing moves by itself any more.
  const [touched, setTouched] = useState<{ strip: Range; cut: Range } | null>(null);

  const start = playback?.startOffset ?? 0;
  const length = Math.max(playback?.duration ?? 0, isOpen ? clock.length - start : 0);
  const shown = useMemo(() => ({ start, length }), [start, length]);
  const moment = Math.min(at, length);
  const fresh = useMemo(() => {
    const strip = stripOf(moment, length);
    return { strip, cut: cutOf(moment, strip) };
  }, [moment, length]);
  const { strip, cut } = touched ?? fresh;
  const isKnown = playback !== null && length > 0;
  const isPlayed = isKnown && hindrance === null;
  const begin = useMemo(() => ({ at: mediaAt(cut.start, shown) }), [cut.start, shown]);

  useEffect(() => {
    if (isKnown) onCut(cut);
  }, [isKnown, cut, onCut]);
  useEffect(() => {
    if (!video || !isPlayed) return;
    const turn = () => {
      const now = shownAt(video.currentTime, shown);
      if (now < cut.start - LEAD || now >= cut.end - 0.05) video.currentTime = mediaAt(cut.start, shown);
    };
    const ended = () => {
      turn();
      void video.play().catch(() => {});
    };
    video.addEventListener("timeupdate", turn);
    video.addEventListener("ended", ended);
    return () => {
      video.removeEventListener("timeupdate", turn);
      video.removeEventListener("ended", ended);
    };
  }, [video, isPlayed, shown, cut]);
  useEffect(() => {
    if (video) video.muted = muted;
  }, [video, muted]);
  useEffect(() => {
    if (video && isPlayed) void video.play().catch(() => {});
  }, [video, isPlayed]);

  function move(to: Range, which: keyof Range) {
    setTouched({ strip, cut: to });
    if (video)
      video.currentTime = mediaAt(which === "start" ? to.start : Math.max(to.start, to.end - LEAD), shown);
  }
  function toggle() {
    if (video?.paused) void video.play().catch(() => {});
    else video?.pause();
  }

  return (
    <>
      <section className={styles.preview} aria-label={m.clipPreview}>
        <video ref={setVideo} muted playsInline onClick={toggle} />
        {playback && isKnown && video && (
          <Suspense fallback={null}>
            <HlsMedia
              video={video}
              url={playback.url}
              begin={begin}
              onStale={held.stale}
              onBroken={held.broken}
            />
          </Suspense>
        )}
        {hindrance ? (
          <RecordedState hindrance={hindrance} thrown={held.thrown} onAgain={held.again} />
        ) : (
          <div className={styles.buttons}>
            <IconButton
              icon={clock.paused ? "play" : "pause"}
              label={clock.paused ? player.play : player.pause}
              filled={clock.paused}
              onClick={toggle}
            />
            <IconButton
              icon={muted ? "muted" : "sound"}
              label={muted ? player.unmute : player.mute}
              onClick={() => setMuted(!muted)}
            />
          </div>
        )}
      </section>
      {isKnown && (
        <>
          <ClipStrip
            strip={strip}
            cut={cut}
            at={clock.started ? shownAt(clock.at, shown) : null}
            onCut={move}
          >
            <Film url={playback.url} shown={shown} strip={strip} />
          </ClipStrip>
          <p className={styles.facts}>
            <span>{m.clipFromTo(written(cut.start), written(cut.end))}</span>
            <output>{m.clipSeconds(Math.round((cut.end - cut.start) * 10) / 10)}</output>
          </p>
        </>
      )}
    </>
  );
}
