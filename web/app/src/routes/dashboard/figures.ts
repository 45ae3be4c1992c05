import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";

/** What is open changes with each count. */
const EVERY = 15_000;

/** One's broadcasts with their figures, newest first. */
export function useBroadcasts() {
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: ["broadcasts"],
    queryFn: ({ pageParam, signal }) =>
      client.listBroadcasts({ query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    refetchInterval: EVERY,
  });
  return { ...found, broadcasts: all(found.data, (broadcast) => broadcast.id) };
}

export type Broadcast = NonNullable<ReturnType<typeof useBroadcasts>["broadcasts"]>[number];

/** How many watched one of them, over time. */
export function useViewers({ id, endedAt }: Broadcast) {
  const client = useClient();
  return useQuery({
    queryKey: ["viewers", id],
    queryFn: async ({ signal }) => (await client.getViewers({ path: { broadcastId: id }, signal })).data,
    refetchInterval: endedAt === null ? EVERY : false,
  });
}

/** Has the browser keep a table as a file. */
export async function download(
  client: ReturnType<typeof useClient>,
  path: string,
  name: string,
): Promise<void> {
  const text = await client.request<string>("GET", path);
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
