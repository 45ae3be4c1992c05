const PREFIX = "onair.";

/** A text that this browser keeps; null where there is none, or where it keeps nothing. */
export function stored(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a text; where the browser keeps nothing, it lasts as long as the page. */
export function store(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // As said.
  }
}
