import { clock, RecordedGrid, useOnAir, type Video } from "@onair/react";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { isWithout, useClips, useVideos } from "../../lib/recorded.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { Link, link } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Section } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { Waiting } from "../../ui/Waiting.tsx";
import styles from "./RecordedParts.module.css";

/** One's own videos, whatever their state. */
export function VideosPart() {
  const { recorded } = useI18n().texts;
  const found = useVideos(null);
  const { items } = found;
  if (found.isError && !items) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (!items) return <Waiting />;
  if (items.length === 0) {
    const action = { label: recorded.toSettings, href: "/dashboard/settings" };
    return <Empty drawing="stage" title={recorded.ownNone} text={recorded.ownNoneText} action={action} />;
  }
  return (
    <Section title={recorded.own}>
      <ul className={styles.list}>
        {items.map((video) => (
          <li key={video.id}>
            <Row video={video} />
          </li>
        ))}
      </ul>
      <More {...found} />
    </Section>
  );
}

function Row({ video }: { video: Video }) {
  const { texts, tag } = useI18n();
  const { recorded } = texts;
  const { messages } = useOnAir();
  const { state, isKept, expiresAt } = video;
  const stays = isKept ? recorded.kept : expiresAt ? recorded.until(when(expiresAt, tag)) : "";
  return (
    <Link href={`/dashboard/videos/${video.id}`} className={styles.row}>
      <span className={styles.picture}>
        {video.thumbnail ? (
          <img src={video.thumbnail} alt="" loading="lazy" />
        ) : (
          <Glyph name="film" size={24} />
        )}
      </span>
      <b className={shared.oneLine} dir="auto">
        {video.title}
      </b>
      <span title={exactly(video.startedAt, tag)}>{when(video.startedAt, tag)}</span>
      <span>{video.duration > 0 ? clock(Math.round(video.duration)) : "–"}</span>
      <span data-state={state}>
        {state === "READY" ? messages.studio.visibilities[video.visibility] : messages.recorded.state[state]}
      </span>
      <span title={expiresAt && !isKept ? exactly(expiresAt, tag) : undefined}>{stays}</span>
    </Link>
  );
}

/** The clips that one made, and the highlights of one's videos. */
export function ClipsPart() {
  const { recorded } = useI18n().texts;
  const found = useClips(null);
  if (found.isError && !found.items && !isWithout(found.error))
    return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  return (
    <Section title={recorded.ownClips}>
      <RecordedGrid
        items={isWithout(found.error) ? [] : found.items}
        link={link}
        withCreator
        empty={<Empty drawing="cut" title={recorded.ownNoClips} text={recorded.ownNoClipsText} />}
      />
      <More {...found} />
    </Section>
  );
}
