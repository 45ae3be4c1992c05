import { RecordedGrid } from "@onair/react";
import { useTexts } from "../../i18n/I18n.tsx";
import { isWithout, useClips, useVideos } from "../../lib/recorded.ts";
import { Empty } from "../../ui/Empty.tsx";
import { link } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Section } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import type { Creator } from "./useCreator.ts";

/** A row of them. */
const LAST = 3;

/** A channel's videos, newest first. */
export function Videos({ of }: { of: Creator }) {
  const { recorded } = useTexts();
  const found = useVideos(of.username);
  return <List found={found} title={recorded.noVideos} text={recorded.noVideosText(of.name)} />;
}

/** A channel's clips, newest first. */
export function Clips({ of }: { of: Creator }) {
  const { recorded } = useTexts();
  const found = useClips(of.username);
  return <List found={found} title={recorded.noClips} text={recorded.noClipsText(of.name)} />;
}

/** The last videos, for where nothing is live. Nothing where there are none. */
export function LastVideos({ of }: { of: Creator }) {
  const { recorded } = useTexts();
  const { items } = useVideos(of.username, LAST);
  if (!items?.length) return null;
  return (
    <Section title={recorded.last}>
      <RecordedGrid items={items} link={link} level={3} empty={null} />
    </Section>
  );
}

interface ListProps {
  found: ReturnType<typeof useVideos> | ReturnType<typeof useClips>;
  /** What is said where there are none. */
  title: string;
  text: string;
}

function List({ found, title, text }: ListProps) {
  const isNone = isWithout(found.error);
  if (found.isError && !found.items && !isNone) {
    return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  }
  return (
    <>
      <RecordedGrid
        items={isNone ? [] : found.items}
        link={link}
        level={2}
        empty={<Empty drawing="stage" title={title} text={text} />}
      />
      <More {...found} />
    </>
  );
}
