import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "./RecordedPlayer.module.css";

/** How fast it may play. */
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** How fast what is recorded plays. */
export function SpeedMenu({ speed, onSpeed }: { speed: number; onSpeed: (speed: number) => void }) {
  const { messages, locale } = useOnAir();
  const { speed: label } = messages.recorded;
  const format = new Intl.NumberFormat(locale);
  return (
    <select
      className={styles.speed}
      aria-label={label}
      title={label}
      value={speed}
      onChange={(event) => onSpeed(Number(event.target.value))}
    >
      {SPEEDS.map((option) => (
        <option key={option} value={option}>
          {`${format.format(option)} ×`}
        </option>
      ))}
    </select>
  );
}
