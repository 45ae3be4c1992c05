import type { OwnProfile } from "@onair/client";
import {
  BrowserBroadcaster,
  type Health,
  LivePreview,
  RaidPanel,
  StreamCard,
  StreamKeyPanel,
  StreamSettingsForm,
} from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { link } from "../../ui/Link.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { Waiting } from "../../ui/Waiting.tsx";
import styles from "./Dashboard.module.css";
import { LiveStrip } from "./LiveStrip.tsx";
import { type OwnStream, useOwnStream } from "./useOwnStream.ts";

/** Connecting, looking, and what the stream says of itself. */
export function StreamPart({ me }: { me: OwnProfile }) {
  const { dashboard } = useTexts();
  const queries = useQueryClient();
  const [health, setHealth] = useState<Health | null>(null);
  const { data: own, error, isPending, refetch } = useOwnStream();
  const changed = () => {
    queries.invalidateQueries({ queryKey: ["own-stream"] });
  };
  if (isPending) return <Waiting />;
  if (error && own === undefined) return <Problem thrown={error} onRetry={() => refetch()} />;
  return (
    <div className={styles.part}>
      <LiveStrip me={me} own={own ?? null} health={health} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <StreamKeyPanel info={own?.stream ?? null} onChange={changed} />
          <BrowserBroadcaster onChange={changed} />
          {own && <LivePreview username={me.username} onHealth={setHealth} />}
          {own && (
            <section className={shared.card}>
              <h2 className={styles.small}>{dashboard.asCard}</h2>
              <div className={styles.sample}>
                <StreamCard stream={asOthersSee(own, me)} link={link} />
              </div>
            </section>
          )}
        </div>
        <div className={styles.column}>
          {own && <StreamSettingsForm key={own.stream.id} info={own.stream} onSaved={changed} />}
          {own?.isLive && (
            <div id="raid" className={styles.aim}>
              <RaidPanel ownId={me.id} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

/** One's own stream in the form of the lists. */
function asOthersSee(own: OwnStream, me: OwnProfile) {
  const { id, username, name, image } = me;
  const { stream, isLive, state, startedAt, viewerCount } = own;
  return { ...stream, isLive, state, startedAt, viewerCount, user: { id, username, name, image } };
}
