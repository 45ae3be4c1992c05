import type { CreatorLine } from "@onair/client";
import type { ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { short } from "../ui/format.ts";
import styles from "./CreatorCard.module.css";
import { LiveBadge } from "./LiveBadge.tsx";
import type { LinkOf } from "./link.ts";

export interface CreatorCardProps {
  creator: CreatorLine;
  href?: string;
  link?: LinkOf;
  level?: 2 | 3 | 4;
  /** At its end, as a `FollowButton`. */
  action?: ReactNode;
}

/** A creator among others: who, what of, how many follow. */
export function CreatorCard({ creator, href, link, level = 3, action }: CreatorCardProps) {
  const { messages, locale } = useOnAir();
  const Name = `h${level}` as const;
  const to = {
    href: href ?? `/@${creator.username}`,
    className: styles.link,
    children: <bdi>{creator.name}</bdi>,
  };
  const categories = creator.categories.map((category) => messages.categories[category] ?? category);
  const followers = messages.stream.followers(creator.followerCount, short(creator.followerCount, locale));
  return (
    <article className={styles.card}>
      <Avatar id={creator.id} name={creator.name} image={creator.image} size={48} live={creator.isLive} />
      <div style={{ minInlineSize: 0 }}>
        <Name className={styles.name}>
          {link ? link(to) : <a {...to} />}
          {creator.isLive && <LiveBadge />}
        </Name>
        <div className={styles.facts}>
          <bdi>@{creator.username}</bdi>
          {[followers, ...categories].map((fact) => (
            <span key={fact}>
              {" · "}
              <bdi>{fact}</bdi>
            </span>
          ))}
        </div>
      </div>
      <div className={styles.action}>{action}</div>
      {creator.bio && (
        <p className={styles.bio} dir="auto">
          {creator.bio}
        </p>
      )}
    </article>
  );
}
