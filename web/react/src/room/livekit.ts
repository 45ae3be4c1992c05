import { DisconnectReason, Room, RoomEvent } from "livekit-client";
import type { RoomNews } from "./connection.ts";
import type { Reason } from "./machine.ts";
import type { Packet } from "./relay.ts";

/** Fetched when a room is needed: LiveKit's SDK is most of what a player weighs. */
export type { Room };

/** A room that tells the connection what becomes of it. */
export function makeRoom(news: RoomNews): Room {
  const room = new Room({ adaptiveStream: true });
  room.on(RoomEvent.Reconnecting, news.reconnecting);
  room.on(RoomEvent.SignalReconnecting, news.reconnecting);
  room.on(RoomEvent.Reconnected, news.reconnected);
  room.on(RoomEvent.Disconnected, (reason) => news.disconnected(named(reason)));
  return room;
}

function named(reason: DisconnectReason | undefined): Reason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return "CLIENT_INITIATED";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "DUPLICATE_IDENTITY";
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "PARTICIPANT_REMOVED";
    case DisconnectReason.ROOM_DELETED:
      return "ROOM_DELETED";
    case DisconnectReason.ROOM_CLOSED:
      return "ROOM_CLOSED";
    default:
      return "OTHER";
  }
}

/** Tells when the publisher comes and goes, when the room's metadata change, and what the server sends: it has no sender. */
export function watchRoom(
  room: Room,
  hostId: string,
  on: { publisher(): void; metadata(text: string): void; packet(packet: Packet): void },
): () => void {
  const decoder = new TextDecoder();
  const data = (payload: Uint8Array, from?: unknown, _kind?: unknown, topic?: string) => {
    if (topic && !from) on.packet({ topic, text: decoder.decode(payload) });
  };
  const publisher = ({ identity }: { identity: string }) => {
    if (identity === hostId) on.publisher();
  };
  const metadata = (text: string) => on.metadata(text);
  room.on(RoomEvent.ParticipantConnected, publisher);
  room.on(RoomEvent.ParticipantDisconnected, publisher);
  room.on(RoomEvent.RoomMetadataChanged, metadata);
  room.on(RoomEvent.DataReceived, data);
  if (room.metadata) metadata(room.metadata);
  return () => {
    room.off(RoomEvent.ParticipantConnected, publisher);
    room.off(RoomEvent.ParticipantDisconnected, publisher);
    room.off(RoomEvent.RoomMetadataChanged, metadata);
    room.off(RoomEvent.DataReceived, data);
  };
}
