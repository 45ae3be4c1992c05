import { useEffect, useId, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { LiveBadge } from "../stream/LiveBadge.tsx";
import { Uptime } from "../stream/Uptime.tsx";
import { IconButton } from "../ui/Button.tsx";
import { useDismissed } from "../ui/dismissed.ts";
import type { Action } from "./keys.ts";
import styles from "./PlayerControls.module.css";
import type { Volume } from "./useVolume.ts";

interface PlayerControlsProps {
  paused: boolean;
  volume: Volume;
  heights: readonly number[];
  most: number | null;
  onMost: (most: number | null) => void;
  video: HTMLVideoElement | null;
  full: boolean;
  away: boolean;
  theatre: boolean;
  pip: boolean;
  canTheatre: boolean;
  since: string | null;
  onAct: (action: Action) => void;
}

export function PlayerControls(props: PlayerControlsProps) {
  const { paused, volume, heights, most, onMost, video, full, away, theatre, pip, canTheatre, since, onAct } =
    props;
  const { messages } = useOnAir();
  const m = messages.player;
  const quiet = volume.muted || volume.level === 0;
  return (
    <div className={styles.bar}>
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
        <LiveBadge />
        <span className={styles.uptime}>
          <Uptime since={since} />
        </span>
      </div>
      <div className={styles.side}>
        {heights.length > 0 && <QualityMenu heights={heights} most={most} onMost={onMost} video={video} />}
        <IconButton
          className={`${styles.button} ${styles.wide}`}
          icon="keys"
          label={m.keys}
          onClick={() => onAct("help")}
        />
        {pip && (
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

type QualityMenuProps = Pick<PlayerControlsProps, "most" | "onMost" | "video"> & {
  heights: readonly number[];
};

/** How high the picture may be, and how high it is. */
function QualityMenu({ heights, most, onMost, video }: QualityMenuProps) {
  const { messages } = useOnAir();
  const m = messages.player;
  const [open, setOpen] = useState(false);
  const [height, setHeight] = useState(0);
  const id = useId();
  const menu = useDismissed<HTMLDivElement>(open, () => setOpen(false));
  useEffect(() => {
    if (!video) return;
    const resized = () => setHeight(video.videoHeight);
    resized();
    video.addEventListener("resize", resized);
    return () => video.removeEventListener("resize", resized);
  }, [video]);
  const options: (number | null)[] = [null, ...heights];
  return (
    <div className={styles.menu} ref={menu}>
      <IconButton
        className={styles.button}
        icon="quality"
        label={m.quality}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <fieldset id={id} className={styles.list}>
          <legend className={styles.legend}>
            {m.quality}
            {height > 0 && <span className={styles.now}>{m.now(height)}</span>}
          </legend>
          {options.map((option) => (
            <label key={option ?? "auto"} className={styles.option}>
              <input
                type="radio"
                name={id}
                checked={option === most || (option === null && most !== null && !heights.includes(most))}
                onChange={() => onMost(option)}
              />
              {option === null ? m.auto : m.atMost(option)}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
