import type { Vod } from "@onair/client";

/** A recording of a broadcast. */
export type Video = Vod;
/** A moment of a video with a name. */
export type Marker = Video["markers"][number];

/** Where something recorded is to be had, for an hour. Its first `startOffset` seconds are not part of it. */
/** What a creator or a viewer cut out of a video or a broadcast. */
export type { Clip, Playback } from "@onair/client";
