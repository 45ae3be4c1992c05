import type { ChatReason } from "../messages/messages.ts";

export type ChatRole = "HOST" | "MODERATOR" | "VIP" | "FOLLOWER";

/** A message as the API has it. */
export interface ChatMessage {
  /** Sorts by time. */
  id: string;
  userId: string;
  username: string | null;
  name: string;
  image: string | null;
  roles: readonly ChatRole[];
  /** Null when it was deleted. */
  text: string | null;
  /** The message that it answers, by its id. */
  replyTo: string | null;
  /** Ids of the users whom it names. */
  mentions: readonly string[];
  kind: "MESSAGE" | "ANNOUNCEMENT";
  state: "SENT" | "HELD" | "DELETED";
  sentAt: string;
  deletedAt: string | null;
  clientId: string | null;
}

/** What holds in a chat. What an older server does not know is missing. */
export interface ChatRules {
  isChatEnabled: boolean;
  isChatDelayed: boolean;
  isChatFollowersOnly: boolean;
  isDirectChatAllowed?: boolean;
  slowModeSeconds?: number | null;
  followersOnlyMinutes?: number | null;
  delaySeconds?: number | null;
  isEmoteOnly?: boolean;
  isUnique?: boolean;
  areLinksAllowed?: boolean;
  mayGuestsWrite?: boolean;
  autoModLevel?: number;
}

/** The caller in a chat. */
export interface ChatYou {
  identity: string | null;
  role: "HOST" | "MODERATOR" | "VIP" | "VIEWER" | "GUEST";
  canWrite: boolean;
  /** Why not. */
  code: ChatReason | null;
  until: string | null;
}

export interface ChatBan {
  userId: string;
  until: string | null;
  reason: string | null;
  by: string | null;
  createdAt: string;
  name?: string | null;
}

/** A message that a viewer points at. */
export interface ChatReport {
  id: string;
  /** As it was then. */
  message: ChatMessage;
  reason: string;
  reportedBy: string;
  createdAt: string;
}

/** Somebody banned asks to be let in again. */
export interface UnbanRequest {
  id: string;
  userId: string;
  name: string;
  text: string;
  banReason: string | null;
  createdAt: string;
}

/** What the host makes of somebody. */
export type ChatRank = "MODERATOR" | "VIP";

/** Somebody of a rank. */
export interface ChatRanked {
  userId: string;
  role: ChatRank;
}

/** Words that the chat does not show, or shows to moderators first. */
export interface ChatTerm {
  id: string;
  /** A `*` at an end stands for whatever a word goes on with. */
  text: string;
  action: "BLOCK" | "HOLD";
}

/** What a moderator did. */
export interface ChatLogEntry {
  id: string;
  /** One of `Messages.chat.logActions`, or one of a newer server. */
  action: string;
  by: string;
  /** On whom. */
  userId: string | null;
  /** The words that it was about. */
  text: string | null;
  reason: string | null;
  at: string;
}

/** What a packet of the room tells, one after another. */
export type ChatEvent =
  | { t: "msg"; m: ChatMessage }
  | { t: "del"; id: string }
  | { t: "clear" }
  | { t: "clearUser"; userId: string }
  | { t: "settings"; settings: ChatRules }
  | { t: "pin"; m: ChatMessage | null }
  | { t: "held"; m: ChatMessage }
  | { t: "decided"; id: string }
  | { t: "you"; you: ChatYou };

/** A packet under the topic `onair.chat`. */
export interface ChatPacket {
  v: 1;
  /** Who sends, and the how-manieth of theirs it is: a jump means that one was lost. */
  e: string;
  n: number;
  /** Messages left out of a busy moment. */
  skipped?: number;
  ev: readonly ChatEvent[];
}
