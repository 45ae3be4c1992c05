import { Avatar, useStreamRoom } from "@onair/react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Link, tagHref } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { SideNav } from "../../ui/SideNav.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Parts.module.css";
import { Clips, LastVideos, Videos } from "./Recorded.tsx";
import type { Creator } from "./useCreator.ts";

/** Those with an address of their own. */
export const PARTS: readonly string[] = ["videos", "clips", "followers", "following"];

/** What a channel has below its stream: who it is, who follows, whom it follows. */
export function Parts({ creator, part }: { creator: Creator; part?: string }) {
  const { channel, recorded } = useI18n().texts;
  const base = `/@${creator.username}`;
  const ways = [
    [base, channel.about],
    [`${base}/videos`, recorded.videos],
    [`${base}/clips`, recorded.clips],
    [`${base}/followers`, channel.followers],
    [`${base}/following`, channel.following],
  ] as const;
  return (
    <div className={styles.parts}>
      <SideNav label={channel.tabs} ways={ways} />
      {(part === "followers" || part === "following") && <People key={part} of={creator} part={part} />}
      {part === "videos" && <Videos of={creator} />}
      {part === "clips" && <Clips of={creator} />}
      {!part && <About creator={creator} />}
    </div>
  );
}

function About({ creator }: { creator: Creator }) {
  const { channel, categories } = useI18n().texts;
  const { stream } = useStreamRoom();
  return (
    <>
      <div className={styles.about}>
        <p className={styles.bio} dir="auto">
          {creator.bio ?? channel.noBio}
        </p>
        <ul className={styles.chips}>
          {creator.categories.map((category) => (
            <li key={category}>
              <Link href={`/c/${category}`}>{categories[category] ?? category}</Link>
            </li>
          ))}
          {stream?.tags?.map((tag) => (
            <li key={tag} dir="auto">
              <Link href={tagHref(tag)}>{tag}</Link>
            </li>
          ))}
        </ul>
        {stream?.description && (
          <>
            <h2 className={styles.small}>{channel.streamAbout}</h2>
            <p className={styles.bio} dir="auto">
              {stream.description}
            </p>
          </>
        )}
      </div>
      {stream !== undefined && stream?.state !== "live" && <LastVideos of={creator} />}
    </>
  );
}

function People({ of, part }: { of: Creator; part: "followers" | "following" }) {
  const { texts, tag } = useI18n();
  const { channel } = texts;
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: [part, of.id],
    queryFn: ({ pageParam, signal }) =>
      client[part === "followers" ? "listFollowers" : "listFollowing"]({
        path: { userId: of.id },
        query: { limit: 30, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
  });
  const people = all(found.data, (person) => person.id);
  if (found.isError && !people) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (people?.length === 0) {
    return <p className={styles.none}>{part === "followers" ? channel.noFollowers : channel.noFollowing}</p>;
  }
  return (
    <>
      <ul className={styles.people} aria-busy={!people}>
        {people?.map((person) => (
          <li key={person.id}>
            <Link href={`/@${person.username}`} className={styles.person}>
              <Avatar id={person.id} name={person.name} image={person.image} size={40} />
              <span className={styles.words}>
                <b className={shared.oneLine} dir="auto">
                  {person.name}
                </b>
                <span title={exactly(person.followedAt, tag)}>
                  {channel.followedAt(when(person.followedAt, tag))}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <More {...found} />
    </>
  );
}
