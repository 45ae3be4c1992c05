import type { OnAir } from "@onair/client";
import type { Pass } from "../room/connection.ts";
import type { Room } from "../room/livekit.ts";
import type { ChatAction } from "./store.ts";
import type {
  ChatBan,
  ChatLogEntry,
  ChatMessage,
  ChatRank,
  ChatRanked,
  ChatReport,
  ChatTerm,
  ChatYou,
  UnbanRequest,
} from "./types.ts";

/** What a message takes with it. */
export interface Saying {
  text: string;
  clientId: string;
  replyTo: string | null;
}

/** How the messages of one chat travel. What happens comes as actions of the store. */
export interface ChatTransport {
  /** Listens to this room from now on; null while there is none. Returns what ends that. */
  listen(room: Room | null, pass: Pass | null): () => void;
  /** Says it. Throws what the API says, or `ChatRefusal`. */
  say(saying: Saying): Promise<ChatMessage>;
  /** What the API adds to a chat; null where messages travel among the viewers alone. */
  moderation: Moderation | null;
}

/** What moderators, and writers with their own, may do. */
export interface Moderation {
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
  /** For good where no seconds are given. */
  ban(userId: string, seconds: number | null): Promise<void>;
  unban(userId: string): Promise<void>;
  bans(): Promise<ChatBan[]>;
  held(): Promise<void>;
  decide(id: string, approve: boolean): Promise<void>;
  pin(id: string | null): Promise<void>;
  announce(text: string): Promise<void>;
  report(id: string, reason: string): Promise<void>;
  reports(): Promise<ChatReport[]>;
  /** Puts a report aside. */
  dismiss(id: string): Promise<void>;
  /** Asks to be let in again, once a ban. */
  askBack(text: string): Promise<void>;
  asks(): Promise<UnbanRequest[]>;
  decideAsk(id: string, approve: boolean): Promise<void>;
  /** Moderators, then VIPs. */
  ranks(): Promise<ChatRanked[]>;
  /** The host gives a rank, or takes it. */
  rank(userId: string, rank: ChatRank, has: boolean): Promise<void>;
  terms(): Promise<ChatTerm[]>;
  addTerm(text: string, action: ChatTerm["action"]): Promise<ChatTerm>;
  removeTerm(id: string): Promise<void>;
  /** The last that moderators did, newest first. */
  log(): Promise<ChatLogEntry[]>;
}

/** Why a message did not go, where it is not the API that says so. */
export class ChatRefusal extends Error {
  override readonly name = "ChatRefusal";
  readonly code: ChatYou["code"];
  /** Seconds. */
  readonly retryAfter: number | null;

  constructor(code: ChatYou["code"], retryAfter: number | null = null) {
    super(code ?? "refused");
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface ChatPorts {
  client: OnAir;
  hostId: string;
  /** Null for a guest. */
  viewerId: string | null;
  guestName: string | null;
  tell: (action: ChatAction) => void;
  signal: AbortSignal;
}
