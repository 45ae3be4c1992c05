import { isApiError } from "@onair/client";
import { useCallback, useEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { problem } from "../ui/problem.ts";

export type Client = ReturnType<typeof useOnAir>["client"];

export interface Loaded<T> {
  /** What is stored; null until it is known. */
  value: T | null;
  set: (value: T) => void;
  /** Why it is not known, in words. */
  fault: string | null;
}

/**
 * What the API has stored, asked for once. `ask` is the same function each time. `words` say what a refusal means here, by its
 * text, where that is not what it means elsewhere.
 */
export function useLoaded<T>(
  ask: (client: Client, signal: AbortSignal) => Promise<T>,
  words: Readonly<Record<string, string>> = {},
): Loaded<T> {
  const { client, messages } = useOnAir();
  const [value, set] = useState<T | null>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  const load = useCallback(
    async (signal: AbortSignal) => {
      try {
        const stored = await ask(client, signal);
        if (signal.aborted) return;
        set(stored);
        setThrown(null);
      } catch (error) {
        if (!signal.aborted) setThrown(error);
      }
    },
    [ask, client],
  );
  useEffect(() => {
    const stop = new AbortController();
    void load(stop.signal);
    return () => stop.abort();
  }, [load]);
  const fault =
    thrown === null ? null : (isApiError(thrown) && words[thrown.error]) || problem(thrown, messages);
  return { value, set, fault };
}
