import { StreamGrid } from "@onair/react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { all, LIVE_EVERY, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { link, tagHref } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Page } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import NotFound from "../not-found/NotFound.tsx";

/** A tag as the API takes it. */
const TAG = /^[\p{L}\p{N}\p{M}]{1,25}$/u;

/** Who is live with a tag. */
export default function Tag() {
  const { tag: texts } = useTexts();
  const { tag = "" } = useParams<{ tag: string }>();
  const isTag = TAG.test(tag);
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: ["tag", tag.toLowerCase()],
    queryFn: ({ pageParam, signal }) =>
      client.listLive({ query: { limit: 24, tag, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    refetchInterval: LIVE_EVERY * 3,
    enabled: isTag,
  });
  if (!isTag) return <NotFound />;
  const streams = all(found.data, (stream) => stream.userId);
  // A page may be empty while more follow: what has just ended is left out.
  const isNone = streams?.length === 0 && !found.hasNextPage;
  return (
    <Page title={texts.title(tag)}>
      {found.isError && !streams && <Problem thrown={found.error} onRetry={() => found.refetch()} />}
      {isNone ? (
        <Empty
          drawing="stage"
          title={texts.empty}
          text={texts.emptyText}
          action={{ label: texts.search, href: `/search?q=${encodeURIComponent(tag)}` }}
        />
      ) : (
        !found.isError && <StreamGrid streams={streams} link={link} tagHref={tagHref} level={2} />
      )}
      <More {...found} />
    </Page>
  );
}
