import { type ReactNode, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { type LinkOf, plainLink } from "../stream/link.ts";
import styles from "../stream/StreamCard.module.css";
import grid from "../stream/StreamGrid.module.css";
import { ago, clock, whole } from "../ui/format.ts";
import { initial, picture } from "../ui/picture.ts";
import own from "./RecordedCard.module.css";
import type { Clip, Video } from "./types.ts";

interface RecordedCardProps {
  /** A video or a clip. */
  of: Video | Clip;
  link?: LinkOf;
  level?: 2 | 3 | 4;
  /** Says whose it is: not on a page that is one creator's. */
  withCreator?: boolean;
}

const isClip = (of: Video | Clip): of is Clip => "kind" in of;

/** A video or a clip among others. */
export function RecordedCard({ of, link = plainLink, level = 3, withCreator = false }: RecordedCardProps) {
  const { messages, locale } = useOnAir();
  const m = messages.recorded;
  const Title = `h${level}` as const;
  const clip = isClip(of);
  const at = clip ? of.createdAt : of.startedAt;
  const facts = [
    withCreator && of.user.name,
    clip && of.kind === "CLIP" && of.author && m.clippedBy(of.author.name),
    ago(at, locale),
  ].filter((fact) => typeof fact === "string");
  return (
    <article className={styles.card}>
      <div className={styles.picture}>
        <Picture of={of} />
        <span className={`${styles.over} ${styles.top}`}>
          {of.state === "READY" ? (
            clip && of.kind === "HIGHLIGHT" && <Pill>{m.highlight}</Pill>
          ) : (
            <Pill>{m.state[of.state]}</Pill>
          )}
        </span>
        <span className={`${styles.over} ${styles.bottom} ${own.end}`}>
          {of.duration > 0 && (
            <Pill>
              <bdi className={own.clock} title={`${whole(Math.round(of.duration), locale)} s`}>
                {clock(Math.round(of.duration))}
              </bdi>
            </Pill>
          )}
        </span>
      </div>
      <div className={own.text}>
        <Title className={styles.title} dir="auto" title={of.title}>
          {link({
            href: `/${clip ? "clips" : "videos"}/${of.id}`,
            className: styles.link,
            children: of.title,
          })}
        </Title>
        <span className={styles.name} dir="auto">
          {facts.join(" · ")}
        </span>
      </div>
    </article>
  );
}

function Pill({ children }: { children: ReactNode }) {
  return <span className={styles.pill}>{children}</span>;
}

/** Its poster, else colours of its creator's own. */
function Picture({ of }: { of: Video | Clip }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (of.thumbnail && of.thumbnail !== broken) {
    const { thumbnail } = of;
    return <img src={thumbnail} alt="" loading="lazy" onError={() => setBroken(thumbnail)} />;
  }
  return (
    <span aria-hidden="true" className={styles.initial} style={{ background: picture(of.user.id) }}>
      {initial(of.user.name)}
    </span>
  );
}

interface RecordedGridProps extends Omit<RecordedCardProps, "of"> {
  /** Undefined while they are fetched. */
  items: readonly (Video | Clip)[] | undefined;
  empty: ReactNode;
}

/** Videos or clips as cards. */
export function RecordedGrid({ items, empty, ...card }: RecordedGridProps) {
  if (!items) {
    return (
      <ul className={grid.grid} aria-busy="true">
        {[0, 1, 2, 3].map((place) => (
          <li key={place}>
            <div aria-hidden="true" className={`${styles.card} ${styles.skeleton}`}>
              <div className={styles.picture} />
              <div className={own.text}>
                <span className={styles.line} />
                <span className={styles.line} />
              </div>
            </div>
          </li>
        ))}
      </ul>
    );
  }
  if (items.length === 0) return empty;
  return (
    <ul className={grid.grid}>
      {items.map((item) => (
        <li key={item.id}>
          <RecordedCard of={item} {...card} />
        </li>
      ))}
    </ul>
  );
}
