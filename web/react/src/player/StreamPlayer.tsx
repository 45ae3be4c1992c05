import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { Raid } from "../room/raid.ts";
import { StreamRoom, useMaybeStreamRoom, useStreamRoom } from "../room/StreamRoom.tsx";
import { type Scene, scene as sceneOf } from "../room/scene.ts";
import { LiveBadge } from "../stream/LiveBadge.tsx";
import { Uptime } from "../stream/Uptime.tsx";
import { IconButton } from "../ui/Button.tsx";
import { useStored } from "../ui/stored.ts";
import { SHORTCUTS } from "./keys.ts";
import type { Start } from "./LiveMedia.tsx";
import { Prompt } from "./Pill.tsx";
import controls from "./PlayerControls.module.css";
import { PlayerControls } from "./PlayerControls.tsx";
import { PlayerFrame } from "./PlayerFrame.tsx";
import { QualityMenu } from "./QualityMenu.tsx";
import { RaidBar } from "./RaidBar.tsx";
import { StreamState } from "./StreamState.tsx";
import { type PlayerProps, useActs, usePlayer } from "./usePlayer.ts";

const LiveMedia = lazy(() => import("./LiveMedia.tsx"));

/** In these the last picture stays in sight. */
const KEEPS_LAST = new Set<Scene>(["live", "hosting", "interrupted", "reconnecting", "lost", "waiting"]);

/** In these there is something to control. */
const CONTROLLED = new Set<Scene>(["live", "hosting", "reconnecting", "interrupted", "waiting"]);

export interface StreamPlayerProps extends PlayerProps {
  /** Whose stream; not needed within a `StreamRoom`. */
  username?: string;
  /** Shows the stream that a raid goes to. Without it nobody is taken along. */
  onRaid?: (raid: Raid) => void;
  /** Offers a clip of what just happened: the page has the maker. */
  onClip?: () => void;
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

function Player({ onRaid, onClip, ...props }: Omit<StreamPlayerProps, "username">) {
  const { messages, withoutMedia, viewer } = useOnAir();
  const { stream, host, connection, raid, again, stalled } = useStreamRoom();
  const [picture, setPicture] = useState(false);
  const [pictured, setPictured] = useState<string>();
  const [heights, setHeights] = useState<number[]>([]);
  const [start, setStart] = useState<Start | null>(null);
  const [paused, setPaused] = useState(false);
  const [most, setMost] = useStored<number | null>("quality", null);
  const wasLive = useWasLive(host?.userId, host?.state === "live");

  const scene = sceneOf({ stream, phase: connection.phase, picture, wasLive, withoutMedia });
  const playing = scene === "live" || scene === "hosting";
  const { room } = connection;
  const player = usePlayer(props, playing);
  const { video, volume } = player;

  function play() {
    if (!video || !playing) return;
    if (video.paused) void video.play().catch(() => {});
    else video.pause();
  }
  const act = useActs<never>(player, { play }, SHORTCUTS, props.pageKeys);

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
  const name = stream?.user.name ?? host?.user.name ?? "";
  return (
    <PlayerFrame
      player={player}
      label={messages.player.label(name)}
      scene={scene}
      isShown={last}
      ownerId={hostId ?? null}
      poster={(host?.isLive && host.preview) || host?.thumbnail || null}
      isStill={paused || !playing}
      shortcuts={SHORTCUTS}
      on={{
        // The SDK empties it when the push ends: the poster is better than black.
        onEmptied: () => setPictured(undefined),
        onPlay: () => setPaused(false),
        onPause: () => setPaused(true),
      }}
    >
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
        <Prompt icon={start.what === "sound" ? "muted" : "play"} onClick={start.start}>
          {start.what === "sound" ? messages.player.turnSoundOn : messages.player.startPicture}
        </Prompt>
      )}
      {CONTROLLED.has(scene) && (
        <PlayerControls
          player={player}
          paused={paused}
          onAct={act}
          says={
            <>
              <LiveBadge />
              <span className={controls.uptime}>
                <Uptime since={host?.startedAt ?? null} />
              </span>
            </>
          }
          choices={
            <>
              {heights.length > 0 && (
                <QualityMenu heights={heights} most={most} onMost={setMost} video={video} />
              )}
              {onClip && (
                <IconButton
                  className={`${controls.button} ${controls.wide}`}
                  icon="cut"
                  label={messages.recorded.makeClip}
                  onClick={onClip}
                />
              )}
            </>
          }
        />
      )}
      {raid && onRaid && viewer?.id !== hostId && <RaidBar key={raid.id} raid={raid} onGo={onRaid} />}
    </PlayerFrame>
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
