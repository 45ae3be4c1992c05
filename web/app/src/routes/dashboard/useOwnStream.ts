import { isApiError } from "@onair/client";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../session/SessionProvider.tsx";

const EVERY = 5_000;

/** One's own stream and how it stands: null where there never was a key. */
export function useOwnStream() {
  const client = useClient();
  return useQuery({
    queryKey: ["own-stream"],
    queryFn: async ({ signal }) => {
      try {
        const [info, status] = await Promise.all([client.getInfo({ signal }), client.getStatus({ signal })]);
        return { ...status.data, stream: info.data };
      } catch (thrown) {
        if (isApiError(thrown, "Stream not found")) return null;
        throw thrown;
      }
    },
    refetchInterval: EVERY,
  });
}

export type OwnStream = NonNullable<ReturnType<typeof useOwnStream>["data"]>;
