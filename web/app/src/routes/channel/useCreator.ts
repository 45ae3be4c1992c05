import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../session/SessionProvider.tsx";

/** Who a channel is of. */
export function useCreator(username: string) {
  const client = useClient();
  return useQuery({
    queryKey: ["creator", username],
    queryFn: async ({ signal }) => (await client.getCreator({ path: { username }, signal })).data,
    staleTime: 30_000,
  });
}

export type Creator = NonNullable<ReturnType<typeof useCreator>["data"]>;
