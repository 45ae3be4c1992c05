import { Avatar, type Stream, ViewerCount } from "@onair/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../i18n/I18n.tsx";
import { all, useFollowedStreams, useRecommended } from "../lib/queries.ts";
import { store, stored } from "../lib/stored.ts";
import { useSession } from "../session/SessionProvider.tsx";
import { Glyph } from "../ui/Glyph.tsx";
import { Link } from "../ui/Link.tsx";
import shared from "../ui/shared.module.css";
import styles from "./Rail.module.css";

/** So many rows a part has at most. */
const ROWS = 10;

/** Who is live of those one follows, and who might please. */
export function Rail() {
  const { frame } = useTexts();
  const { isSignedIn } = useSession();
  const [narrow, setNarrow] = useState(() => stored("rail") === "narrow");
  const followed = all(useFollowedStreams().data, (stream) => stream.userId)?.filter(({ isLive }) => isLive);
  const recommended = useRecommended(ROWS).data;
  const shown = new Set(followed?.map(({ userId }) => userId));
  const others = recommended?.filter(({ userId }) => !shown.has(userId));

  function toggle() {
    store("rail", narrow ? "wide" : "narrow");
    setNarrow(!narrow);
  }

  return (
    <nav className={narrow ? `${styles.rail} ${styles.narrow}` : styles.rail} aria-label={frame.rail}>
      <div className={styles.inner}>
        <button
          type="button"
          className={styles.toggle}
          aria-label={narrow ? frame.expand : frame.collapse}
          title={narrow ? frame.expand : frame.collapse}
          onClick={toggle}
        >
          <Glyph name={narrow ? "end" : "start"} size={18} />
        </button>
        {isSignedIn && (
          <Part title={frame.followedLive} streams={followed} empty={frame.followedNone} narrow={narrow} />
        )}
        <Part title={frame.recommended} streams={others} narrow={narrow} />
        {isSignedIn && (
          <Link href="/following" className={styles.all}>
            {narrow ? <Glyph name="heart" size={20} /> : frame.following}
            {narrow && <span className={shared.hidden}>{frame.following}</span>}
          </Link>
        )}
      </div>
    </nav>
  );
}

interface PartProps {
  title: string;
  streams: readonly Stream[] | undefined;
  empty?: string;
  narrow: boolean;
}

function Part({ title, streams, empty, narrow }: PartProps) {
  const [place] = useLocation();
  if (streams?.length === 0 && !empty) return null;
  return (
    <div className={styles.part}>
      <h2 className={styles.title}>{title}</h2>
      {!streams && [0, 1, 2, 3].map((row) => <div key={row} className={styles.skeleton} />)}
      {streams?.length === 0 && <p className={styles.empty}>{empty}</p>}
      <ul className={styles.list}>
        {streams?.slice(0, ROWS).map(({ userId, user, title: what, viewerCount, isLive }) => {
          const href = `/@${user.username}`;
          return (
            <li key={userId}>
              <Link
                href={href}
                className={styles.row}
                title={narrow ? `${user.name}: ${what}` : undefined}
                aria-current={place === href ? "page" : undefined}
              >
                <Avatar id={userId} name={user.name} image={user.image} size={32} live={isLive} />
                <span className={styles.words}>
                  <span className={`${shared.oneLine} ${styles.name}`} dir="auto">
                    {user.name}
                  </span>
                  <span className={`${shared.oneLine} ${styles.what}`} dir="auto">
                    {what}
                  </span>
                </span>
                {!narrow && <ViewerCount count={viewerCount} />}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
