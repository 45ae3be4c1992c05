import type { ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { LinkOf } from "./link.ts";
import { StreamCard, StreamCardSkeleton } from "./StreamCard.tsx";
import styles from "./StreamGrid.module.css";
import type { Stream } from "./types.ts";

export interface StreamGridProps {
  /** Undefined while they are fetched: skeletons stand in their place. */
  streams: readonly Stream[] | undefined;
  link?: LinkOf;
  hrefOf?: (stream: Stream) => string;
  /** Where a tag leads to; without it tags are words. */
  tagHref?: (tag: string) => string;
  level?: 2 | 3 | 4;
  /** So many skeletons. */
  expected?: number;
  /** Shown where there are none. */
  empty?: ReactNode;
}

/** Streams as cards, as many beside one another as there is room for. */
export function StreamGrid({ streams, link, hrefOf, tagHref, level, expected = 8, empty }: StreamGridProps) {
  const { messages } = useOnAir();
  if (!streams) {
    const places = Array.from({ length: expected }, (_, place) => place);
    return (
      <ul className={styles.grid} aria-busy="true">
        {places.map((place) => (
          <li key={place}>
            <StreamCardSkeleton />
          </li>
        ))}
      </ul>
    );
  }
  if (streams.length === 0) return empty ?? <p className={styles.empty}>{messages.stream.empty}</p>;
  return (
    <ul className={styles.grid}>
      {streams.map((stream, place) => (
        <li key={stream.userId}>
          <StreamCard
            stream={stream}
            href={hrefOf?.(stream)}
            link={link}
            tagHref={tagHref}
            level={level}
            eager={place < 4}
          />
        </li>
      ))}
    </ul>
  );
}
