/** How a picture arrives: evenly, with gaps, not at all. */
export type Health = "good" | "uneven" | "still";

/** So many looks say how it is now. */
const NOW = 3;
/** So many say how it usually is: half a minute. */
export const USUAL = 15;
/** Less of the usual frames than this is seen. */
const ENOUGH = 0.8;

/** How it is by the frames a second of the last looks, newest last; null until there were enough of them. */
export function healthOf(rates: readonly number[]): Health | null {
  const now = rates.slice(-NOW);
  if (now.length < NOW) return null;
  const mean = now.reduce((sum, rate) => sum + rate, 0) / NOW;
  if (mean < 1) return "still";
  return mean < Math.max(...rates.slice(-USUAL)) * ENOUGH ? "uneven" : "good";
}
