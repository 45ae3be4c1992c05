import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { type Health, healthOf, USUAL } from "../player/health.ts";
import type { Figures } from "../player/LiveMedia.tsx";
import { StreamState } from "../player/StreamState.tsx";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { StreamRoom, useStreamRoom } from "../room/StreamRoom.tsx";
import { scene as sceneOf } from "../room/scene.ts";
import { LiveBadge } from "../stream/LiveBadge.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import own from "./studio.module.css";

const LiveMedia = lazy(() => import("../player/LiveMedia.tsx"));
const nothing = () => {};

export interface LivePreviewProps {
  /** The creator's own. */
  username: string;
  /** How the picture arrives, while it is looked at; null where that is not known. The same function each time. */
  onHealth?: (health: Health | null) => void;
}

/** What viewers see, on demand: it is one viewer's load, and puts out the creator's own watch page. */
export function LivePreview({ username, onHealth }: LivePreviewProps) {
  const { messages } = useOnAir();
  const s = messages.studio;
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.panel}>
      <h2>{s.preview}</h2>
      {open && (
        <StreamRoom username={username}>
          <Preview onHealth={onHealth} />
        </StreamRoom>
      )}
      <p className={styles.hint}>{s.previewHint}</p>
      <div className={styles.row}>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? s.previewStop : s.previewStart}
        </Button>
      </div>
    </section>
  );
}

function Preview({ onHealth }: Pick<LivePreviewProps, "onHealth">) {
  const { messages, withoutMedia } = useOnAir();
  const { stream, host, connection, again, stalled } = useStreamRoom();
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [picture, setPicture] = useState(false);
  const [seen, setSeen] = useState<readonly Figures[]>([]);
  const onFigures = useCallback(
    (next: Figures) => setSeen((before) => [...before.slice(1 - USUAL), next]),
    [],
  );
  const scene = sceneOf({ stream, phase: connection.phase, picture, wasLive: false, withoutMedia });
  const { room } = connection;
  const isLive = scene === "live";
  const figures = seen.at(-1);
  const health = isLive ? healthOf(seen.map(({ fps }) => fps)) : null;
  // Another push is measured by itself.
  useEffect(() => {
    if (!isLive) setSeen([]);
  }, [isLive]);
  useEffect(() => onHealth?.(health), [onHealth, health]);
  useEffect(() => () => onHealth?.(null), [onHealth]);
  return (
    <>
      <div className={own.screen}>
        {/* biome-ignore lint/a11y/useMediaCaption: silent, and the creator's own */}
        <video ref={setVideo} playsInline />
        {room && video && host && (
          <Suspense fallback={null}>
            <LiveMedia
              room={room}
              hostId={host.userId}
              video={video}
              muted
              most={null}
              onPicture={setPicture}
              onHeights={nothing}
              onPrompt={nothing}
              onStalled={stalled}
              onFigures={onFigures}
            />
          </Suspense>
        )}
        <StreamState scene={scene} stream={stream} host={host} phase={connection.phase} onAgain={again} />
        {isLive && (
          <span className={own.over}>
            <LiveBadge />
          </span>
        )}
      </div>
      {isLive && figures && (
        <p className={own.figures}>
          {health && <b>{messages.studio.health[health]} · </b>}
          {messages.studio.previewFigures(figures.width, figures.height, figures.fps, figures.kbps)}
        </p>
      )}
    </>
  );
}
