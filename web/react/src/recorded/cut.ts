import type { Range } from "./timeline.ts";

/** The contract's bounds of a clip, and how long one is at first, in seconds. */
export const [SHORTEST, LONGEST, USUAL] = [5, 60, 30] as const;
/** So much of a video a clip is cut out of, in seconds. */
const SPAN = 90;
/** So much of it is behind the moment that is shown, where there is more. */
const BEHIND = 15;
/** A picture of the film stands for so long, in seconds. */
export const PICTURE = 10;

const within = (to: number, least: number, most: number) => Math.max(least, Math.min(to, most));

/** What of a video is offered around a moment: mostly what was before it. */
export function stripOf(at: number, length: number): Range {
  const end = Math.min(length, Math.max(at + BEHIND, SPAN));
  return { start: Math.max(0, end - SPAN), end };
}

/** What is chosen at first: the usual length up to a moment. */
export function cutOf(at: number, strip: Range): Range {
  const end = within(at, Math.min(strip.start + SHORTEST, strip.end), strip.end);
  return { start: Math.max(strip.start, end - USUAL), end };
}

/** One end goes to a moment of the strip; the other follows where the clip were too short or too long. */
export function cutTo(cut: Range, which: keyof Range, to: number, strip: Range): Range {
  if (which === "start") {
    const start = within(to, strip.start, Math.max(strip.start, strip.end - SHORTEST));
    return { start, end: Math.min(strip.end, within(cut.end, start + SHORTEST, start + LONGEST)) };
  }
  const end = within(to, Math.min(strip.end, strip.start + SHORTEST), strip.end);
  return { start: Math.max(strip.start, within(cut.start, end - LONGEST, end - SHORTEST)), end };
}

/** The film's pictures of a strip, by their numbers: each stands at the same place of the video, whatever strip shows it. */
export function picturesOf({ start, end }: Range): number[] {
  const first = Math.floor(start / PICTURE);
  return Array.from({ length: Math.max(0, Math.ceil(end / PICTURE) - first) }, (_, n) => first + n);
}
