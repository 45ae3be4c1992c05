import type { Action, Jump } from "../player/keys.ts";
import styles from "../player/PlayerControls.module.css";
import type { Volume } from "../player/useVolume.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import { clock } from "../ui/format.ts";
import own from "./RecordedPlayer.module.css";
import { SeekBar } from "./SeekBar.tsx";
import type { Marker } from "./types.ts";

/** How fast it may play. */
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

interface RecordedControlsProps {
  paused: boolean;
  at: number;
  length: number;
  buffered: number;
  markers: readonly Marker[];
  /** Whether it still grows. */
  isOpen: boolean;
  volume: Volume;
  speed: number;
  onSpeed: (speed: number) => void;
  full: boolean;
  away: boolean;
  theatre: boolean;
  pip: boolean;
  canTheatre: boolean;
  onSeek: (seconds: number) => void;
  onAct: (action: Action | Jump) => void;
}

export function RecordedControls(props: RecordedControlsProps) {
  const { paused, at, length, buffered, markers, isOpen, volume, speed, onSpeed, onSeek, onAct } = props;
  const { messages, locale } = useOnAir();
  const { player: m, recorded } = messages;
  const quiet = volume.muted || volume.level === 0;
  return (
    <div className={styles.bar}>
      <SeekBar at={at} length={length} buffered={buffered} markers={markers} onSeek={onSeek} />
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
        <span className={own.clock} dir="ltr">
          {clock(at)} / {clock(length)}
        </span>
        {isOpen && <span className={own.open}>{recorded.stillRecorded}</span>}
      </div>
      <div className={styles.side}>
        <select
          className={own.speed}
          aria-label={recorded.speed}
          title={recorded.speed}
          value={speed}
          onChange={(event) => onSpeed(Number(event.target.value))}
        >
          {SPEEDS.map((option) => (
            <option key={option} value={option}>
              {`${new Intl.NumberFormat(locale).format(option)} ×`}
            </option>
          ))}
        </select>
        <IconButton
          className={`${styles.button} ${styles.wide}`}
          icon="keys"
          label={m.keys}
          onClick={() => onAct("help")}
        />
        {props.pip && (
          <IconButton
            className={styles.button}
            icon="pip"
            label={props.away ? m.leavePip : m.pip}
            onClick={() => onAct("pip")}
          />
        )}
        {props.canTheatre && !props.full && (
          <IconButton
            className={`${styles.button} ${styles.wide}`}
            icon="theatre"
            label={props.theatre ? m.leaveTheatre : m.theatre}
            aria-pressed={props.theatre}
            onClick={() => onAct("theatre")}
          />
        )}
        <IconButton
          className={styles.button}
          icon={props.full ? "window" : "fullscreen"}
          label={props.full ? m.leaveFullscreen : m.fullscreen}
          onClick={() => onAct("fullscreen")}
        />
      </div>
    </div>
  );
}
