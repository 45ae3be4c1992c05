import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { JUMPS, type Jump, RECORDED_SHORTCUTS } from "../player/keys.ts";
import { Prompt } from "../player/Pill.tsx";
import { PlayerControls } from "../player/PlayerControls.tsx";
import { PlayerFrame } from "../player/PlayerFrame.tsx";
import { type PlayerProps, useActs, usePlayer } from "../player/usePlayer.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { clock as written } from "../ui/format.ts";
import { useStored } from "../ui/stored.ts";
import styles from "./RecordedPlayer.module.css";
import { RecordedState } from "./RecordedState.tsx";
import { SeekBar } from "./SeekBar.tsx";
import { SpeedMenu } from "./SpeedMenu.tsx";
import { shownAt } from "./timeline.ts";
import type { Marker, Playback } from "./types.ts";
import { useEnd } from "./useEnd.ts";
import { useMediaClock } from "./useMediaClock.ts";
import { usePlace } from "./usePlace.ts";
import { usePlayback } from "./usePlayback.ts";

const HlsMedia = lazy(() => import("./HlsMedia.tsx"));

/** A player from outside: where it is, and how to move it. */
export interface PlayerHandle {
  /** Seconds from the beginning of what is shown. */
  now: () => number;
  /** Before there is anything to play this is where it begins. */
  seek: (seconds: number) => void;
  pause: () => void;
}

export interface RecordedPlayerProps extends PlayerProps {
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
  /** Is given the player. */
  onPlayer?: (player: PlayerHandle | null) => void;
}

const NONE: readonly Marker[] = [];

/** Something recorded, with a time line. */
export function RecordedPlayer(props: RecordedPlayerProps) {
  const { label, ask, ownerId, poster, markers = NONE, isOpen = false, startAt = 0, follow } = props;
  const { onPlayer } = props;
  const { messages } = useOnAir();
  const held = usePlayback(ask);
  const { playback, hindrance } = held;
  const plays = playback !== null && hindrance === null;
  const player = usePlayer(props, plays);
  const { video, volume } = player;
  const clock = useMediaClock(video);
  const [speed, setSpeed] = useStored("speed", 1);
  const [asksForPlay, setAsksForPlay] = useState(false);
  const start = playback?.startOffset ?? 0;
  // What grows is as long as what is there.
  const length = Math.max(playback?.duration ?? 0, isOpen ? clock.length - start : 0);
  const shown = useMemo(() => ({ start, length }), [start, length]);
  const { at, now, seek, begin } = usePlace(video, clock, shown, startAt, ask);
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

  function play() {
    if (!video || !plays) return;
    if (!video.paused) return video.pause();
    // From the end on there is nothing more: it begins anew.
    if (!isOpen && at >= length - 0.2) seek(0);
    void video.play().catch(() => {});
  }
  const jump = (by: keyof typeof JUMPS) => () => seek(now() + JUMPS[by]);
  const act = useActs<Jump>(
    player,
    {
      play,
      back: jump("back"),
      forth: jump("forth"),
      farBack: jump("farBack"),
      farForth: jump("farForth"),
      toStart: () => seek(0),
      toEnd: () => {
        if (plays) seek(length);
      },
    },
    RECORDED_SHORTCUTS,
    props.pageKeys,
  );

  const handle = useRef<PlayerHandle>({ now: () => 0, seek: () => {}, pause: () => {} });
  useEffect(() => {
    handle.current = { now, seek, pause: () => video?.pause() };
  });
  useEffect(() => {
    onPlayer?.({
      now: () => handle.current.now(),
      seek: (seconds) => handle.current.seek(seconds),
      pause: () => handle.current.pause(),
    });
    return () => onPlayer?.(null);
  }, [onPlayer]);
  return (
    <PlayerFrame
      player={player}
      label={label}
      scene={hindrance ?? (started ? "recorded" : "loading")}
      isShown={started}
      ownerId={ownerId}
      poster={poster ?? null}
      isStill={paused || !plays}
      shortcuts={RECORDED_SHORTCUTS}
      on={{ onClick: play }}
    >
      {playback && video && (
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
        <Prompt icon="play" onClick={play}>
          {messages.player.play}
        </Prompt>
      )}
      {plays && (
        <PlayerControls
          player={player}
          paused={paused}
          onAct={act}
          line={
            <SeekBar
              at={at}
              length={length}
              buffered={shownAt(clock.buffered, shown)}
              markers={markers}
              onSeek={seek}
            />
          }
          says={
            <>
              <span className={styles.clock} dir="ltr">
                {written(at)} / {written(length)}
              </span>
              {isOpen && <span className={styles.open}>{messages.recorded.stillRecorded}</span>}
            </>
          }
          choices={<SpeedMenu speed={speed} onSpeed={setSpeed} />}
        />
      )}
    </PlayerFrame>
  );
}
