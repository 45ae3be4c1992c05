import type { ReactNode, VideoHTMLAttributes } from "react";
import { picture as coloursOf } from "../ui/picture.ts";
import { KeysHelp } from "./KeysHelp.tsx";
import type { Shortcut } from "./keys.ts";
import styles from "./PlayerFrame.module.css";
import type { Player } from "./usePlayer.ts";

interface PlayerFrameProps {
  player: Player;
  /** What is played, for who does not see it. */
  label: string;
  scene: string;
  /** Whether the video has a picture; else the poster stands in its place. */
  isShown: boolean;
  /** Whose colours stand where there is no poster either. */
  ownerId: string | null;
  poster: string | null;
  /** Whether nothing plays: controls stay then. */
  isStill: boolean;
  shortcuts: readonly Shortcut<string>[];
  /** What the element tells. */
  on?: Pick<VideoHTMLAttributes<HTMLVideoElement>, "onClick" | "onEmptied" | "onPlay" | "onPause">;
  /** What stands over the picture. */
  children: ReactNode;
}

/** What the eye takes for the player: the picture, or what stands in its place, the keys' help, and what is over them. */
export function PlayerFrame(props: PlayerFrameProps) {
  const { player, label, scene, isShown, ownerId, poster, isStill, shortcuts, on, children } = props;
  const { frame, setVideo, acts, awake, wake, help, setHelp, keysOn, setKeysOn } = player;
  return (
    <section
      ref={frame}
      className={styles.player}
      aria-label={label}
      data-scene={scene}
      data-idle={awake || help || isStill ? undefined : ""}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act while the player has the focus
      tabIndex={0}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
      onKeyDown={wake}
    >
      {!isShown && ownerId !== null && (
        <div className={styles.poster} style={{ background: coloursOf(ownerId) }}>
          {poster && <img src={poster} alt="" />}
        </div>
      )}
      {/* Live captions come by the room, and what is recorded has none. */}
      <video
        ref={setVideo}
        className={styles.video}
        data-shown={isShown ? "" : undefined}
        playsInline
        onDoubleClick={acts.fullscreen}
        {...on}
      />
      {children}
      {help && (
        <KeysHelp on={keysOn} onChange={setKeysOn} onClose={() => setHelp(false)} shortcuts={shortcuts} />
      )}
    </section>
  );
}
