/** Whom to offer what: the language's name in itself. */
export const LANGUAGES: readonly { id: string; name: string; isForDevelopment?: true }[] = [
  { id: "en", name: "English" },
  { id: "de", name: "Deutsch" },
  { id: "rtl", name: "Ëxåmplë, right to left", isForDevelopment: true },
];

/** The language to begin with: the one chosen here, else the first of the browser's that there is. */
export function preferred(chosen: string | null, wanted: readonly string[]): string {
  if (LANGUAGES.some(({ id }) => id === chosen)) return chosen as string;
  const bases = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return (
    bases.find((base) => LANGUAGES.some(({ id, isForDevelopment }) => id === base && !isForDevelopment)) ??
    "en"
  );
}
