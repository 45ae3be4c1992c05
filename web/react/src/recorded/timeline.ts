import { clock } from "../ui/format.ts";
import type { Marker } from "./types.ts";

/** The part of a medium that is shown, in seconds of the medium. */
export interface Window {
  start: number;
  length: number;
}

/** Where the medium is, as the viewer counts: from the beginning of what is shown. */
export function shownAt(mediaTime: number, { start, length }: Window): number {
  return Math.min(length, Math.max(0, mediaTime - start));
}

/** The medium's time of a moment that is shown. */
export function mediaAt(shown: number, { start, length }: Window): number {
  return start + Math.min(length, Math.max(0, shown));
}

/** How much of what is shown is there already from a moment on, in seconds. */
export function bufferedTo(ranges: readonly (readonly [number, number])[], mediaTime: number): number {
  // A gap of a frame is none.
  const held = ranges.find(([from, to]) => from - 0.1 <= mediaTime && mediaTime <= to + 0.1);
  return held ? Math.max(held[1], mediaTime) : mediaTime;
}

/** Chapters in their order, each until the next one. */
export function chaptersOf(
  markers: readonly Marker[],
  length: number,
): { id: string; text: string; from: number; to: number }[] {
  const chapters = markers
    .filter((marker) => marker.isChapter && marker.offset < length)
    .sort((a, b) => a.offset - b.offset);
  return chapters.map(({ id, text, offset }, at) => ({
    id,
    text,
    from: offset,
    to: chapters[at + 1]?.offset ?? length,
  }));
}

/** The chapter of a moment; null before the first. */
export function chapterAt(markers: readonly Marker[], at: number): string | null {
  const passed = markers.filter((marker) => marker.isChapter && marker.offset <= at);
  return passed.sort((a, b) => b.offset - a.offset)[0]?.text ?? null;
}

const CLOCK = /^(?:(?:(\d+)[h:])?(\d+)[m:])?(\d+(?:\.\d+)?)s?$/;

/** Seconds of a text as addresses and people write it: `83`, `1:23`, `1h2m3s`; null for something else. */
export function secondsOf(text: string | null | undefined): number | null {
  const found = CLOCK.exec(text?.trim() ?? "");
  if (!found) return null;
  const [, hours = "0", minutes = "0", seconds = "0"] = found;
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

/** A part of a video, in seconds. */
export interface Range {
  start: number;
  end: number;
}

/** A part that is written as two times; null where it is none of a video of this length. */
export function rangeOf({ from, to }: { from: string; to: string }, length: number): Range | null {
  const [start, end] = [secondsOf(from), secondsOf(to)];
  if (start === null || end === null || end <= start || start >= length) return null;
  // A text has whole seconds: the last one may end behind the video's end.
  return end <= length + 1 ? { start, end: Math.min(end, length) } : null;
}

/** Seconds as they are written into a field: to the tenth, as `1:05.4`. */
export function written(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const rest = tenths % 10;
  return clock(tenths / 10) + (rest ? `.${rest}` : "");
}
