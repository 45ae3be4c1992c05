import { hash } from "../ui/format.ts";

/** A piece of a message's text. */
export type Piece = { is: "text" | "link" | "mention"; text: string; href?: string };

const FIND = /(https?:\/\/[^\s<>"]+)|(@[a-z0-9_]{3,30})\b/giu;
/** Belongs to the sentence, not to the address. */
const TAIL = /[.,;:!?'")\]]+$/;

/** A message's text with its links and mentions found. Links are http and https alone. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(FIND)) {
    const link = match[1]?.replace(TAIL, "");
    const part = link ?? match[0];
    if (link !== undefined && !URL.canParse(link)) continue;
    const before = text[match.index - 1];
    if (link === undefined && before !== undefined && /[\w@./]/.test(before)) continue;
    if (match.index > from) found.push({ is: "text", text: text.slice(from, match.index) });
    found.push(
      link === undefined
        ? { is: "mention", text: part }
        : { is: "link", text: part, href: new URL(part).href },
    );
    from = match.index + part.length;
  }
  if (from < text.length) found.push({ is: "text", text: text.slice(from) });
  return found;
}

/** One of twelve hues, the same for the same user. */
export function hue(userId: string): string {
  return `var(--onair-hue-${hash(userId) % 12})`;
}

/** Characters as the API counts them. */
export function length(text: string): number {
  return [...text].length;
}

/** The name that is being mentioned where the cursor stands, without its `@`; null where none is. */
export function mentioning(text: string, cursor: number): string | null {
  return /(?:^|\s)@([a-z0-9_]{0,30})$/i.exec(text.slice(0, cursor))?.[1] ?? null;
}
