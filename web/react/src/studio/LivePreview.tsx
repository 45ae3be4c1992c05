import { lazy, Suspense, useCallback, useState } from "react";
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
}

/** What viewers see, on demand: it is one viewer's load, and puts out the creator's own watch page. */
export function LivePreview({ username }: LivePreviewProps) {
  const { messages } = useOnAir();
  const s = messages.studio;
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.panel}>
      <h2>{s.preview}</h2>
      {open && (
        <StreamRoom username={username}>
          <Preview />
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

function Preview() {
  const { messages, withoutMedia } = useOnAir();
  const { stream, host, connection, again, stalled } = useStreamRoom();
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [picture, setPicture] = useState(false);
  const [figures, setFigures] = useState<Figures | null>(null);
  const onFigures = useCallback((next: Figures) => setFigures(next), []);
  const scene = sceneOf({ stream, phase: connection.phase, picture, wasLive: false, withoutMedia });
  const { room } = connection;
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
        {scene === "live" && (
          <span className={own.over}>
            <LiveBadge />
          </span>
        )}
      </div>
      {scene === "live" && figures && (
        <p className={own.figures}>
          {messages.studio.previewFigures(figures.width, figures.height, figures.fps, figures.kbps)}
        </p>
      )}
    </>
  );
}
