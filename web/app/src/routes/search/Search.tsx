import { StreamGrid } from "@onair/react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Chips } from "../../ui/Chips.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { link, tagHref } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Page } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";

/** What was found, live first. */
export default function Search() {
  const { search } = useTexts();
  const q = (new URLSearchParams(useSearch()).get("q") ?? "").trim().slice(0, 100);
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: ["search", q],
    queryFn: ({ pageParam, signal }) => client.search({ query: { q, limit: 24, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const streams = all(found.data, (stream) => stream.userId);
  return (
    <Page title={search.title(q)} lead={q ? undefined : search.hint}>
      {q === "" && <Chips />}
      {found.isError && !streams && <Problem thrown={found.error} onRetry={() => found.refetch()} />}
      {q !== "" && !found.isError && (
        <StreamGrid
          streams={streams}
          link={link}
          tagHref={tagHref}
          level={2}
          empty={<Empty drawing="search" title={search.none(q)} text={search.noneText} />}
        />
      )}
      {q !== "" && <More {...found} />}
    </Page>
  );
}
