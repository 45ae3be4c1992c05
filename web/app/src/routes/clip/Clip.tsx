import { isApiError } from "@onair/client";
import { type Clip as AClip, ClipForm, ClipPlayer, clock, isClipOpen, RecordedGrid } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { useClip, useClips } from "../../lib/recorded.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Link, link } from "../../ui/Link.tsx";
import { Section } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import styles from "../video/Recorded.module.css";
import { ClipHead } from "./ClipHead.tsx";

/** So many of the creator's others. */
const SHOWN = 7;

/** A clip: the player, whose it is, and where it comes from. */
export default function Clip() {
  const { id = "" } = useParams<{ id: string }>();
  const { recorded } = useTexts();
  const found = useClip(id);
  const { me } = useSession();
  const queries = useQueryClient();
  const [theatre, setTheatre] = useState(false);
  const clip = found.data;
  useTitle(clip?.title ?? recorded.clips);
  if (isApiError(found.error, "Clip not found")) return <NotFound />;
  if (found.isError && !clip) {
    return (
      <div className={styles.problem}>
        <Problem thrown={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  if (!clip) return <Waiting />;
  return (
    <div className={theatre ? styles.theatre : styles.screen}>
      {clip.state === "FAILED" ? (
        <Empty drawing="off" title={recorded.failed} text={clip.reason ?? undefined} />
      ) : (
        <div className={styles.player}>
          {/* What is made now is asked for as soon as it is known to be ready. */}
          <ClipPlayer key={`${clip.id} ${clip.state}`} clip={clip} theatre={theatre} onTheatre={setTheatre} />
        </div>
      )}
      <div className={styles.below}>
        <div className={styles.words}>
          <ClipHead clip={clip} />
          {clip.state === "PROCESSING" && (
            <p className={styles.note} role="status">
              {recorded.making}
            </p>
          )}
          <p className={styles.note}>
            <Link href={`/videos/${clip.vodId}?t=${Math.floor(clip.offset)}`}>
              {recorded.from(clock(clip.offset))}
            </Link>
          </p>
          {me && me.id === clip.author?.id && isClipOpen(clip) && (
            <ClipForm
              key={`${clip.offset} ${clip.duration}`}
              clip={clip}
              onSaved={(next) => queries.setQueryData(["clip", clip.id], next)}
            />
          )}
        </div>
        <Others of={clip} />
      </div>
    </div>
  );
}

function Others({ of }: { of: AClip }) {
  const { recorded } = useTexts();
  const { items } = useClips(of.user.username, SHOWN);
  const others = items?.filter(({ id, state }) => id !== of.id && state === "READY").slice(0, SHOWN - 1);
  if (!others?.length) return null;
  return (
    <aside className={styles.more}>
      <Section title={recorded.moreClips}>
        <RecordedGrid items={others} link={link} empty={null} />
      </Section>
    </aside>
  );
}
