import { useI18n } from "../../i18n/I18n.tsx";
import { short } from "../../lib/format.ts";
import styles from "./FiguresPart.module.css";
import type { Broadcast } from "./figures.ts";

/** Five figures of a broadcast, each with its change to the one before. */
export function Tiles({ of, before }: { of: Broadcast; before?: Broadcast }) {
  const { texts, tag } = useI18n();
  const { figures } = texts;
  const hours = (seconds: number) => Math.round(seconds / 360) / 10;
  const tiles: [string, (one: Broadcast) => number][] = [
    [figures.peak, (one) => one.peakViewers],
    [figures.average, (one) => Math.round(one.averageViewers * 10) / 10],
    [figures.watched, (one) => hours(one.watchSeconds)],
    [figures.unique, (one) => one.uniqueViewers + one.guestSessions],
    [figures.followers, (one) => one.followersGained],
  ];
  const signed = new Intl.NumberFormat(tag, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
  return (
    <dl className={styles.tiles}>
      {tiles.map(([label, figure]) => (
        <div key={label} className={styles.tile}>
          <dt>{label}</dt>
          <dd>
            <span className={styles.figure} title={figure(of).toLocaleString(tag)}>
              {short(figure(of), tag)}
            </span>
            {before && (
              <span className={styles.change}>
                {figures.change(signed.format(figure(of) - figure(before)))}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
