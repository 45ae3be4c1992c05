/** One size in which the publisher's picture is there. */
export interface Layer {
  height: number;
  /** LiveKit's name of it: 0 low, 1 medium, 2 high. */
  quality: number;
}

/** LiveKit's highest. */
const HIGHEST = 2;

/** The sizes to choose from, largest first; none where there is only one. */
export function choices(layers: readonly Layer[]): number[] {
  const heights = [...new Set(layers.map((layer) => layer.height).filter((height) => height > 0))];
  return heights.length > 1 ? heights.sort((a, b) => b - a) : [];
}

/** What to ask LiveKit for, so that the picture is at most so high; null is automatic. */
export function ceiling(layers: readonly Layer[], most: number | null): number {
  if (most === null) return HIGHEST;
  const fitting = layers.filter((layer) => layer.height > 0 && layer.height <= most);
  if (fitting.length === 0)
    return Math.min(HIGHEST, ...layers.filter((layer) => layer.height > 0).map((layer) => layer.quality));
  return fitting.reduce((best, layer) => (layer.height > best.height ? layer : best)).quality;
}
