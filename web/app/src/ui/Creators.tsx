import type { CreatorLine } from "@onair/client";
import { CreatorCard } from "@onair/react";
import styles from "./Creators.module.css";
import { link } from "./Link.tsx";

/** Channels as cards. */
export function Creators({
  creators,
  expected = 6,
  level,
}: {
  creators: readonly CreatorLine[] | undefined;
  expected?: number;
  level?: 2 | 3;
}) {
  if (!creators) {
    const places = Array.from({ length: expected }, (_, place) => place);
    return (
      <div className={styles.grid} aria-busy="true">
        {places.map((place) => (
          <div key={place} className={styles.skeleton} />
        ))}
      </div>
    );
  }
  return (
    <ul className={styles.grid}>
      {creators.map((creator) => (
        <li key={creator.id}>
          <CreatorCard creator={creator} link={link} level={level} />
        </li>
      ))}
    </ul>
  );
}
