import { ApiError } from "@onair/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { problem } from "../ui/problem.ts";

/** Refusals of a whole request that are of one field. */
const FIELD_OF: Partial<Record<string, string>> = { "Username is taken": "username" };

export interface Submit {
  busy: boolean;
  /** What came of it, in words; null before. */
  word: string | null;
  failed: boolean;
  /** What the API says of a field. */
  fault: (field: string) => string | null;
  run: (task: () => Promise<unknown>, done?: string) => Promise<boolean>;
  clear: () => void;
}

/** Sends something once at a time, and keeps what the API says of it. */
export function useSubmit(): Submit {
  const { messages } = useOnAir();
  const [busy, setBusy] = useState(false);
  const [word, setWord] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const sending = useRef(false);
  const there = useRef(true);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  const clear = useCallback(() => {
    setWord(null);
    setError(null);
  }, []);
  const run = useCallback(
    async (task: () => Promise<unknown>, done: string | null = null) => {
      if (sending.current) return false;
      sending.current = true;
      setBusy(true);
      clear();
      try {
        await task();
        if (there.current) setWord(done);
        return true;
      } catch (thrown) {
        if (there.current) {
          setError(thrown);
          setWord(problem(thrown, messages));
        }
        return false;
      } finally {
        sending.current = false;
        if (there.current) setBusy(false);
      }
    },
    [messages, clear],
  );
  const fault = useCallback(
    (field: string) => {
      if (!(error instanceof ApiError)) return null;
      return FIELD_OF[error.error] === field ? problem(error, messages) : error.fault(field);
    },
    [error, messages],
  );
  return { busy, word, failed: error !== null, fault, run, clear };
}
