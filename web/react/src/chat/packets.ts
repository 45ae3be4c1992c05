import type { ChatAction } from "./store.ts";
import type { ChatEvent, ChatPacket } from "./types.ts";

/** The topic of the API's packets. */
export const PACKETS = "onair.chat";

interface PacketPorts {
  tell: (action: ChatAction) => void;
  /** One was lost on the way: the history has it. */
  lost: () => void;
}

/** Takes the packets of one room, and tells what they hold. What is not of our form is passed over. */
export function packets({ tell, lost }: PacketPorts): (text: string) => void {
  const counts = new Map<string, number>();
  return (text) => {
    const packet = parsed(text);
    if (!packet) return;
    const before = counts.get(packet.e);
    counts.set(packet.e, Math.max(packet.n, before ?? packet.n));
    if (before !== undefined && packet.n > before + 1) lost();
    if (packet.skipped) tell({ is: "skipped", count: packet.skipped });
    for (const event of packet.ev) {
      const action = actionOf(event);
      if (action) tell(action);
    }
  };
}

function parsed(text: string): ChatPacket | null {
  try {
    const packet = JSON.parse(text) as Partial<ChatPacket> | null;
    if (packet?.v !== 1 || !Array.isArray(packet.ev)) return null;
    return { v: 1, e: String(packet.e), n: Number(packet.n), skipped: packet.skipped, ev: packet.ev };
  } catch {
    return null;
  }
}

/** A newer server may tell what we do not know: null then. */
function actionOf(event: ChatEvent): ChatAction | null {
  switch (event.t) {
    case "msg":
      return { is: "message", message: event.m };
    case "del":
      return { is: "deleted", id: event.id };
    case "clear":
      return { is: "clear" };
    case "clearUser":
      return { is: "clearUser", userId: event.userId };
    case "settings":
      return { is: "rules", rules: event.settings };
    case "pin":
      return { is: "pinned", message: event.m };
    case "held":
      return { is: "holding", message: event.m };
    case "decided":
      return { is: "decided", id: event.id };
    case "you":
      return { is: "you", you: event.you };
    default:
      return null;
  }
}
