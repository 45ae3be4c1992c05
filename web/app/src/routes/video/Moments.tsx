import { clock, type PlayerHandle, useOnAir, type Video } from "@onair/react";
import { Section } from "../../ui/Page.tsx";
import styles from "./Recorded.module.css";

/** The moments of a video that have a name, as a list: a click goes there. */
export function Moments({ video, player }: { video: Video; player: PlayerHandle | null }) {
  const { messages } = useOnAir();
  const { recorded: m } = messages;
  const markers = [...video.markers].sort((a, b) => a.offset - b.offset);
  return (
    <Section title={m.chapters}>
      <ol className={styles.moments}>
        {markers.map((marker) => (
          <li key={marker.id}>
            <button type="button" disabled={!player} onClick={() => player?.seek(marker.offset)}>
              <span className={styles.time}>{clock(marker.offset)}</span>
              <span dir="auto" data-chapter={marker.isChapter || undefined}>
                {marker.text}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
