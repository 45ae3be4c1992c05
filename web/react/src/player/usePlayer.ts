import { type RefObject, useEffect, useRef, useState } from "react";
import { useStored } from "../ui/stored.ts";
import { type Action, actionOf, SCROLLS, type Shortcut, takes } from "./keys.ts";
import { useAwake } from "./useAwake.ts";
import { useFullscreen, usePictureInPicture } from "./useFullscreen.ts";
import { useVolume, type Volume } from "./useVolume.ts";

const VOLUME_STEP = 0.05;

/** What a page may say to any player. */
export interface PlayerProps {
  theatre?: boolean;
  /** Offers theatre mode: the page makes the room for it. */
  onTheatre?: (theatre: boolean) => void;
  /** Keys act anywhere on the page, not only in the player. On unless said otherwise. */
  pageKeys?: boolean;
}

/** What every player has, whatever it plays: its element, how loud and how large it is, and what a key does to these. */
export interface Player {
  frame: RefObject<HTMLElement | null>;
  video: HTMLVideoElement | null;
  setVideo: (video: HTMLVideoElement | null) => void;
  volume: Volume;
  full: boolean;
  /** In a window of its own. */
  away: boolean;
  theatre: boolean;
  /** What the browser, or the page, has no room for. */
  canLeave: boolean;
  canTheatre: boolean;
  /** Whether something moved a moment ago, and how to say so. */
  awake: boolean;
  wake: () => void;
  help: boolean;
  setHelp: (help: boolean) => void;
  keysOn: boolean;
  setKeysOn: (on: boolean) => void;
  acts: Readonly<Record<Exclude<Action, "play">, () => void>>;
}

/** `plays`: there is a picture that a window of its own could show. */
export function usePlayer({ theatre = false, onTheatre }: PlayerProps, plays: boolean): Player {
  const frame = useRef<HTMLElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const volume = useVolume(video);
  const [full, toggleFull] = useFullscreen(frame, video);
  const [away, togglePip] = usePictureInPicture(video);
  const [awake, wake] = useAwake();
  const [help, setHelp] = useState(false);
  const [keysOn, setKeysOn] = useStored("keys", true);
  const level = volume.muted ? 0 : volume.level;
  return {
    frame,
    video,
    setVideo,
    volume,
    full,
    away,
    theatre,
    canLeave: togglePip !== null,
    canTheatre: onTheatre !== undefined,
    awake,
    wake,
    help,
    setHelp,
    keysOn,
    setKeysOn,
    acts: {
      mute: () => volume.setMuted(!volume.muted),
      louder: () => volume.setLevel(level + VOLUME_STEP),
      quieter: () => volume.setLevel(level - VOLUME_STEP),
      fullscreen: toggleFull,
      theatre: () => onTheatre?.(!theatre),
      pip: () => (plays ? togglePip?.() : undefined),
      help: () => setHelp(!help),
    },
  };
}

/** What a player does by itself, `play` and what only it has, beside what all do: by button, and by key while keys are on. */
export function useActs<A extends string>(
  { frame, acts, wake, keysOn }: Player,
  own: Readonly<Record<"play" | A, () => void>>,
  shortcuts: readonly Shortcut<Action | A>[],
  pageKeys = true,
): (action: Action | A) => void {
  const all = { ...acts, ...own } as Readonly<Record<Action | A, () => void>>;
  const act = (action: Action | A) => {
    wake();
    all[action]();
  };
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
      // What scrolls the page is ours in the player only.
      if (!inside && SCROLLS.test(event.code)) return;
      const action = actionOf(shortcuts, event, takes(focus));
      if (!action) return;
      event.preventDefault();
      obey.current(action);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [frame, keysOn, pageKeys, shortcuts]);
  return act;
}
