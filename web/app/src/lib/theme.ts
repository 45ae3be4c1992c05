import { useSyncExternalStore } from "react";
import { store, stored } from "./stored.ts";

export type Theme = "auto" | "dark" | "light";

const listeners = new Set<() => void>();

function chosen(): Theme {
  const text = stored("theme");
  return text === "dark" || text === "light" ? text : "auto";
}

/** Tells the document which colours hold. */
export function applyTheme(): void {
  const theme = chosen();
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  store("theme", theme);
  applyTheme();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);
}
