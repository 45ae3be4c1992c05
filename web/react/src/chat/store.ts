import type { ChatMessage, ChatRules, ChatYou } from "./types.ts";

/** So many lines at most: a browser slows down with every line that it keeps. */
export const MOST_LINES = 250;
/** Deletions that are remembered, so that a late copy of the message stays away. */
const MOST_GRAVES = 500;

/** A message as it is shown. */
export interface Line extends ChatMessage {
  /** Our own, on its way, or not taken. */
  echo?: "sending" | "failed";
}

export interface ChatState {
  /** What is shown, oldest first. */
  lines: readonly Line[];
  /** What came since the reader scrolled up, oldest first. */
  fresh: readonly Line[];
  /** How many came since then, also those that no longer fit in. */
  unread: number;
  paused: boolean;
  /** Messages that a busy moment left out, as far as the present lines go. */
  skipped: number;
  pinned: ChatMessage | null;
  rules: ChatRules | null;
  you: ChatYou | null;
  held: readonly ChatMessage[];
  /** A moderator cleared the chat, and nobody has written since. */
  cleared: boolean;
  /** Whether the history was read. */
  loaded: boolean;
  /** Ids of deleted messages. */
  graves: readonly string[];
  /** All up to this id is gone; the same for single writers. */
  clearedUpTo: string | null;
  clearedUsers: ReadonlyMap<string, string>;
}

export const EMPTY: ChatState = {
  lines: [],
  fresh: [],
  unread: 0,
  paused: false,
  skipped: 0,
  pinned: null,
  rules: null,
  you: null,
  held: [],
  cleared: false,
  loaded: false,
  graves: [],
  clearedUpTo: null,
  clearedUsers: new Map(),
};

export type ChatAction =
  | { is: "history"; messages: readonly ChatMessage[] }
  /** The newest messages as the server has them: what it no longer has after the first of them, or at all, is gone. */
  | { is: "latest"; messages: readonly ChatMessage[]; isAll: boolean; known?: string | null }
  | { is: "message"; message: ChatMessage }
  | { is: "deleted"; id: string }
  | { is: "clear" }
  | { is: "clearUser"; userId: string }
  | { is: "sending"; line: Line }
  | { is: "sent"; clientId: string; message: ChatMessage }
  | { is: "failed"; clientId: string }
  | { is: "dropped"; clientId: string }
  | { is: "pause" }
  | { is: "resume" }
  | { is: "skipped"; count: number }
  | { is: "pinned"; message: ChatMessage | null }
  | { is: "rules"; rules: ChatRules }
  | { is: "you"; you: ChatYou }
  | { is: "held"; messages: readonly ChatMessage[] }
  | { is: "holding"; message: ChatMessage }
  | { is: "decided"; id: string };

/** What a chat is after this. */
export function reduce(state: ChatState, action: ChatAction): ChatState {
  switch (action.is) {
    case "history":
      return { ...action.messages.reduce(take, state), loaded: true };
    case "latest":
      return { ...action.messages.reduce(take, kept(state, action)), loaded: true };
    case "message":
      return take(state, action.message);
    case "deleted":
      return deleted(state, action.id);
    case "clear":
      return cleared(state);
    case "clearUser":
      return clearedUser(state, action.userId);
    case "sending":
      return { ...state, lines: cut([...without(state.lines, action.line.clientId), action.line]) };
    case "sent":
      return take({ ...state, lines: without(state.lines, action.clientId) }, action.message);
    case "failed":
      return {
        ...state,
        lines: state.lines.map((line) =>
          isEcho(line, action.clientId) ? { ...line, echo: "failed" } : line,
        ),
      };
    case "dropped":
      return { ...state, lines: without(state.lines, action.clientId) };
    case "pause":
      return state.paused ? state : { ...state, paused: true };
    case "resume":
      if (!state.paused) return state;
      return {
        ...state,
        paused: false,
        unread: 0,
        fresh: [],
        lines: cut(state.fresh.reduce(placed, state.lines)),
      };
    case "skipped":
      return { ...state, skipped: state.skipped + action.count };
    case "pinned":
      return { ...state, pinned: action.message };
    case "rules":
      return { ...state, rules: action.rules };
    case "you":
      return { ...state, you: action.you };
    case "held":
      return { ...state, held: action.messages };
    case "holding":
      return { ...state, held: [...state.held.filter(({ id }) => id !== action.message.id), action.message] };
    case "decided":
      return { ...state, held: state.held.filter(({ id }) => id !== action.id) };
  }
}

/** The newest id that is known: what is read next comes after it. */
export function newest(state: ChatState): string | null {
  const known = [...state.lines, ...state.fresh].filter((line) => !line.echo);
  return known.reduce<string | null>((last, { id }) => (last === null || id > last ? id : last), null);
}

