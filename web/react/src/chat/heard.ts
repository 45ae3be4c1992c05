import type { ChatMessage } from "./types.ts";

/** What LiveKit's own chat says of a message. */
export interface Heard {
  id: string;
  identity: string;
  name: string;
  text: string;
  at: number;
}

/** The host of a room under either of their identities: as publisher, and as viewer of their own stream. */
export function isHost(identity: string, hostId: string): boolean {
  return identity === hostId || identity === `Host-${hostId}`;
}

/** A message of LiveKit's own chat, in the API's form. */
export function heardMessage(
  { id, identity, name, text, at }: Heard,
  hostId: string,
  clientId: string | null = null,
): ChatMessage {
  const host = isHost(identity, hostId);
  return {
    id,
    userId: host ? hostId : identity,
    username: null,
    name,
    image: null,
    roles: host ? ["HOST"] : [],
    text,
    replyTo: null,
    mentions: [],
    kind: "MESSAGE",
    state: "SENT",
    sentAt: new Date(at).toISOString(),
    deletedAt: null,
    clientId,
  };
}
