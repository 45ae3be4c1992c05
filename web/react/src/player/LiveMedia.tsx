import {
  RoomContext,
  useAudioPlayback,
  useRemoteParticipant,
  useStartVideo,
} from "@livekit/components-react";
import {
  type RemoteTrackPublication,
  RemoteVideoTrack,
  type Room,
  Track,
  type VideoQuality,
} from "livekit-client";
import { useEffect, useMemo } from "react";
import { watchdog } from "../room/watchdog.ts";
import { ceiling, choices, type Layer } from "./quality.ts";

export interface LiveMediaProps {
  room: Room;
  hostId: string;
  video: HTMLVideoElement;
  muted: boolean;
  /** The highest picture wanted; null is automatic. */
  most: number | null;
  onPicture: (picture: boolean) => void;
  onHeights: (heights: number[]) => void;
  /** What a click has to do before there is sound, or a picture; null where nothing has. */
  onPrompt: (start: Start | null) => void;
  onStalled: () => void;
  /** How the picture arrives, every two seconds. */
  onFigures?: (figures: Figures) => void;
}

export interface Figures {
  width: number;
  height: number;
  fps: number;
  kbps: number;
}

export interface Start {
  what: "sound" | "picture";
  start: () => void;
}

const LOOK = 2_000;

/** The publisher's tracks, both on the page's one video element. It draws nothing. Loaded with LiveKit's SDK. */
export default function LiveMedia(props: LiveMediaProps) {
  return (
    <RoomContext.Provider value={props.room}>
      <Tracks {...props} />
    </RoomContext.Provider>
  );
}

function Tracks({
  room,
  hostId,
  video,
  muted,
  most,
  onPicture,
  onHeights,
  onPrompt,
  onStalled,
  onFigures,
}: LiveMediaProps) {
  // By identity, not all participants: a large room tells of every viewer that comes and goes.
  const publisher = useRemoteParticipant(hostId);
  const publications = publisher?.getTrackPublications() ?? [];
  const of = (kind: Track.Kind) =>
    publications.find((one): one is RemoteTrackPublication => one.track?.kind === kind);
  const [picture, sound] = [of(Track.Kind.Video), of(Track.Kind.Audio)];

  useAttached(picture?.track, video, muted);
  useAttached(sound?.track, video, muted);

  const pictured = picture?.track !== undefined;
  useEffect(() => {
    if (!pictured) return;
    // The first frame, not the track, ends the waiting.
    const shown = () => onPicture(true);
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) shown();
    video.addEventListener("loadeddata", shown);
    video.addEventListener("resize", shown);
    return () => {
      video.removeEventListener("loadeddata", shown);
      video.removeEventListener("resize", shown);
      onPicture(false);
    };
  }, [video, pictured, onPicture]);

  const sizes = JSON.stringify(
    picture?.trackInfo?.layers.map(({ height, quality }) => ({ height, quality })) ?? [],
  );
  const layers = useMemo(() => JSON.parse(sizes) as Layer[], [sizes]);
  useEffect(() => onHeights(choices(layers)), [layers, onHeights]);
  // A new push is a new publication: the choice is made again.
  useEffect(() => {
    if (layers.length > 1) picture?.setVideoQuality(ceiling(layers, most) as VideoQuality);
  }, [picture, layers, most]);

  const { canPlayAudio, startAudio } = useAudioPlayback();
  const { canPlayVideo } = useStartVideo({ room, props: {} });
  const mute = sound?.track !== undefined && !canPlayAudio && !muted;
  useEffect(() => {
    if (mute) {
      const start = () => {
        // In the click itself: browsers ask for that.
        video.muted = false;
        void startAudio();
      };
      onPrompt({ what: "sound", start });
    } else if (pictured && !canPlayVideo) {
      onPrompt({ what: "picture", start: () => void room.startVideo() });
    } else {
      onPrompt(null);
    }
    return () => onPrompt(null);
  }, [room, video, mute, pictured, canPlayVideo, startAudio, onPrompt]);

  useEffect(() => {
    if (!onFigures || !pictured) return;
    let before = { frames: 0, at: Date.now() };
    const timer = setInterval(() => {
      const now = { frames: video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0, at: Date.now() };
      const fps = Math.round(((now.frames - before.frames) * 1_000) / (now.at - before.at));
      const bits = picture?.track instanceof RemoteVideoTrack ? picture.track.currentBitrate : 0;
      before = now;
      // What nobody looks at the browser does not draw, and the SDK does not ask for.
      if (document.visibilityState !== "visible" || !inSight(video)) return;
      onFigures({
        width: video.videoWidth,
        height: video.videoHeight,
        fps: Math.max(0, fps),
        kbps: Math.round(bits / 1_000),
      });
    }, LOOK);
    return () => clearInterval(timer);
  }, [video, picture, pictured, onFigures]);

  const publishing = pictured && sound?.track !== undefined && !picture?.isMuted;
  useEffect(() => {
    const stands = watchdog();
    const timer = setInterval(() => {
      const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
      const expected =
        publishing && !video.paused && document.visibilityState === "visible" && inSight(video);
      if (stands({ at: Date.now(), frames, expected })) onStalled();
    }, LOOK);
    return () => clearInterval(timer);
  }, [video, publishing, onStalled]);
  return null;
}

/** A track on the element, the viewer's own silence kept: attaching a sound turns it on. */
function useAttached(track: RemoteTrackPublication["track"], video: HTMLVideoElement, muted: boolean) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: silence is set by the player, here it is kept
  useEffect(() => {
    if (!track) return;
    track.attach(video);
    if (muted) video.muted = true;
    return () => {
      if (track.mediaStreamTrack.readyState === "live") track.detach(video);
    };
  }, [track, video]);
}

/** Out of sight the SDK pauses the picture by itself. */
function inSight(video: HTMLVideoElement): boolean {
  const { top, bottom, width } = video.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < window.innerHeight;
}
