import type { ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import type { Action } from "./keys.ts";
import styles from "./PlayerControls.module.css";
import type { Player } from "./usePlayer.ts";

interface PlayerControlsProps {
  player: Player;
  paused: boolean;
  onAct: (action: Action) => void;
  /** Over the row: a time line. */
  line?: ReactNode;
  /** Beside the volume: where it is. */
  says?: ReactNode;
  /** Before the buttons that every player has: what only this one lets one choose. */
  choices?: ReactNode;
}

/** The row of buttons that every player has. */
export function PlayerControls({ player, paused, onAct, line, says, choices }: PlayerControlsProps) {
  const { volume, full, away, theatre, canLeave, canTheatre } = player;
  const { messages } = useOnAir();
  const m = messages.player;
  const quiet = volume.muted || volume.level === 0;
  return (
    <div className={styles.bar}>
      {line}
      <div className={styles.side}>
        <IconButton
          className={styles.button}
          icon={paused ? "play" : "pause"}
          label={paused ? m.play : m.pause}
          filled={paused}
          onClick={() => onAct("play")}
        />
        <IconButton
          className={styles.button}
          icon={quiet ? "muted" : volume.level < 0.5 ? "quiet" : "sound"}
          label={quiet ? m.unmute : m.mute}
          onClick={() => onAct("mute")}
        />
        {volume.adjustable && (
          <input
            className={styles.volume}
            type="range"
            min={0}
            max={100}
            step={5}
            value={quiet ? 0 : Math.round(volume.level * 100)}
            aria-label={m.volume}
            onChange={(event) => volume.setLevel(Number(event.target.value) / 100)}
          />
        )}
        {says}
      </div>
      <div className={styles.side}>
        {choices}
        <IconButton
          className={`${styles.button} ${styles.wide}`}
          icon="keys"
          label={m.keys}
          onClick={() => onAct("help")}
        />
        {canLeave && (
          <IconButton
            className={styles.button}
            icon="pip"
            label={away ? m.leavePip : m.pip}
            onClick={() => onAct("pip")}
          />
        )}
        {canTheatre && !full && (
          <IconButton
            className={`${styles.button} ${styles.wide}`}
            icon="theatre"
            label={theatre ? m.leaveTheatre : m.theatre}
            aria-pressed={theatre}
            onClick={() => onAct("theatre")}
          />
        )}
        <IconButton
          className={styles.button}
          icon={full ? "window" : "fullscreen"}
          label={full ? m.leaveFullscreen : m.fullscreen}
          onClick={() => onAct("fullscreen")}
        />
      </div>
    </div>
  );
}
