import { type Participant, type RemoteParticipant, type Room, RoomEvent } from "livekit-client";
import type { Heard } from "./heard.ts";
import { PACKETS } from "./packets.ts";

/** What of a chat needs LiveKit's SDK: fetched with the room. */

/** LiveKit's own chat: text streams among the participants. */
const STREAMS = "lk.chat";
/** A message is no longer than the API's. */
const LONGEST = 500;

/** Hears the API's packets. A participant could send under the same topic: what has a sender is not the API's. */
export function listenToPackets(
  room: Room,
  take: (text: string) => void,
  reconnected: () => void,
): () => void {
  const decoder = new TextDecoder();
  const heard = (payload: Uint8Array, from?: RemoteParticipant, _kind?: unknown, topic?: string) => {
    if (topic === PACKETS && !from) take(decoder.decode(payload));
  };
  room.on(RoomEvent.DataReceived, heard);
  room.on(RoomEvent.Reconnected, reconnected);
  return () => {
    room.off(RoomEvent.DataReceived, heard);
    room.off(RoomEvent.Reconnected, reconnected);
  };
}

/** Hears LiveKit's own chat, and whether we may write in it. */
export function listenToStreams(
  room: Room,
  hear: (heard: Heard) => void,
  may: (mayWrite: boolean) => void,
): () => void {
  const permissions = (_before: unknown, whose: Participant) => {
    if (whose === room.localParticipant) ask();
  };
  const ask = () => may(room.localParticipant.permissions?.canPublishData ?? false);
  room.registerTextStreamHandler(STREAMS, async (reader, { identity }) => {
    const text = (await reader.readAll()).slice(0, LONGEST).trim();
    const name = room.remoteParticipants.get(identity)?.name || identity;
    if (text) hear({ id: reader.info.id, identity, name, text, at: reader.info.timestamp });
  });
  room.on(RoomEvent.ParticipantPermissionsChanged, permissions);
  ask();
  return () => {
    room.unregisterTextStreamHandler(STREAMS);
    room.off(RoomEvent.ParticipantPermissionsChanged, permissions);
  };
}

/** Says it in LiveKit's own chat. */
export async function sayInStream(room: Room, text: string): Promise<{ id: string; at: number }> {
  const info = await room.localParticipant.sendText(text, { topic: STREAMS });
  return { id: info.id, at: info.timestamp };
}
