import { StreamGrid } from "@onair/react";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../../i18n/I18n.tsx";
import { all, useFollowedStreams, useLive, useRecommended } from "../../lib/queries.ts";
import { useClient, useSession } from "../../session/SessionProvider.tsx";
import { Chips } from "../../ui/Chips.tsx";
import { Creators } from "../../ui/Creators.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Link, link, tagHref } from "../../ui/Link.tsx";
import { Page, Section } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Hero, HeroSkeleton } from "./Hero.tsx";
import styles from "./Home.module.css";

/** The hero and its list. */
const TOP = 5;
/** Rows of the parts below it. */
const ROW = 8;

/** What is live, most watched first, and who there is besides. */
export function Home() {
  const { home } = useTexts();
  const { isSignedIn, me } = useSession();
  const live = useLive();
  const forYou = useRecommended(ROW).data;
  const followed = all(useFollowedStreams().data, (stream) => stream.userId)?.filter(({ isLive }) => isLive);
  const creators = useDirectory();
  const [first, ...rest] = live.data ?? [];
  const more = rest.slice(TOP - 1);
  return (
    <Page title={home.title}>
      {live.isError && !live.data && <Problem thrown={live.error} onRetry={() => live.refetch()} />}
      {live.isPending && <HeroSkeleton />}
      {live.data && !first && (
        <Empty
          drawing="stage"
          title={home.emptyTitle}
          text={home.emptyText}
          action={{
            label: home.emptyAction,
            href: me?.creatorStatus === "APPROVED" ? "/dashboard" : "/apply",
          }}
        />
      )}
      {first && <Hero first={first} others={rest.slice(0, TOP - 1)} />}
      <Chips />
      {isSignedIn && followed && followed.length > 0 && (
        <Section title={home.following}>
          <StreamGrid streams={followed} link={link} tagHref={tagHref} />
        </Section>
      )}
      {isSignedIn && forYou && forYou.length > 0 && (
        <Section title={home.forYou}>
          <StreamGrid streams={forYou} link={link} tagHref={tagHref} />
        </Section>
      )}
      {more.length > 0 && (
        <Section title={home.live}>
          <StreamGrid streams={more} link={link} tagHref={tagHref} />
        </Section>
      )}
      <Section
        title={home.channels}
        more={
          <Link href="/c" className={styles.all}>
            {home.all}
          </Link>
        }
      >
        <Creators creators={creators} expected={9} />
      </Section>
    </Page>
  );
}

/** The first of the directory. */
function useDirectory() {
  const client = useClient();
  return useQuery({
    queryKey: ["creators", "first"],
    queryFn: async ({ signal }) => (await client.listCreators({ query: { limit: 9 }, signal })).data,
    staleTime: 60_000,
  }).data;
}
