import type { Pass } from "../room/connection.ts";
import type { Room } from "../room/livekit.ts";
import { type Heard, heardMessage, isHost } from "./heard.ts";
import { type ChatPorts, ChatRefusal, type ChatTransport, type Saying } from "./transport.ts";
import type { ChatMessage, ChatYou } from "./types.ts";

/** Today's frontends wait so long between two messages where the chat is slow; nobody else holds them to it. */
const SLOW = 3_000;

/**
 * The viewers' own chat, over LiveKit alone, for a server without a chat: the grant in the token says who may write.
 * Nothing is kept and nobody moderates.
 */
export function directTransport({ hostId, tell }: ChatPorts): ChatTransport {
  let inside: { room: Room; pass: Pass } | null = null;
  let saidAt = 0;

  function listen(room: Room | null, pass: Pass | null): () => void {
    if (!room || !pass) {
      inside = null;
      tell({
        is: "you",
        you: { identity: null, role: "GUEST", canWrite: false, code: "CONNECTING", until: null },
      });
      return () => {};
    }
    inside = { room, pass };
    let end = () => {};
    let ended = false;
    void import("./roomChat.ts").then(({ listenToStreams }) => {
      if (ended) return;
      const may = (canWrite: boolean) =>
        tell({
          is: "you",
          you: {
            identity: pass.identity,
            role: roleOf(pass.identity, hostId),
            canWrite,
            code: canWrite ? null : "OTHER",
            until: null,
          },
        });
      const hear = (heard: Heard) => tell({ is: "message", message: heardMessage(heard, hostId) });
      end = listenToStreams(room, hear, may);
      tell({ is: "history", messages: [] });
    });
    return () => {
      ended = true;
      end();
    };
  }

  async function say({ text, clientId }: Saying): Promise<ChatMessage> {
    if (!inside) throw new ChatRefusal("CONNECTING");
    const { room, pass } = inside;
    const slow = isSlow(room) && !isHost(pass.identity, hostId);
    const rest = saidAt + SLOW - Date.now();
    if (slow && rest > 0) throw new ChatRefusal("SLOW_MODE", Math.ceil(rest / 1_000));
    const { sayInStream } = await import("./roomChat.ts");
    const { id, at } = await sayInStream(room, text);
    saidAt = Date.now();
    return heardMessage({ id, identity: pass.identity, name: pass.name, text, at }, hostId, clientId);
  }

  return { listen, say, moderation: null };
}

function roleOf(identity: string, hostId: string): ChatYou["role"] {
  if (isHost(identity, hostId)) return "HOST";
  return identity.startsWith("guest-") ? "GUEST" : "VIEWER";
}

function isSlow(room: Room): boolean {
  try {
    return JSON.parse(room.metadata ?? "{}").isChatDelayed === true;
  } catch {
    return false;
  }
}
