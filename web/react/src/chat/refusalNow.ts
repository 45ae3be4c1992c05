import type { Phase } from "../room/machine.ts";
import type { Refusal } from "./reasons.ts";
import type { ChatYou } from "./types.ts";

export interface ChatFacts {
  /** There is no such stream. */
  isGone: boolean;
  isOffline: boolean;
  isChatOn: boolean;
  isModerator: boolean;
  /** What the last message was refused for, while that holds. */
  refused: Refusal | null;
  you: ChatYou | null;
  /** Opening it: under way, failed and tried again, done. */
  opening: "opening" | "failed" | "open";
  /** The server has no chat of its own: viewers write to each other through the room. */
  isDirect: boolean;
  /** The server carries no media: there is no room. */
  withoutMedia: boolean;
  phase: Phase["at"];
}

/** Phases of a connection that does not come by itself within a moment. */
const NO_ROOM: readonly Phase["at"][] = ["waiting", "gaveUp", "elsewhere", "removed", "blocked", "missing"];

/** Why one may not write now; null where one may. The first that holds. */
export function refusalNow(facts: ChatFacts): Refusal | null {
  const { isModerator, refused, you, opening, isDirect } = facts;
  const because = (code: Refusal["code"]): Refusal => ({ code, until: null });
  if (facts.isGone) return because("OTHER");
  if (!facts.isChatOn && !isModerator) return because("CHAT_OFF");
  if (refused) return refused;
  if (opening !== "open") return because(opening === "failed" ? "AWAY" : "CONNECTING");
  if (isDirect && facts.withoutMedia) return because("NO_CHAT");
  if (isDirect && facts.isOffline) return because("OFFLINE");
  if (isDirect && NO_ROOM.includes(facts.phase)) return because("AWAY");
  if (!you) return because("CONNECTING");
  if (you.canWrite) return null;
  return { code: you.code ?? "OTHER", until: you.until ? Date.parse(you.until) : null };
}
