import { ApiError, type OnAir } from "@onair/client";
import type { ChatMessage, Clip, Stream, Video } from "@onair/react";

const DAY = 86_400_000;
const hour = new Date(Date.now() - 4_325_000).toISOString();
const user = (username: string, name: string) => ({ id: `usr_${username}`, username, name, image: null });

/** A stream as the API has it. */
export function stream(username: string, name: string, more: Partial<Stream> = {}): Stream {
  return {
    id: `usr_${username}`,
    userId: `usr_${username}`,
    title: `${name} plays`,
    description: null,
    thumbnail: null,
    preview: null,
    isLive: true,
    state: "live",
    startedAt: hour,
    viewerCount: 123,
    isChatEnabled: true,
    isChatDelayed: false,
    isChatFollowersOnly: false,
    tags: [],
    hosting: null,
    createdAt: hour,
    updatedAt: hour,
    user: user(username, name),
    ...more,
  };
}

export const STREAMS: Stream[] = [
  stream("alice", "Alice", {
    title: "Building a synthesizer from scratch, in one night",
    viewerCount: 12_430,
    tags: ["synth", "diy", "english"],
  }),
  stream("maria", "María José Fernández de la Vega y Castellanos", {
    title:
      "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung und andere lange Wörter, die niemand je in einem Titel erwartet hätte",
    viewerCount: 1,
    tags: ["deutsch", "sprache", "lang"],
  }),
  stream("omar", "عمر", { title: "طبخ المنسف على الطريقة التقليدية", viewerCount: 987_654 }),
  stream("kenji", "けんじ🎸", { title: "ギター練習", viewerCount: 0, state: "interrupted", isLive: false }),
  stream("bob", "Bob", {
    title: "Untitled Stream",
    isLive: false,
    state: "offline",
    startedAt: null,
    viewerCount: 0,
  }),
];

/** A video as the API has it. */
export function video(id: string, title: string, more: Partial<Video> = {}): Video {
  return {
    id,
    title,
    description: null,
    state: "READY",
    visibility: "PUBLIC",
    startedAt: new Date(Date.now() - DAY).toISOString(),
    duration: 3_723.4,
    thumbnail: null,
    markers: [
      { id: "m1", offset: 0, text: "Hello", isChapter: true },
      { id: "m2", offset: 900, text: "The first oscillator", isChapter: true },
      { id: "m3", offset: 1_200.5, text: "It sings!", isChapter: false },
      {
        id: "m4",
        offset: 2_700,
        text: "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen und andere lange Wörter",
        isChapter: true,
      },
    ],
    isKept: false,
    expiresAt: new Date(Date.now() + 13 * DAY).toISOString(),
    userId: "usr_alice",
    user: user("alice", "Alice"),
    ...more,
  };
}

/** A clip as the API has it. */
export function clip(id: string, title: string, more: Partial<Clip> = {}): Clip {
  return {
    id,
    kind: "CLIP",
    state: "READY",
    reason: null,
    title,
    vodId: "ready",
    offset: 1_200.5,
    duration: 30,
    thumbnail: null,
    visibility: "PUBLIC",
    createdAt: hour,
    author: user("bob", "Bob"),
    user: user("alice", "Alice"),
    ...more,
  };
}

export const RECORDED: (Video | Clip)[] = [
  video("ready", "Building a synthesizer from scratch, in one night"),
  video("recording", "طبخ المنسف على الطريقة التقليدية", { state: "RECORDING", userId: "usr_omar" }),
  clip("clip", "It sings!"),
  clip(
    "highlight",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung und andere lange Wörter",
    { kind: "HIGHLIGHT", duration: 312 },
  ),
  clip("made", "Just now", { state: "PROCESSING" }),
];

let count = 0;

/** A message as the API has it. */
export function message(
  username: string,
  name: string,
  text: string | null,
  more: Partial<ChatMessage> = {},
): ChatMessage {
  count += 1;
  return {
    id: `01H${String(count).padStart(8, "0")}`,
    userId: `usr_${username}`,
    username,
    name,
    image: null,
    roles: [],
    text,
    replyTo: null,
    mentions: [],
    kind: "MESSAGE",
    state: text === null ? "DELETED" : "SENT",
    sentAt: new Date(Date.now() - DAY / 24 + count * 1_000).toISOString(),
    deletedAt: null,
    clientId: null,
    ...more,
  };
}

const first = message("bob", "Bob", "what filter is that?");
const HISTORY: ChatMessage[] = [
  message("carla", "Carla", "hello everybody 👋", { roles: ["FOLLOWER"] }),
  first,
  message(
    "alice",
    "Alice",
    "A Moog ladder, see https://example.com/a/very/long/address/that/does/not/fit/on/one/line?with=a&query=too",
    { roles: ["HOST"], replyTo: first.id },
  ),
  message(
    "dave",
    "Dave with a name that is rather long for a chat",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsparagraph",
  ),
  message("omar", "عمر", "مرحبا بالجميع"),
  message("eve", "Eve", null),
  message("mod", "Mo", "@me please keep it friendly", { roles: ["MODERATOR"], mentions: ["usr_me"] }),
  message("vip", "Vera", "this sounds so good", { roles: ["VIP"] }),
  message("alice", "Alice", "Break in five minutes, then the second oscillator.", {
    roles: ["HOST"],
    kind: "ANNOUNCEMENT",
  }),
  ...Array.from({ length: 6 }, (_, n) =>
    message(
      `viewer${n}`,
      `Viewer ${n}`,
      ["nice", "so warm", "🔥🔥", "can you play the bass again?", "first time here", "greetings from Lisbon"][
        n
      ] ?? "",
    ),
  ),
];

