import { useCallback, useState } from "react";

const PREFIX = "onair.";

/** A setting of this browser. Where it keeps nothing (private windows), it lasts as long as the page. */
export function useStored<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(PREFIX + name);
      return text === null ? initial : (JSON.parse(text) as T);
    } catch {
      return initial;
    }
  });
  const store = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(PREFIX + name, JSON.stringify(next));
      } catch {
        // It lasts as long as the page.
      }
    },
    [name],
  );
  return [value, store];
}
