import type { OnAir } from "@onair/client";
import type { Range } from "./timeline.ts";
import type { Clip, Marker, Playback } from "./types.ts";

interface Envelope<T> {
  data: T;
}

/** Where a video is to be had. */
export async function playVideo(client: OnAir, vodId: string, signal?: AbortSignal): Promise<Playback> {
  return (await client.createPlayback({ path: { vodId }, signal })).data;
}

/** Where a clip is to be had. */
export async function playClip(client: OnAir, clipId: string, signal?: AbortSignal): Promise<Playback> {
  const path = `/api/clip/${encodeURIComponent(clipId)}/playback`;
  return (await client.request<Envelope<Playback>>("POST", path, { signal })).data;
}

/** What just happened in a stream, or a part of a video that ends at `offset`. */
export type ClipWish = { title: string; duration: number } & (
  | { hostId: string }
  | { vodId: string; offset: number }
);

export async function makeClip(client: OnAir, wish: ClipWish): Promise<Clip> {
  return (await client.request<Envelope<Clip>>("POST", "/api/clip", { body: wish })).data;
}

export async function getClip(client: OnAir, clipId: string, signal?: AbortSignal): Promise<Clip> {
  const path = `/api/clip/${encodeURIComponent(clipId)}`;
  return (await client.request<Envelope<Clip>>("GET", path, { signal })).data;
}

/** Its title, and where in its video it begins and ends: for a day. */
export async function changeClip(
  client: OnAir,
  clipId: string,
  body: { title?: string; start?: number; end?: number },
): Promise<Clip> {
  const path = `/api/clip/${encodeURIComponent(clipId)}`;
  return (await client.request<Envelope<Clip>>("PATCH", path, { body })).data;
}

export async function deleteClip(client: OnAir, clipId: string): Promise<void> {
  await client.request("DELETE", `/api/clip/${encodeURIComponent(clipId)}`);
}

export interface ClipPage {
  data: Clip[];
  pagination: { nextCursor: string | null };
}

/** A creator's clips, or one's own where no username is given. */
export function listClips(
  client: OnAir,
  username: string | null,
  query: { limit?: number; cursor?: string },
  signal?: AbortSignal,
): Promise<ClipPage> {
  const path = username === null ? "/api/clip/mine" : `/api/clip/creator/${encodeURIComponent(username)}`;
  return client.request<ClipPage>("GET", path, { query: { ...query }, signal });
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
  const path = `/api/vod/${encodeURIComponent(vodId)}/highlights`;
  return (await client.request<Envelope<Clip>>("POST", path, { body })).data;
}
