import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { Raid } from "../room/raid.ts";
import { StreamRoom, useMaybeStreamRoom, useStreamRoom } from "../room/StreamRoom.tsx";
import { type Scene, scene as sceneOf } from "../room/scene.ts";
import { Icon } from "../ui/Icon.tsx";
import { picture as coloursOf } from "../ui/picture.ts";
import { useStored } from "../ui/stored.ts";
import { KeysHelp } from "./KeysHelp.tsx";
import { type Action, actionOf, SCROLLS, takes } from "./keys.ts";
import type { Start } from "./LiveMedia.tsx";
import { PlayerControls } from "./PlayerControls.tsx";
import { RaidBar } from "./RaidBar.tsx";
import styles from "./StreamPlayer.module.css";
import { StreamState } from "./StreamState.tsx";
import { useAwake } from "./useAwake.ts";
import { useFullscreen, usePictureInPicture } from "./useFullscreen.ts";
import { useVolume } from "./useVolume.ts";

const LiveMedia = lazy(() => import("./LiveMedia.tsx"));

const VOLUME_STEP = 0.05;
/** In these the last picture stays in sight. */
const KEEPS_LAST = new Set<Scene>(["live", "hosting", "interrupted", "reconnecting", "lost", "waiting"]);

export interface StreamPlayerProps {
  /** Whose stream; not needed within a `StreamRoom`. */
  username?: string;
  theatre?: boolean;
  /** Offers theatre mode: the page makes the room for it. */
  onTheatre?: (theatre: boolean) => void;
  /** Keys act anywhere on the page, not only in the player. On unless said otherwise. */
  pageKeys?: boolean;
  /** Shows the stream that a raid goes to. Without it nobody is taken along. */
  onRaid?: (raid: Raid) => void;
}

/** A stream with all that may become of it, and the controls. */
export function StreamPlayer({ username, ...props }: StreamPlayerProps) {
  const room = useMaybeStreamRoom();
  if (room) return <Player {...props} />;
  if (!username) throw new Error("StreamPlayer needs a username, or a <StreamRoom> around it");
  return (
    <StreamRoom username={username}>
      <Player {...props} />
    </StreamRoom>
  );
}

