import { useCallback, useEffect, useState } from "react";

/** A list that moderators see, asked for once: null until it is there. And how one is taken off that was dealt with. */
export function useEntries<T extends { id: string }>(
  ask: () => Promise<T[]>,
): [entries: readonly T[] | null, drop: (id: string) => void] {
  const [entries, setEntries] = useState<readonly T[] | null>(null);
  useEffect(() => {
    let isGone = false;
    ask()
      .then((found) => {
        if (!isGone) setEntries(found);
      })
      .catch(() => {});
    return () => {
      isGone = true;
    };
  }, [ask]);
  const drop = useCallback(
    (id: string) => setEntries((present) => present?.filter((one) => one.id !== id) ?? null),
    [],
  );
  return [entries, drop];
}
