import type { Vod } from "@onair/client";

/** A recording of a broadcast. */
export type Video = Vod;
/** A moment of a video with a name. */
export type Marker = Video["markers"][number];

/** Where something recorded is to be had, for an hour. Its first `startOffset` seconds are not part of it. */
export type { Playback } from "@onair/client";

/** What a creator or a viewer cut out of a video or a broadcast. */
export interface Clip {
  id: string;
  kind: "CLIP" | "HIGHLIGHT";
  state: "PROCESSING" | "READY" | "FAILED";
  /** Why it failed. */
  reason?: string;
  title: string;
  /** The video that it is of, which may be gone. */
  vodId: string;
  /** Seconds from the video's beginning. */
  offset: number;
  duration: number;
  thumbnail: string | null;
  visibility: Video["visibility"];
  createdAt: string;
  author: Video["user"] | null;
  user: Video["user"];
}
