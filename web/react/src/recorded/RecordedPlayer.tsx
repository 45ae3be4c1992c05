import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { KeysHelp } from "../player/KeysHelp.tsx";
import { type Action, among, JUMPS, type Jump, RECORDED_SHORTCUTS, SCROLLS, takes } from "../player/keys.ts";
import styles from "../player/StreamPlayer.module.css";
import { useAwake } from "../player/useAwake.ts";
import { useFullscreen, usePictureInPicture } from "../player/useFullscreen.ts";
import { useVolume } from "../player/useVolume.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Icon } from "../ui/Icon.tsx";
import { picture as coloursOf } from "../ui/picture.ts";
import { useStored } from "../ui/stored.ts";
import { RecordedControls } from "./RecordedControls.tsx";
import { RecordedState } from "./RecordedState.tsx";
import { mediaAt, shownAt } from "./timeline.ts";
import type { Marker, Playback } from "./types.ts";
import { useEnd } from "./useEnd.ts";
import { useMediaClock } from "./useMediaClock.ts";
import { usePlayback } from "./usePlayback.ts";

const HlsMedia = lazy(() => import("./HlsMedia.tsx"));

const VOLUME_STEP = 0.05;

/** A player from outside: where it is, and how to move it. */
export interface PlayerHandle {
  /** Seconds from the beginning of what is shown. */
  now: () => number;
  seek: (seconds: number) => void;
  pause: () => void;
}

export interface RecordedPlayerProps {
  /** What is played, for who does not see it. */
  label: string;
  /** Asks where it is to be had: the same function for the same recording. Null for what failed. */
  ask: ((signal: AbortSignal) => Promise<Playback>) | null;
  /** Whose colours stand where there is no picture. */
  ownerId: string;
  poster?: string | null;
  markers?: readonly Marker[];
  /** Whether its broadcast is still open. */
  isOpen?: boolean;
  /** Seconds to begin at. */
  startAt?: number;
  /** What a stranger can do about a recording for followers. Given how to try again. */
  follow?: (again: () => void) => ReactNode;
  theatre?: boolean;
  onTheatre?: (theatre: boolean) => void;
  /** Keys act anywhere on the page, not only in the player. On unless said otherwise. */
  pageKeys?: boolean;
  /** Is given the player. */
  onPlayer?: (player: PlayerHandle | null) => void;
}

const NONE: readonly Marker[] = [];