const rules = {
  isChatEnabled: true,
  isChatDelayed: true,
  isChatFollowersOnly: false,
  isDirectChatAllowed: false,
  slowModeSeconds: 10,
  followersOnlyMinutes: null,
  delaySeconds: null,
  isEmoteOnly: false,
  isUnique: false,
  areLinksAllowed: true,
  mayGuestsWrite: true,
  autoModLevel: 1,
};

export interface Wish {
  stream?: Stream | null;
  role?: "HOST" | "MODERATOR" | "VIEWER";
  /** Why one may not write. */
  code?: "FOLLOWERS_ONLY" | "CHAT_OFF" | "BANNED" | "GUESTS_OFF";
  messages?: ChatMessage[];
  application?: "PENDING" | "REJECTED" | "none";
  /** Tokens are given: the rooms of live.ts open with them. */
  tokens?: boolean;
}

/** An API of its own in the page. */
export function fakeClient(wish: Wish = {}): OnAir {
  const history = wish.messages ?? [...HISTORY];
  const until = new Date(Date.now() + 7 * 60_000).toISOString();
  const you = {
    identity: "usr_me",
    role: wish.role ?? "VIEWER",
    canWrite: !wish.code,
    code: wish.code ?? null,
    until: wish.code === "FOLLOWERS_ONLY" ? until : null,
  };
  const refuse = (status: number, error: string): never => {
    throw new ApiError(status, { error });
  };
  const never = () => new Promise<never>(() => {});
  const calls: Record<string, (input: never) => unknown> = {
    getStream: () =>
      wish.stream === null ? refuse(404, "Stream not found") : { data: wish.stream ?? STREAMS[0] },
    createToken: () =>
      wish.tokens
        ? { data: { token: "t", wsUrl: "ws://simulated", identity: "usr_me", name: "Me" } }
        : never(),
    getFollow: () => ({ data: { isFollowing: false } }),
    follow: () => ({}),
    unfollow: () => refuse(503, "Service unavailable"),
    createClip: () => refuse(409, "Not recorded"),
    createPlayback: ({ path }: { path: { vodId: string } }) => {
      const refusals: Record<string, [number, string]> = {
        followers: [403, "Followers only"],
        making: [409, "Video not ready"],
        gone: [404, "Video not found"],
      };
      return refuse(...(refusals[path.vodId] ?? [503, "Service unavailable"]));
    },
    createIngress: () => ({
      data: {
        ingressId: "IN_1",
        serverUrl: "rtmp://live.example.com:1935/live",
        streamKey: "8f4b2c9e77d14a",
        userId: "usr_alice",
      },
    }),
    deleteIngress: () => ({}),
    updateInfo: () => {
      throw new ApiError(400, {
        error: "Validation error",
        details: [{ field: "thumbnail", message: "must be an http or https URL" }],
      });
    },
    getApplication: () =>
      wish.application === "none"
        ? refuse(404, "Application not found")
        : {
            data: {
              status: wish.application ?? "PENDING",
              bio: "I build synthesizers on camera.",
              categories: ["MUSIC"],
              rejectionReason: "Tell us more about what you stream.",
            },
          },
  };
  const request = async (
    method: string,
    path: string,
    input: { body?: { text?: string; clientId?: string }; query?: { after?: string | null } } = {},
  ) => {
    if (path.endsWith("/messages") && method === "GET")
      return { data: history.filter(({ id }) => !input.query?.after || id > input.query.after) };
    if (path.endsWith("/messages") && method === "POST") {
      const said = message("me", "Me", input.body?.text ?? "", { clientId: input.body?.clientId ?? null });
      history.push(said);
      return { data: said };
    }

    if (path.endsWith("/held"))
      return { data: wish.role ? [message("spam", "Spammer", "buy followers now", { state: "HELD" })] : [] };
    if (path.endsWith("/moderators")) return { data: [{ userId: "usr_mo", role: "MODERATOR" }] };
    if (path.endsWith("/vips")) return { data: [{ userId: "usr_vera", role: "VIP" }] };
    if (path.endsWith("/reports") && method === "GET") {
      const pointedAt = message("troll", "Troll", "nobody likes your songs, and nobody will");
      const report = {
        id: "1",
        message: pointedAt,
        reason: "insults",
        reportedBy: "usr_bob",
        createdAt: hour,
      };
      return { data: [report] };
    }
    if (path.endsWith("/unban-requests") && method === "GET") {
      const text = "It was late, and I am sorry. May I come back?";
      const asked = { id: "1", userId: "usr_rex", name: "Rex", text, banReason: "spam", createdAt: hour };
      return { data: [asked] };
    }
    if (path.endsWith("/terms")) {
      const terms = [
        { id: "1", text: "buy followers", action: "BLOCK" },
        { id: "2", text: "casino*", action: "HOLD" },
      ];
      return { data: method === "GET" ? terms : { id: "3", action: "BLOCK", ...input.body } };
    }
    if (path.endsWith("/log"))
      return {
        data: [
          {
            id: "2",
            action: "BANNED",
            by: "usr_mo",
            userId: "usr_troll",
            text: null,
            reason: "insults",
            at: hour,
          },
          {
            id: "1",
            action: "TERM_SET",
            by: "usr_alice",
            userId: null,
            text: "casino*",
            reason: null,
            at: hour,
          },
        ],
      };
    if (path.endsWith("/bans"))
      return {
        data: [
          {
            userId: "usr_troll",
            name: "Troll",
            until: null,
            reason: "insults",
            by: "usr_alice",
            createdAt: hour,
          },
        ],
      };
    if (method === "GET") return { data: { settings: rules, pinned: wish.role ? history[2] : null, you } };
    return { data: rules };
  };
  return new Proxy({ request } as unknown as OnAir, {
    get: (target, name: string) =>
      name === "request" ? target.request : async (input: never) => calls[name]?.(input),
  });
}
