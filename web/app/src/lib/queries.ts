import { type InfiniteData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useClient, useSession } from "../session/SessionProvider.tsx";

/** How often what is live is asked for anew, in milliseconds: the API's own lists are up to 20 s old. */
export const LIVE_EVERY = 20_000;

/** So many of a list at once. */
const PAGE = 24;

export function useLive(limit = PAGE) {
  const client = useClient();
  return useQuery({
    queryKey: ["live", limit],
    queryFn: async ({ signal }) => (await client.listLive({ query: { limit }, signal })).data,
    refetchInterval: LIVE_EVERY,
  });
}

export function useRecommended(limit = 8) {
  const client = useClient();
  return useQuery({
    queryKey: ["recommended", limit],
    queryFn: async ({ signal }) => (await client.listRecommended({ query: { limit }, signal })).data,
    refetchInterval: LIVE_EVERY * 3,
  });
}

/** Streams of those one follows, live ones first. */
export function useFollowedStreams() {
  const client = useClient();
  const { isSignedIn } = useSession();
  return useInfiniteQuery({
    queryKey: ["followed"],
    queryFn: ({ pageParam, signal }) =>
      client.listFollowedStreams({ query: { limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    enabled: isSignedIn,
    refetchInterval: LIVE_EVERY * 3,
  });
}

/** Where a list goes on. */
export function next(page: { pagination: { nextCursor?: string | null } }): string | undefined {
  return page.pagination.nextCursor ?? undefined;
}

/** The items of all pages so far, each once: an entry may move from one page to another while one reads. */
export function all<T>(
  pages: InfiniteData<{ data: T[] }> | undefined,
  key: (item: T) => string,
): T[] | undefined {
  if (!pages) return undefined;
  const seen = new Map<string, T>();
  for (const page of pages.pages) for (const item of page.data) seen.set(key(item), item);
  return [...seen.values()];
}
