import { isApiError } from "@onair/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { untilRenewal } from "./playlist.ts";
import type { Playback } from "./types.ts";

/** What is not ready yet is asked for anew, in milliseconds. */
const AGAIN = 4_000;
/** An address that is refused is asked for anew so often; then it is broken. */
const RENEWALS = 3;

/** Why something recorded does not play. */
export type Hindrance = "loading" | "notReady" | "followers" | "missing" | "failed" | "broken";

export interface Held {
  /** Null while there is none to be had. */
  playback: Playback | null;
  hindrance: Hindrance | null;
  /** What was thrown, where it is broken. */
  thrown: unknown;
  /** Begins anew. */
  again: () => void;
  /** The address was refused. */
  stale: () => void;
  /** It cannot be played. */
  broken: () => void;
  /** It plays: what was refused before is forgotten. */
  plays: () => void;
}

/**
 * Where something recorded is to be had: asked for, waited for while it is not ready, and renewed before its hour ends. Null
 * for what failed: there is nothing to ask for.
 */
export function usePlayback(ask: ((signal: AbortSignal) => Promise<Playback>) | null): Held {
  const [playback, setPlayback] = useState<Playback | null>(null);
  const [hindrance, setHindrance] = useState<Hindrance | null>("loading");
  const [thrown, setThrown] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const refused = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (wait: number) => {
      timer = setTimeout(load, wait);
    };
    async function load() {
      if (!ask) return setHindrance("failed");
      try {
        const found = await ask(stop.signal);
        if (stop.signal.aborted) return;
        setPlayback(found);
        setHindrance(null);
        later(untilRenewal(found.expiresAt, Date.now()));
      } catch (error) {
        if (stop.signal.aborted) return;
        const why = hindranceOf(error);
        if (why === "notReady") later(AGAIN);
        if (why !== "broken") setPlayback(null);
        setHindrance(why);
        setThrown(error);
      }
    }
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [ask, round]);
  // Another recording has nothing of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  useEffect(
    () => () => {
      setPlayback(null);
      setHindrance("loading");
      refused.current = 0;
    },
    [ask],
  );

  const broken = useCallback(() => setHindrance("broken"), []);
  const stale = useCallback(() => {
    refused.current += 1;
    if (refused.current > RENEWALS) broken();
    else setRound((before) => before + 1);
  }, [broken]);
  const again = useCallback(() => {
    refused.current = 0;
    setHindrance("loading");
    setRound((before) => before + 1);
  }, []);
  const plays = useCallback(() => {
    refused.current = 0;
  }, []);
  return { playback, hindrance, thrown, again, stale, broken, plays };
}

/** What a refusal means to who wants to watch. */
export function hindranceOf(thrown: unknown): Hindrance {
  if (!isApiError(thrown)) return "broken";
  if (thrown.error === "Video not ready" || thrown.error === "Clip not ready") return "notReady";
  if (thrown.error === "Followers only") return "followers";
  return thrown.status === 404 ? "missing" : "broken";
}
