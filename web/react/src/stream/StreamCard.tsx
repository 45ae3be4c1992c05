import { useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { initial, picture } from "../ui/picture.ts";
import { LiveBadge } from "./LiveBadge.tsx";
import { type LinkOf, plainLink } from "./link.ts";
import styles from "./StreamCard.module.css";
import type { Stream } from "./types.ts";
import { Uptime } from "./Uptime.tsx";
import { ViewerCount } from "./ViewerCount.tsx";

export interface StreamCardProps {
  stream: Stream;
  /** Where the card leads to. `/@username` unless said otherwise. */
  href?: string;
  link?: LinkOf;
  /** Where a tag leads to; without it tags are words. */
  tagHref?: (tag: string) => string;
  /** The heading's level: it stands below the page's own. */
  level?: 2 | 3 | 4;
  /** Loads the picture at once: for cards at the top of the page. */
  eager?: boolean;
}

/** A stream among others: picture, title, who, how many watch. */
export function StreamCard({
  stream,
  href,
  link = plainLink,
  tagHref,
  level = 3,
  eager = false,
}: StreamCardProps) {
  const { user } = stream;
  const { messages } = useOnAir();
  const Title = `h${level}` as const;
  const live = stream.state === "live";
  return (
    <article className={styles.card}>
      <div className={styles.picture}>
        <Picture stream={stream} eager={eager} />
        <span className={`${styles.over} ${styles.top}`}>
          {live ? (
            <LiveBadge />
          ) : (
            <span className={styles.pill}>
              {messages.stream[stream.state === "interrupted" ? "interrupted" : "offline"]}
            </span>
          )}
        </span>
        {stream.isLive && (
          <span className={`${styles.over} ${styles.bottom}`}>
            <span className={styles.pill}>
              <ViewerCount count={stream.viewerCount} />
            </span>
            <span className={styles.pill}>
              <Uptime since={stream.startedAt} />
            </span>
          </span>
        )}
      </div>
      <div className={styles.text}>
        <span className={styles.avatar}>
          <Avatar id={user.id} name={user.name} image={user.image} size={36} live={live} />
        </span>
        <Title className={styles.title} dir="auto" title={stream.title}>
          {link({ href: href ?? `/@${user.username}`, className: styles.link, children: stream.title })}
        </Title>
        <span className={styles.name} dir="auto">
          {user.name}
        </span>
        {stream.tags && stream.tags.length > 0 && (
          <ul className={styles.tags}>
            {stream.tags.slice(0, 3).map((tag) => (
              <li key={tag} dir="auto">
                {tagHref ? link({ href: tagHref(tag), className: styles.tag, children: tag }) : tag}
              </li>
            ))}
          </ul>
        )}
      </div>
    </article>
  );
}

/** The live picture, else the thumbnail, else colours of the creator's own. */
function Picture({ stream, eager }: { stream: Stream; eager: boolean }) {
  const [broken, setBroken] = useState<readonly string[]>([]);
  const wanted = [stream.isLive ? stream.preview : null, stream.thumbnail];
  const shown = wanted.find((url) => url && !broken.includes(url));
  if (shown) {
    return (
      <img
        src={shown}
        alt=""
        loading={eager ? "eager" : "lazy"}
        onError={() => setBroken([...broken, shown])}
      />
    );
  }
  return (
    <span aria-hidden="true" className={styles.initial} style={{ background: picture(stream.userId) }}>
      {initial(stream.user.name)}
    </span>
  );
}

/** The room of a card that has not come yet. */
export function StreamCardSkeleton() {
  return (
    <div aria-hidden="true" className={`${styles.card} ${styles.skeleton}`}>
      <div className={styles.picture} />
      <div className={styles.text}>
        <span className={styles.dot} />
        <span className={styles.line} />
        <span className={styles.line} />
      </div>
    </div>
  );
}
