import { Avatar, LiveBadge, type Stream, Uptime, ViewerCount } from "@onair/react";
import { useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Hero.module.css";

/** The most watched stream large, and the next ones beside it. */
export function Hero({ first, others }: { first: Stream; others: readonly Stream[] }) {
  const { home } = useTexts();
  const { user } = first;
  return (
    <div className={others.length > 0 ? styles.hero : `${styles.hero} ${styles.alone}`}>
      <article className={styles.first}>
        <Picture stream={first} />
        <div className={styles.veil}>
          <div className={styles.facts}>
            <LiveBadge />
            <ViewerCount count={first.viewerCount} />
            <Uptime since={first.startedAt} />
          </div>
          <h2 className={styles.title} dir="auto">
            <Link href={`/@${user.username}`} className={styles.link}>
              {first.title}
            </Link>
          </h2>
          <div className={styles.who}>
            <Avatar id={user.id} name={user.name} image={user.image} size={32} live />
            <span dir="auto" className={`${shared.oneLine} ${styles.name}`}>
              {user.name}
            </span>
            <span className={styles.watch} aria-hidden="true">
              {home.watch}
            </span>
          </div>
        </div>
      </article>
      {others.length > 0 && (
        <section className={styles.others}>
          <h2 className={styles.next}>{home.upNext}</h2>
          <ul className={styles.list}>
            {others.map((stream) => (
              <li key={stream.userId} className={styles.row}>
                <span className={styles.small}>
                  <Picture stream={stream} />
                </span>
                <span className={styles.words}>
                  <Link href={`/@${stream.user.username}`} className={styles.rowLink} title={stream.title}>
                    <span dir="auto">{stream.title}</span>
                  </Link>
                  <span className={shared.oneLine} dir="auto">
                    {stream.user.name}
                  </span>
                  <ViewerCount count={stream.viewerCount} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Picture({ stream }: { stream: Stream }) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = [stream.preview, stream.thumbnail].find((url) => url && url !== broken);
  if (!shown)
    return <Avatar id={stream.userId} name={stream.user.name} image={stream.user.image} size={96} />;
  return <img src={shown} alt="" onError={() => setBroken(shown)} />;
}

/** The room of what has not come yet. */
export function HeroSkeleton() {
  const { home } = useTexts();
  return (
    <div className={styles.hero} aria-busy="true">
      <div className={`${styles.first} ${styles.skeleton}`} />
      <section className={styles.others}>
        <h2 className={styles.next}>{home.upNext}</h2>
        <ul className={styles.list}>
          {[0, 1, 2, 3].map((row) => (
            <li key={row} className={styles.row}>
              <span className={styles.small} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