/** One message more, at its place, unless it is there or gone. */
function take(state: ChatState, message: ChatMessage): ChatState {
  if (isGone(state, message)) return state;
  if (message.state === "DELETED") return deleted(state, message.id);
  const mine = message.clientId !== null && state.lines.some((line) => isEcho(line, message.clientId));
  const lines = mine ? without(state.lines, message.clientId) : state.lines;
  if (has(lines, message.id)) return { ...state, lines: replaced(lines, message) };
  if (has(state.fresh, message.id)) return { ...state, fresh: replaced(state.fresh, message) };
  const last = lines.findLast((line) => !line.echo);
  const next = { ...state, cleared: false };
  // The reader's place must not move: what comes now waits. Our own was asked for.
  if (state.paused && !mine && (!last || before(last, message))) {
    return { ...next, lines, unread: state.unread + 1, fresh: cut(placed(state.fresh, message)) };
  }
  return { ...next, lines: cut(placed(lines, message)) };
}

/** The newest page of the history, and the newest id that an earlier one had. */
type Latest = { messages: readonly ChatMessage[]; isAll: boolean; known?: string | null };

/**
 * Without what is no longer there: a deletion or a clearing may have been lost on the way. What came by itself since is
 * not in the history yet, perhaps, and stays.
 */
function kept(state: ChatState, { messages: latest, isAll, known }: Latest): ChatState {
  const first = isAll ? "" : (latest[0]?.id ?? "");
  const newest = latest.at(-1)?.id ?? "";
  const last = known && known > newest ? known : newest;
  const there = new Set(latest.map(({ id }) => id));
  const keep = (line: Line) =>
    line.echo !== undefined || line.id < first || line.id > last || there.has(line.id);
  const fresh = state.fresh.filter(keep);
  return {
    ...state,
    lines: state.lines.every(keep) ? state.lines : state.lines.filter(keep),
    fresh,
    unread: state.unread - (state.fresh.length - fresh.length),
  };
}

function deleted(state: ChatState, id: string): ChatState {
  const keep = (line: { id: string }) => line.id !== id;
  const waiting = state.fresh.some((line) => line.id === id) ? 1 : 0;
  return {
    ...state,
    lines: state.lines.map((line) =>
      keep(line) ? line : { ...line, text: null, state: "DELETED" as const },
    ),
    fresh: state.fresh.filter(keep),
    unread: state.unread - waiting,
    held: state.held.filter(keep),
    pinned: state.pinned?.id === id ? null : state.pinned,
    graves: [...state.graves, id].slice(-MOST_GRAVES),
  };
}

function cleared(state: ChatState): ChatState {
  return {
    ...state,
    // What we are just sending comes after it.
    lines: state.lines.filter((line) => line.echo),
    fresh: [],
    unread: 0,
    skipped: 0,
    cleared: true,
    clearedUpTo: newest(state) ?? state.clearedUpTo,
  };
}

function clearedUser(state: ChatState, userId: string): ChatState {
  const keep = (line: { userId: string; echo?: string }) => line.userId !== userId || line.echo !== undefined;
  const upTo = newest(state);
  const fresh = state.fresh.filter(keep);
  return {
    ...state,
    lines: state.lines.filter(keep),
    fresh,
    unread: state.unread - (state.fresh.length - fresh.length),
    held: state.held.filter(keep),
    pinned: state.pinned?.userId === userId ? null : state.pinned,
    clearedUsers: upTo === null ? state.clearedUsers : new Map([...state.clearedUsers, [userId, upTo]]),
  };
}

/** Whether a copy comes after its message was taken away. */
function isGone(state: ChatState, { id, userId }: ChatMessage): boolean {
  if (state.clearedUpTo !== null && id <= state.clearedUpTo) return true;
  const user = state.clearedUsers.get(userId);
  return (user !== undefined && id <= user) || state.graves.includes(id);
}

/** By time, then by id; what is being sent stands last. */
function before(one: Line, other: Line): boolean {
  if (one.echo !== other.echo) return other.echo !== undefined && one.echo === undefined;
  return one.sentAt === other.sentAt ? one.id < other.id : one.sentAt < other.sentAt;
}

/** Looked for from the end: nearly all come in order. */
function placed(lines: readonly Line[], line: Line): readonly Line[] {
  let at = lines.length;
  while (at > 0 && before(line, lines[at - 1] as Line)) at -= 1;
  return [...lines.slice(0, at), line, ...lines.slice(at)];
}

function replaced(lines: readonly Line[], message: ChatMessage): readonly Line[] {
  return lines.map((line) => (line.id === message.id && line.state !== "DELETED" ? message : line));
}

const has = (lines: readonly Line[], id: string) => lines.some((line) => line.id === id);
const isEcho = (line: Line, clientId: string | null) => line.echo !== undefined && line.clientId === clientId;
const without = (lines: readonly Line[], clientId: string | null) =>
  lines.filter((line) => !isEcho(line, clientId));
const cut = (lines: readonly Line[]) =>
  lines.length > MOST_LINES ? lines.slice(lines.length - MOST_LINES) : lines;
