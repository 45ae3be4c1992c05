import { useEffect, useId, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import { useDismissed } from "../ui/dismissed.ts";
import styles from "./PlayerControls.module.css";

interface QualityMenuProps {
  /** What there is, in lines. */
  heights: readonly number[];
  /** At most so many; null leaves it to the connection. */
  most: number | null;
  onMost: (most: number | null) => void;
  video: HTMLVideoElement | null;
}

/** How high the picture may be, and how high it is. */
export function QualityMenu({ heights, most, onMost, video }: QualityMenuProps) {
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
