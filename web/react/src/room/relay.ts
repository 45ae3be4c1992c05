/** A packet of the server's own, as a room had it. */
export interface Packet {
  topic: string;
  text: string;
}

/**
 * What the page that is in a room tells the other pages of this browser that show the same to the same viewer: one identity is in
 * a room once, so a chat in a window of its own would put its player out. Told are all but the page itself.
 */
export interface Relay {
  tell(packet: Packet): void;
  end(): void;
}

/** Without `hear` it tells alone. A browser that has no such channel tells nobody. */
export function relay(hostId: string, viewerId: string | null, hear?: (packet: Packet) => void): Relay {
  if (typeof BroadcastChannel === "undefined") return { tell: () => {}, end: () => {} };
  const channel = new BroadcastChannel(`onair.room ${hostId} ${viewerId ?? ""}`);
  if (hear) channel.onmessage = (event: MessageEvent<Packet>) => hear(event.data);
  return { tell: (packet) => channel.postMessage(packet), end: () => channel.close() };
}
