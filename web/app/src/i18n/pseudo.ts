/** Letters that look like their originals, so that a text is still read, and one that was not translated stands out. */
const LETTERS: Record<string, string> = {
  a: "á",
  e: "ë",
  i: "ï",
  o: "ö",
  u: "ü",
  A: "Å",
  E: "È",
  I: "Í",
  O: "Ø",
  U: "Û",
};

/**
 * A language nobody speaks, written from right to left: shows which texts are not in the catalogue, and what a mirrored
 * page does. Texts with parameters stay as they are.
 */
export function pseudo<T>(value: T): T {
  if (typeof value === "string") return [...value].map((letter) => LETTERS[letter] ?? letter).join("") as T;
  if (typeof value === "function") {
    const call = value as unknown as (...given: unknown[]) => unknown;
    return ((...given: unknown[]) => call(...given)) as unknown as T;
  }
  if (Array.isArray(value)) return value.map(pseudo) as T;
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pseudo(part)])) as T;
  }
  return value;
}
