import type { OwnProfile } from "@onair/client";
import { Uptime, useOnAir, ViewerCount } from "@onair/react";
import { useTexts } from "../../i18n/I18n.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Dashboard.module.css";
import { EndButton } from "./EndButton.tsx";
import { MarkerButton } from "./MarkerButton.tsx";
import { Spark } from "./Spark.tsx";
import type { OwnStream } from "./useOwnStream.ts";

/** Whether one is live, since when, and how many watch. */
export function LiveStrip({ me, own }: { me: OwnProfile; own: OwnStream | null }) {
  const { dashboard } = useTexts();
  const { withoutMedia } = useOnAir();
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
        </div>
      )}
      {own?.isLive && <MarkerButton />}
      {own && state !== "offline" && <EndButton />}
      {withoutMedia && (
        <p className={styles.note}>
          <b>{dashboard.standIn}.</b> {dashboard.standInText(me.username)}
        </p>
      )}
    </section>
  );
}
