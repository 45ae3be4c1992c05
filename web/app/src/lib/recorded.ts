import { isApiError } from "@onair/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useClient, useSession } from "../session/SessionProvider.tsx";
import { all, next } from "./queries.ts";

/** So many at once. */
const PAGE = 24;
/** What is still being made is asked for so often, in milliseconds. */
const MADE_EVERY = 2_000;
/** A video that is recorded, or finished, is asked for so often, in milliseconds. */
const VIDEO_EVERY = 15_000;

/** Whether the deployment records nothing, and so has no videos at all. */
export function isWithout(thrown: unknown): boolean {
  return isApiError(thrown, "Not found");
}

/** One video, asked for anew while something is still to become of it. */
export function useVideo(vodId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ["video", vodId],
    queryFn: async ({ signal }) => (await client.getVod({ path: { vodId }, signal })).data,
    refetchInterval: ({ state }) => {
      const of = state.data?.state;
      return of === "RECORDING" || of === "PROCESSING" ? VIDEO_EVERY : false;
    },
    // Its picture's address is good for an hour.
    staleTime: 60_000,
  });
}

/** A creator's videos, newest first; one's own where no name is given. */
export function useVideos(username: string | null, limit = PAGE) {
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: ["videos", username, limit],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit, cursor: pageParam };
      return username === null
        ? client.listMyVods({ query, signal })
        : client.listCreatorVods({ path: { username }, query, signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    refetchInterval: username === null ? VIDEO_EVERY : false,
  });
  return { ...found, items: all(found.data, (video) => video.id) };
}

/** One clip, asked for anew until it is made. */
export function useClip(clipId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ["clip", clipId],
    queryFn: async ({ signal }) => (await client.getClip({ path: { clipId }, signal })).data,
    refetchInterval: ({ state }) => (state.data?.state === "PROCESSING" ? MADE_EVERY : false),
    staleTime: 60_000,
  });
}

/** A creator's clips, newest first; one's own where no name is given. */
export function useClips(username: string | null, limit = PAGE) {
  const client = useClient();
  const { isSignedIn } = useSession();
  const found = useInfiniteQuery({
    queryKey: ["clips", username, limit],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit, cursor: pageParam };
      return username === null
        ? client.listMyClips({ query, signal })
        : client.listCreatorClips({ path: { username }, query, signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
    enabled: username !== null || isSignedIn,
    refetchInterval: ({ state }) => {
      const isMaking = state.data?.pages.some((page) =>
        page.data.some((clip) => clip.state === "PROCESSING"),
      );
      return isMaking ? MADE_EVERY * 2 : false;
    },
  });
  return { ...found, items: all(found.data, (clip) => clip.id) };
}
