import { RecordedGrid, type Video } from "@onair/react";
import { useTexts } from "../../i18n/I18n.tsx";
import { useVideos } from "../../lib/recorded.ts";
import { link } from "../../ui/Link.tsx";
import { Section } from "../../ui/Page.tsx";
import styles from "./Recorded.module.css";

/** So many, the one that is watched among them. */
const SHOWN = 7;

/** Others of the same creator. Nothing where there are none. */
export function MoreVideos({ of }: { of: Video }) {
  const { recorded } = useTexts();
  const { items } = useVideos(of.user.username, SHOWN);
  const others = items?.filter(({ id }) => id !== of.id).slice(0, SHOWN - 1);
  if (!others?.length) return null;
  return (
    <aside className={styles.more}>
      <Section title={recorded.more}>
        <RecordedGrid items={others} link={link} empty={null} />
      </Section>
    </aside>
  );
}