function Player({
  theatre = false,
  onTheatre,
  pageKeys = true,
  onRaid,
}: Omit<StreamPlayerProps, "username">) {
  const { messages, withoutMedia, viewer } = useOnAir();
  const { stream, host, connection, raid, again, stalled } = useStreamRoom();
  const frame = useRef<HTMLElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [picture, setPicture] = useState(false);
  const [pictured, setPictured] = useState<string>();
  const [heights, setHeights] = useState<number[]>([]);
  const [start, setStart] = useState<Start | null>(null);
  const [paused, setPaused] = useState(false);
  const [most, setMost] = useStored<number | null>("quality", null);
  const [keysOn, setKeysOn] = useStored("keys", true);
  const [help, setHelp] = useState(false);
  const volume = useVolume(video);
  const [full, toggleFull] = useFullscreen(frame, video);
  const [away, togglePip] = usePictureInPicture(video);
  const [awake, wake] = useAwake();
  const wasLive = useWasLive(host?.userId, host?.state === "live");

  const scene = sceneOf({ stream, phase: connection.phase, picture, wasLive, withoutMedia });
  const playing = scene === "live" || scene === "hosting";
  const { room } = connection;

  function act(action: Action) {
    wake();
    switch (action) {
      case "play":
        if (!video || !playing) return;
        if (video.paused) void video.play().catch(() => {});
        else video.pause();
        return;
      case "mute":
        return volume.setMuted(!volume.muted);
      case "louder":
        return volume.setLevel((volume.muted ? 0 : volume.level) + VOLUME_STEP);
      case "quieter":
        return volume.setLevel((volume.muted ? 0 : volume.level) - VOLUME_STEP);
      case "fullscreen":
        return toggleFull();
      case "theatre":
        return onTheatre?.(!theatre);
      case "pip":
        if (playing) togglePip?.();
        return;
      case "help":
        return setHelp(!help);
    }
  }

  const obey = useRef(act);
  useEffect(() => {
    obey.current = act;
  });
  useEffect(() => {
    if (!keysOn) return;
    const pressed = (event: KeyboardEvent) => {
      const focus = document.activeElement;
      const inside = frame.current?.contains(focus) ?? false;
      if (event.defaultPrevented || (!inside && !pageKeys)) return;
      // Arrows and space scroll the page: they are ours in the player only.
      if (!inside && SCROLLS.test(event.code)) return;
      const action = actionOf(event, takes(focus));
      if (!action) return;
      event.preventDefault();
      obey.current(action);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [keysOn, pageKeys]);

  // The SDK plays what arrives: who paused stays paused till they play.
  const hostId = host?.userId;
  const onPicture = useCallback(
    (there: boolean) => {
      setPicture(there);
      if (!there) return;
      setPaused(false);
      setPictured(hostId);
    },
    [hostId],
  );

  const last = pictured !== undefined && pictured === hostId && KEEPS_LAST.has(scene);
  const name = host?.user.name ?? "";
  const poster = (host?.isLive && host.preview) || host?.thumbnail || null;
  const controls = awake || paused || help || !playing;
  return (
    <section
      ref={frame}
      className={styles.player}
      aria-label={messages.player.label(stream?.user.name ?? name)}
      data-scene={scene}
      data-idle={controls ? undefined : ""}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act while the player has the focus
      tabIndex={0}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
      onKeyDown={wake}
    >
      {!last && host && (
        <div className={styles.poster} style={{ background: coloursOf(host.userId) }}>
          {poster && <img src={poster} alt="" />}
        </div>
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: live captions come by the room, not as a file */}
      <video
        ref={setVideo}
        className={styles.video}
        data-shown={last ? "" : undefined}
        playsInline
        // The SDK empties it when the push ends: the poster is better than black.
        onEmptied={() => setPictured(undefined)}
        onPlay={() => setPaused(false)}
        onPause={() => setPaused(true)}
        onDoubleClick={toggleFull}
      />
      {room && video && host && (
        <Suspense fallback={null}>
          <LiveMedia
            room={room}
            hostId={host.userId}
            video={video}
            muted={volume.muted}
            most={most}
            onPicture={onPicture}
            onHeights={setHeights}
            onPrompt={setStart}
            onStalled={stalled}
          />
        </Suspense>
      )}
      <StreamState scene={scene} stream={stream} host={host} phase={connection.phase} onAgain={again} />
      {start && playing && (
        <button type="button" className={styles.prompt} onClick={start.start}>
          <Icon name={start.what === "sound" ? "muted" : "play"} size={24} />
          {start.what === "sound" ? messages.player.turnSoundOn : messages.player.startPicture}
        </button>
      )}
      {(playing || scene === "reconnecting" || scene === "interrupted" || scene === "waiting") && (
        <PlayerControls
          paused={paused}
          volume={volume}
          heights={heights}
          most={most}
          onMost={setMost}
          video={video}
          full={full}
          away={away}
          theatre={theatre}
          pip={togglePip !== null}
          canTheatre={onTheatre !== undefined}
          since={host?.startedAt ?? null}
          onAct={act}
        />
      )}
      {raid && onRaid && viewer?.id !== host?.userId && <RaidBar key={raid.id} raid={raid} onGo={onRaid} />}
      {help && <KeysHelp on={keysOn} onChange={setKeysOn} onClose={() => setHelp(false)} />}
    </section>
  );
}

/** Whether this channel was live while it was shown here. */
function useWasLive(hostId: string | undefined, live: boolean): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    if (live && hostId) setSeen(hostId);
  }, [live, hostId]);
  return hostId !== undefined && seen === hostId;
}
