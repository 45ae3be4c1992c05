/** What the player sees of a stream, at one moment. */
export interface Sample {
  /** Milliseconds. */
  at: number;
  /** Frames shown so far. */
  frames: number;
  /** Whether a picture should be moving: subscribed, not paused, in a visible page. */
  expected: boolean;
}

/** Sound and no frame for so long: the picture does not come by itself any more. */
export const STALL = 10_000;
/** Looked at this often; more between two looks is a page that slept, and proves nothing. */
const SLEPT = 5_000;

/** Tells when the picture stands though it should move: some reconnects of the SDK bring the sound back alone. */
export function watchdog(): (sample: Sample) => boolean {
  let since: number | null = null;
  let last: Sample | null = null;
  return (sample) => {
    const before = last;
    last = sample;
    const moves = before === null || sample.frames !== before.frames;
    const slept = before !== null && sample.at - before.at > SLEPT;
    if (!sample.expected || moves || slept || since === null) {
      since = sample.expected ? sample.at : null;
      return false;
    }
    if (sample.at - since < STALL) return false;
    since = sample.at;
    return true;
  };
}