/** Something recorded, with a time line. */
export function RecordedPlayer(props: RecordedPlayerProps) {
  const { label, ask, ownerId, poster, markers = NONE, isOpen = false, startAt = 0, follow } = props;
  const { theatre = false, onTheatre, pageKeys = true, onPlayer } = props;
  const { messages } = useOnAir();
  const frame = useRef<HTMLElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const held = usePlayback(ask);
  const clock = useMediaClock(video);
  const volume = useVolume(video);
  const [full, toggleFull] = useFullscreen(frame, video);
  const [away, togglePip] = usePictureInPicture(video);
  const [awake, wake] = useAwake();
  const [keysOn, setKeysOn] = useStored("keys", true);
  const [speed, setSpeed] = useStored("speed", 1);
  const [help, setHelp] = useState(false);
  const [asksForPlay, setAsksForPlay] = useState(false);
  const { playback, hindrance } = held;
  const start = playback?.startOffset ?? 0;
  // What grows is as long as what is there.
  const length = Math.max(playback?.duration ?? 0, isOpen ? clock.length - start : 0);
  const shown = useMemo(() => ({ start, length }), [start, length]);
  const at = shownAt(clock.at, shown);
  const plays = playback !== null && hindrance === null;
  useEnd(video, isOpen || !plays ? null : start + length);

  useEffect(() => {
    if (!video) return;
    // A medium that is loaded sets it back.
    video.defaultPlaybackRate = speed;
    video.playbackRate = speed;
  }, [video, speed]);
  useEffect(() => {
    if (video) video.muted = volume.muted;
  }, [video, volume.muted]);
  const { started, paused } = clock;
  const { plays: works } = held;
  useEffect(() => {
    if (started && !paused) works();
  }, [started, paused, works]);

  // Once, when there is something to play. Browsers that want a click first get one.
  const hasBegun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another recording begins by itself too
  useEffect(() => {
    hasBegun.current = false;
  }, [ask]);
  useEffect(() => {
    if (!video || !plays || hasBegun.current) return;
    hasBegun.current = true;
    video.play().catch((error: DOMException) => {
      if (error.name === "NotAllowedError") setAsksForPlay(true);
    });
  }, [video, plays]);
  useEffect(() => {
    if (!paused) setAsksForPlay(false);
  }, [paused]);

  function seek(seconds: number) {
    if (video) video.currentTime = mediaAt(seconds, shown);
  }
  function toggle() {
    if (!video || !plays) return;
    if (!video.paused) return video.pause();
    // From the end on there is nothing more: it begins anew.
    if (!isOpen && at >= length - 0.2) seek(0);
    void video.play().catch(() => {});
  }
  function act(action: Action | Jump) {
    wake();
    switch (action) {
      case "play":
        return toggle();
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
        if (plays) togglePip?.();
        return;
      case "help":
        return setHelp(!help);
      case "toStart":
        return seek(0);
      case "toEnd":
        return seek(length);
      default:
        return seek(shownAt(video?.currentTime ?? 0, shown) + JUMPS[action]);
    }
  }

  const obey = useRef(act);
  const handle = useRef<PlayerHandle>({ now: () => 0, seek: () => {}, pause: () => {} });
  useEffect(() => {
    obey.current = act;
    handle.current = {
      now: () => shownAt(video?.currentTime ?? 0, shown),
      seek,
      pause: () => video?.pause(),
    };
  });
  useEffect(() => {
    onPlayer?.({
      now: () => handle.current.now(),
      seek: (seconds) => handle.current.seek(seconds),
      pause: () => handle.current.pause(),
    });
    return () => onPlayer?.(null);
  }, [onPlayer]);
  useEffect(() => {
    if (!keysOn) return;
    const pressed = (event: KeyboardEvent) => {
      const focus = document.activeElement;
      const inside = frame.current?.contains(focus) ?? false;
      if (event.defaultPrevented || (!inside && !pageKeys)) return;
      // What scrolls the page is ours in the player only.
      if (!inside && SCROLLS.test(event.code)) return;
      const action = among(RECORDED_SHORTCUTS, event, takes(focus));
      if (!action) return;
      event.preventDefault();
      obey.current(action);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [keysOn, pageKeys]);

  const controls = awake || paused || help || !plays;
  return (
    <section
      ref={frame}
      className={styles.player}
      aria-label={label}
      data-scene={hindrance ?? (started ? "recorded" : "loading")}
      data-idle={controls ? undefined : ""}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act while the player has the focus
      tabIndex={0}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
      onKeyDown={wake}
    >
      {!started && (
        <div className={styles.poster} style={{ background: coloursOf(ownerId) }}>
          {poster && <img src={poster} alt="" />}
        </div>
      )}
      {/* biome-ignore lint/a11y/useMediaCaption: what is recorded of a broadcast has no captions */}
      <video
        ref={setVideo}
        className={styles.video}
        data-shown={started ? "" : undefined}
        playsInline
        onClick={toggle}
        onDoubleClick={toggleFull}
      />
      {playback && video && (
        <Suspense fallback={null}>
          <HlsMedia
            video={video}
            url={playback.url}
            from={mediaAt(startAt, { start, length: Math.max(length, startAt) })}
            onStale={held.stale}
            onBroken={held.broken}
          />
        </Suspense>
      )}
      {hindrance ? (
        <RecordedState
          hindrance={hindrance}
          thrown={held.thrown}
          onAgain={held.again}
          follow={follow?.(held.again)}
        />
      ) : (
        (!started || clock.stalled) &&
        !asksForPlay && <RecordedState hindrance="loading" thrown={null} onAgain={held.again} />
      )}
      {asksForPlay && plays && (
        <button type="button" className={styles.prompt} onClick={toggle}>
          <Icon name="play" size={24} />
          {messages.player.play}
        </button>
      )}
      {plays && (
        <RecordedControls
          paused={paused}
          at={at}
          length={length}
          buffered={shownAt(clock.buffered, shown)}
          markers={markers}
          isOpen={isOpen}
          volume={volume}
          speed={speed}
          onSpeed={setSpeed}
          full={full}
          away={away}
          theatre={theatre}
          pip={togglePip !== null}
          canTheatre={onTheatre !== undefined}
          onSeek={seek}
          onAct={act}
        />
      )}
      {help && (
        <KeysHelp
          on={keysOn}
          onChange={setKeysOn}
          onClose={() => setHelp(false)}
          shortcuts={RECORDED_SHORTCUTS}
        />
      )}
    </section>
  );
}
