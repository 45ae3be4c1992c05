import type { Input, OnAir } from "@onair/client";
import type { Range } from "./timeline.ts";
import type { Clip, Marker, Playback } from "./types.ts";

/** Where a video is to be had. */
export async function playVideo(client: OnAir, vodId: string, signal?: AbortSignal): Promise<Playback> {
  return (await client.createPlayback({ path: { vodId }, signal })).data;
}

/** Where a clip is to be had. */
export async function playClip(client: OnAir, clipId: string, signal?: AbortSignal): Promise<Playback> {
  return (await client.createClipPlayback({ path: { clipId }, signal })).data;
}

/** What just happened in a stream, or a part of a video that ends at `offset`. */
export type ClipWish = { title: string; duration: number } & (
  | { hostId: string }
  | { vodId: string; offset: number }
);

export async function makeClip(client: OnAir, body: ClipWish): Promise<Clip> {
  return (await client.createClip({ body })).data;
}

/** Its title, and where in its video it begins and ends: for a day. */
export async function changeClip(
  client: OnAir,
  clipId: string,
  body: Input<"updateClip">["body"],
): Promise<Clip> {
  return (await client.updateClip({ path: { clipId }, body })).data;
}

export async function deleteClip(client: OnAir, clipId: string): Promise<void> {
  await client.deleteClip({ path: { clipId } });
}

export async function deleteVideo(client: OnAir, vodId: string): Promise<void> {
  await client.deleteVod({ path: { vodId } });
}

export async function addMarker(client: OnAir, vodId: string, marker: Omit<Marker, "id">): Promise<Marker> {
  return (await client.createVodMarker({ path: { vodId }, body: marker })).data;
}

/** A marker of now, in the creator's own running broadcast. */
export async function markNow(client: OnAir, text: string): Promise<void> {
  await client.createMarker({ body: { text } });
}

export async function removeMarker(client: OnAir, vodId: string, id: string): Promise<void> {
  await client.deleteVodMarker({ path: { vodId, id } });
}

export async function makeHighlight(
  client: OnAir,
  vodId: string,
  body: { title: string; ranges: Range[] },
): Promise<Clip> {
  return (await client.createHighlight({ path: { vodId }, body })).data;
}
