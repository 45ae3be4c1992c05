import type { OwnProfile } from "@onair/client";
import { type Health, Uptime, useOnAir, ViewerCount } from "@onair/react";
import { useTexts } from "../../i18n/I18n.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Dashboard.module.css";
import { EndButton } from "./EndButton.tsx";
import { MarkerButton } from "./MarkerButton.tsx";
import { Spark } from "./Spark.tsx";
import type { OwnStream } from "./useOwnStream.ts";

interface LiveStripProps {
  me: OwnProfile;
  own: OwnStream | null;
  /** How the picture arrives, where somebody looks. */
  health: Health | null;
}

/** Whether one is live, since when, and how many watch. */
export function LiveStrip({ me, own, health }: LiveStripProps) {
  const { dashboard } = useTexts();
  const { withoutMedia, messages } = useOnAir();
  const state = own?.state ?? "offline";
  return (
    <section className={`${shared.card} ${styles.strip}`} data-state={state}>
      <div className={styles.says} role="status">
        <span className={styles.dot} aria-hidden="true" />
        <b>{dashboard.state[state]}</b>
        <span className={styles.muted}>{dashboard.stateHint[state]}</span>
      </div>
      <Link href={`/@${me.username}`}>{dashboard.watch}</Link>
      {own && state !== "offline" && (
        <div className={styles.figures}>
          <Spark />
          <ViewerCount count={own.viewerCount} />
          <Uptime since={own.startedAt} />
          {health && (
            <span className={styles.health} data-health={health} title={messages.studio.healthHint}>
              {messages.studio.health[health]}
            </span>
          )}
        </div>
      )}
      {own?.isLive && <MarkerButton />}
      {own?.isLive && (
        <a href="#raid" className={shared.outlined}>
          {messages.studio.raid}
        </a>
      )}
      {own && state !== "offline" && <EndButton />}
      {withoutMedia && (
        <p className={styles.note}>
          <b>{dashboard.standIn}.</b> {dashboard.standInText(me.username)}
        </p>
      )}
    </section>
  );
}
