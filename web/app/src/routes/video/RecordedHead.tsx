import { Avatar, FollowButton, type Video } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFocusOnArrival } from "../../lib/page.ts";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Recorded.module.css";

interface RecordedHeadProps {
  title: string;
  creator: Video["user"];
  facts: ReactNode;
  /** What one can do. */
  children: ReactNode;
}

/** The title of a video or clip, its creator, and what one does about it. */
export function RecordedHead({ title, creator, facts, children }: RecordedHeadProps) {
  const heading = useFocusOnArrival<HTMLHeadingElement>();
  const queries = useQueryClient();
  const href = `/@${creator.username}`;
  return (
    <header className={styles.head}>
      <h1 ref={heading} tabIndex={-1} className={styles.title} dir="auto">
        {title}
      </h1>
      <div className={styles.who}>
        <Link href={href} className={styles.creator}>
          <Avatar id={creator.id} name={creator.name} image={creator.image} size={40} />
          <b className={shared.oneLine} dir="auto">
            {creator.name}
          </b>
        </Link>
        <FollowButton
          creator={creator}
          onSaved={() => {
            queries.invalidateQueries({ queryKey: ["followed"] });
            queries.invalidateQueries({ queryKey: ["creator", creator.username] });
          }}
        />
      </div>
      <div className={styles.facts}>{facts}</div>
      <div className={styles.actions}>{children}</div>
    </header>
  );
}
