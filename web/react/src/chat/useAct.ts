import { useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { problem } from "../ui/problem.ts";

/** Does what was asked for, and says `done`, or what came in the way. */
export type Act = (what: () => Promise<unknown> | undefined, done?: string | null) => Promise<void>;

/** What moderators and writers do to messages, with the word that came of the last of it. */
export function useAct(): { act: Act; word: string | null; forget: () => void } {
  const { messages } = useOnAir();
  const [word, setWord] = useState<string | null>(null);
  const act: Act = async (what, done = null) => {
    setWord(null);
    try {
      await what();
      setWord(done);
    } catch (thrown) {
      setWord(problem(thrown, messages));
    }
  };
  return { act, word, forget: () => setWord(null) };
}
