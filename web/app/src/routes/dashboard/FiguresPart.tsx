import { Button, problem, useOnAir, ViewersChart } from "@onair/react";
import { useState } from "react";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { useVideos } from "../../lib/recorded.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { More } from "../../ui/More.tsx";
import { Section } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import styles from "./FiguresPart.module.css";
import { type Broadcast, download, useBroadcasts, useViewers } from "./figures.ts";
import { momentsOf } from "./moments.ts";
import { Tiles } from "./Tiles.tsx";

/** How a broadcast went, and all of them. */
export function FiguresPart() {
  const { texts, tag } = useI18n();
  const { figures } = texts;
  const found = useBroadcasts();
  const [chosen, setChosen] = useState<string | null>(null);
  const save = useSave();
  const { broadcasts } = found;
  if (found.isError && !broadcasts) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (!broadcasts) return <Waiting />;
  const at = Math.max(
    0,
    broadcasts.findIndex(({ id }) => id === chosen),
  );
  const broadcast = broadcasts[at];
  if (!broadcast) return <Empty drawing="stage" title={figures.none} text={figures.noneText} />;
  const title = broadcast.title ?? figures.untitled;
  return (
    <div className={styles.part}>
      <Section
        title={<span dir="auto">{title}</span>}
        more={
          <Button
            onClick={() =>
              save(
                `/api/analytics/broadcasts/${broadcast.id}/viewers.csv`,
                `viewers-${broadcast.startedAt.slice(0, 10)}.csv`,
              )
            }
          >
            {figures.viewersCsv}
          </Button>
        }
      >
        <p className={styles.when} title={exactly(broadcast.startedAt, tag)}>
          {broadcast.endedAt === null
            ? figures.running(when(broadcast.startedAt, tag))
            : when(broadcast.startedAt, tag)}
        </p>
        <Tiles of={broadcast} before={broadcasts[at + 1]} />
        <p className={styles.when}>
          {figures.beside(broadcast.chatMessages, broadcast.raidsIn)}
          {broadcast.raidOut && ` ${figures.raidOut(broadcast.raidOut.viewers)}`}
        </p>
        <div className={shared.card}>
          <Chart key={broadcast.id} of={broadcast} />
        </div>
      </Section>
      <Section
        title={figures.broadcasts}
        more={
          <Button onClick={() => save("/api/analytics/channel.csv", "channel.csv")}>
            {figures.channelCsv}
          </Button>
        }
      >
        <ul className={styles.list}>
          {broadcasts.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={styles.row}
                aria-current={one === broadcast ? "true" : undefined}
                onClick={() => setChosen(one.id)}
              >
                <b className={shared.oneLine} dir="auto">
                  {one.title ?? figures.untitled}
                </b>
                <span>{when(one.startedAt, tag)}</span>
                <span>{figures.duration(Math.round(one.liveSeconds / 60))}</span>
                <span>{figures.peakOf(one.peakViewers)}</span>
              </button>
            </li>
          ))}
        </ul>
        <More {...found} />
      </Section>
    </div>
  );
}

function Chart({ of }: { of: Broadcast }) {
  const { figures } = useI18n().texts;
  const found = useViewers(of);
  const { items: videos } = useVideos(null);
  if (found.isError && !found.data) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  // As high as the chart will be.
  if (!found.data) return <div className={styles.waiting} aria-busy="true" />;
  const { points, resolution } = found.data;
  const marks = momentsOf(of, videos ?? [], figures.raidMark);
  return <ViewersChart points={points} resolution={resolution} marks={marks} />;
}

function useSave() {
  const client = useClient();
  const { messages } = useOnAir();
  const tell = useToast();
  return (path: string, name: string) =>
    void download(client, path, name).catch((thrown: unknown) => tell(problem(thrown, messages)));
}
