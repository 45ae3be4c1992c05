import { Switch } from "@onair/react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { isCategory } from "../../lib/categories.ts";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Chips } from "../../ui/Chips.tsx";
import { Creators } from "../../ui/Creators.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { More } from "../../ui/More.tsx";
import { Page } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";
import NotFound from "../not-found/NotFound.tsx";

/** The channels of a category, or all: live ones first, then the newest. */
export default function Category() {
  const { category, categories, lists } = useTexts();
  const chosen = useParams<{ category?: string }>().category;
  const isLiveOnly = new URLSearchParams(useSearch()).get("live") === "true";
  const client = useClient();
  const known = isCategory(chosen) ? chosen : undefined;
  const found = useInfiniteQuery({
    queryKey: ["creators", known, isLiveOnly],
    queryFn: ({ pageParam, signal }) =>
      client.listCreators({
        query: { limit: 24, category: known, live: isLiveOnly || undefined, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
  });
  if (chosen && !known) return <NotFound />;
  const creators = all(found.data, (creator) => creator.id);
  const title = known ? category.title(categories[known] ?? known) : category.all;
  return (
    <Page
      title={title}
      actions={
        <div
          onChange={() =>
            navigate(`${location.pathname}${isLiveOnly ? "" : "?live=true"}`, { replace: true })
          }
        >
          <Switch key={String(isLiveOnly)} name="live" label={lists.liveOnly} defaultChecked={isLiveOnly} />
        </div>
      }
    >
      <Chips chosen={known ?? null} />
      {found.isError && !creators && <Problem thrown={found.error} onRetry={() => found.refetch()} />}
      {creators?.length === 0 ? (
        <Empty drawing="stage" title={category.empty} text={category.emptyText} />
      ) : (
        !found.isError && <Creators creators={creators} expected={12} level={2} />
      )}
      <More {...found} />
    </Page>
  );
}
