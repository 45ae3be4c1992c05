import { createOnAir, isApiError, type OnAir, type OwnProfile } from "@onair/client";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { Session } from "./session.ts";

const session = new Session();
const client = createOnAir({
  getToken: session.token,
  refresh: session.renew,
  onUnauthorized: session.end,
});

interface SessionValue {
  client: OnAir;
  /** The signed-in user; null for a guest, undefined until it is known. */
  me: OwnProfile | null | undefined;
  isSignedIn: boolean;
  signIn: (back?: string) => void;
  signOut: () => void;
  finish: () => Promise<string>;
}

const Context = createContext<SessionValue | null>(null);

/** Gives the page its client and its user. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const isSignedIn = useSyncExternalStore(session.subscribe, session.snapshot);
  const queries = useQueryClient();
  // What a guest was shown is not what a user is shown, and the other way round.
  useEffect(
    () =>
      session.subscribe(() => {
        queries.invalidateQueries();
      }),
    [queries],
  );
  const { data: me, isError } = useQuery({
    queryKey: ["me"],
    queryFn: async ({ signal }) => (await client.getMe({ signal })).data,
    enabled: isSignedIn,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const value = useMemo<SessionValue>(
    () => ({
      client,
      me: isSignedIn ? (me ?? (isError ? null : undefined)) : null,
      isSignedIn,
      signIn: (back) => void session.signIn(back),
      signOut: () => void session.signOut(),
      finish: session.finish,
    }),
    [me, isError, isSignedIn],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): SessionValue {
  const value = useContext(Context);
  if (!value) throw new Error("outside of SessionProvider");
  return value;
}

/** The API. */
export function useClient(): OnAir {
  return useSession().client;
}

/** Whether asking again may help. */
export function isWorthRetrying(thrown: unknown): boolean {
  return !isApiError(thrown) || thrown.status >= 500;
}
