/** Where ticks of an axis stand. */

/** Something that happened at a moment of what is drawn. */
export interface ViewersMark {
  at: string;
  text: string;
  /** A raid took viewers on; else a moment that was given a name. */
  kind?: "raid";
}

/** Those within so many seconds from a moment on. */
export function marksWithin<M extends ViewersMark>(marks: readonly M[], at: string, seconds: number): M[] {
  const from = Date.parse(at);
  return marks.filter((mark) => {
    const since = Date.parse(mark.at) - from;
    return since >= 0 && since < seconds * 1_000;
  });
}

const STEPS = [1, 2, 5];
const SPANS = [60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];

/** Whole numbers from 0 on, at most `most` of them beside the 0, the last of them not below `top`. */
export function countTicks(top: number, most = 4): number[] {
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) {
      const size = step * power;
      const number = Math.max(1, Math.ceil(top / size));
      if (number <= most) return Array.from({ length: number + 1 }, (_, n) => n * size);
    }
  }
}

/** Moments between two, in milliseconds, at round times of the reader's clock; at most `most`. */
export function timeTicks(from: number, to: number, most = 6, offset = zone(from)): number[] {
  const span =
    SPANS.find((secs) => (to - from) / (secs * 1_000) <= most) ??
    86_400 * Math.ceil((to - from) / 86_400_000 / most);
  const size = span * 1_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offset) / size) * size - offset; at <= to; at += size) ticks.push(at);
  return ticks;
}

/** How far the reader's clock is before UTC, in milliseconds. */
function zone(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000;
}
