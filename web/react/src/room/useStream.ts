import { isApiError } from "@onair/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { Stream } from "../stream/types.ts";

const VISIBLE = 5_000;
const HIDDEN = 30_000;

/** A stream as the API has it, asked for again and again: undefined at first, null where there is none. */
export function useStream(username: string): { stream: Stream | null | undefined; look: () => void } {
  const { client, viewer } = useOnAir();
  const [known, setKnown] = useState<{ of: string; stream: Stream | null }>();
  const again = useRef(() => {});
  const viewerId = viewer?.id;

  // Another viewer may see another thing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: viewerId begins it anew
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let asking = false;

    async function ask() {
      clearTimeout(timer);
      if (asking) return;
      asking = true;
      try {
        const { data } = await client.getStream({ path: { username }, signal: stop.signal, retries: 0 });
        if (!stop.signal.aborted) setKnown({ of: username, stream: data as Stream });
      } catch (thrown) {
        // All else passes: what was known holds till then.
        if (isApiError(thrown, "Stream not found") && !stop.signal.aborted)
          setKnown({ of: username, stream: null });
      } finally {
        asking = false;
      }
      clearTimeout(timer);
      if (!stop.signal.aborted) timer = setTimeout(ask, document.hidden ? HIDDEN : VISIBLE);
    }

    const seen = () => {
      if (!document.hidden) void ask();
    };
    again.current = () => void ask();
    document.addEventListener("visibilitychange", seen);
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [client, username, viewerId]);

  const look = useCallback(() => again.current(), []);
  return { stream: known?.of === username ? known.stream : undefined, look };
}
