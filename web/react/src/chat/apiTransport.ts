import { ApiError } from "@onair/client";
import type { Pass } from "../room/connection.ts";
import type { Room } from "../room/livekit.ts";
import { relay } from "../room/relay.ts";
import { type Heard, heardMessage } from "./heard.ts";
import { PACKETS, packets } from "./packets.ts";
import type { ChatPorts, ChatTransport, Moderation, Saying } from "./transport.ts";
import type {
  ChatBan,
  ChatLogEntry,
  ChatMessage,
  ChatRanked,
  ChatReport,
  ChatRules,
  ChatTerm,
  ChatYou,
  UnbanRequest,
} from "./types.ts";

/** A second look at the history, for what was said while we joined. */
const SECOND_LOOK = 3_000;
/** Without a room the history is asked for so often; hidden pages ask at a sixth of it. */
const POLL = 4_000;
/** And rules at each of so many times: they change seldom, and a refusal says the same. */
const LOOK_EACH = 3;
const PAGE = 50;
/** So many pages of what was missed are read; the log keeps no more. */
const MOST_PAGES = 5;
/** A chat token is asked for anew so long before it ends. */
const EARLY = 30_000;

interface Answer<T> {
  data: T;
}

/** The API's chat: messages by POST, what happens by the room's packets, and by the history what they left out. */
export function apiTransport({
  client,
  hostId,
  viewerId,
  guestName,
  tell,
  signal,
}: ChatPorts): ChatTransport & { begin(): Promise<void> } {
  const base = `/api/chat/${encodeURIComponent(hostId)}`;
  const call = <T>(method: string, path: string, input: object = {}) =>
    client.request<Answer<T>>(method, base + path, { signal, ...input });
  let last: string | null = null;
  /** The newest message that a page of the history had. */
  let newestRead: string | null = null;
  let direct = false;
  let writes: { token: string; until: number } | null = null;

  const seen = (messages: readonly ChatMessage[]) => {
    for (const { id } of messages) if (last === null || id > last) last = id;
  };

  const page = async (after: string | null) =>
    (await call<ChatMessage[]>("GET", "/messages", { query: { limit: PAGE, after } })).data;

  /** Reads the newest messages, and before them what lies between them and the newest that was known. */
  async function read(): Promise<void> {
    const known = last;
    const latest = await page(null);
    if (known !== null && latest.length === PAGE) {
      let after = known;
      for (let pages = 0; pages < MOST_PAGES && after < (latest[0]?.id ?? ""); pages += 1) {
        const between = await page(after);
        tell({ is: "history", messages: between });
        after = between.at(-1)?.id ?? "~";
      }
    }
    seen(latest);
    tell({ is: "latest", messages: latest, isAll: latest.length < PAGE, known: newestRead });
    newestRead = latest.at(-1)?.id ?? newestRead;
  }

  const rules = (rules: ChatRules) => {
    direct = rules.isDirectChatAllowed ?? false;
    tell({ is: "rules", rules });
  };

  const catchUp = () => void read().catch(() => {});

  /** What holds, and what one may. */
  async function look(): Promise<void> {
    const { data } = await call<{ settings: ChatRules; pinned: ChatMessage | null; you: ChatYou }>("GET", "");
    rules(data.settings);
    tell({ is: "pinned", message: data.pinned });
    tell({ is: "you", you: data.you });
  }

  async function begin(): Promise<void> {
    await look();
    await read();
  }

  function listen(room: Room | null, pass: Pass | null): () => void {
    writes = pass?.chatToken
      ? { token: pass.chatToken, until: Date.parse(pass.chatTokenExpiresAt ?? "") || 0 }
      : writes;
    const take = packets({
      tell: (action) => {
        if (action.is === "message") seen([action.message]);
        if (action.is === "rules") rules(action.rules);
        else tell(action);
      },
      lost: catchUp,
    });
    if (!room) {
      const { end } = relay(hostId, viewerId, ({ topic, text }) => topic === PACKETS && take(text));
      let polls = 0;
      const timer = setInterval(() => {
        polls += 1;
        if (document.hidden && polls % 6 !== 0) return;
        catchUp();
        if (polls % LOOK_EACH === 0) void look().catch(() => {});
      }, POLL);
      return () => {
        clearInterval(timer);
        end();
      };
    }
    catchUp();
    const second = setTimeout(catchUp, SECOND_LOOK);
    let end = () => {};
    let ended = false;
    void import("./roomChat.ts").then(({ listenToPackets, listenToStreams }) => {
      if (ended) return;
      // Frontends of before write among themselves, where they still may: they are heard too.
      const hear = (heard: Heard) => {
        if (direct) tell({ is: "message", message: heardMessage(heard, hostId) });
      };
      const ends = [listenToPackets(room, take, catchUp), listenToStreams(room, hear, () => {})];
      end = () => {
        for (const each of ends) each();
      };
    });
    return () => {
      ended = true;
      clearTimeout(second);
      end();
    };
  }

  /** A chat token where there is a good one: it spares the API a look. Guests cannot write without. */
  async function authorization(): Promise<Record<string, string>> {
    if (writes && writes.until - Date.now() > EARLY) return { Authorization: `Bearer ${writes.token}` };
    writes = null;
    if (guestName === null) return {};
    const { data } = await call<{ chatToken: string; expiresAt: string }>("POST", "/token", {
      body: { guestName },
    });
    writes = { token: data.chatToken, until: Date.parse(data.expiresAt) };
    return { Authorization: `Bearer ${data.chatToken}` };
  }

  async function say(saying: Saying, again = true): Promise<ChatMessage> {
    const headers = await authorization();
    try {
      // A wait is for the page to show; the same `clientId` is said once, however often it is sent.
      return (await call<ChatMessage>("POST", "/messages", { body: saying, headers, maxWait: 0 })).data;
    } catch (thrown) {
      const refused = thrown instanceof ApiError && thrown.status === 401 && headers.Authorization;
      if (!refused || !again) throw thrown;
      writes = null;
      return say(saying, false);
    }
  }

  const enc = encodeURIComponent;
  const moderation: Moderation = {
    remove: async (id) => {
      await call("DELETE", `/messages/${enc(id)}`);
      tell({ is: "deleted", id });
    },
    clear: async () => {
      await call("DELETE", "/messages");
      tell({ is: "clear" });
    },
    ban: async (userId, seconds) => {
      await call("POST", "/bans", { body: seconds === null ? { userId } : { userId, seconds } });
    },
    unban: async (userId) => {
      await call("DELETE", `/bans/${enc(userId)}`);
    },
    bans: async () => (await call<ChatBan[]>("GET", "/bans", { query: { limit: 100 } })).data,
    held: async () =>
      tell({
        is: "held",
        messages: (await call<ChatMessage[]>("GET", "/held", { query: { limit: 100 } })).data,
      }),
    decide: async (id, approve) => {
      await call("POST", `/held/${enc(id)}/${approve ? "approve" : "deny"}`);
      tell({ is: "decided", id });
    },
    pin: async (id) => {
      if (id === null) await call("DELETE", "/pinned");
      else await call("PUT", "/pinned", { body: { messageId: id } });
    },
    announce: async (text) => {
      await call("POST", "/announcements", { body: { text } });
    },
    report: async (id, reason) => {
      await call("POST", `/messages/${enc(id)}/reports`, { body: { reason } });
    },
    reports: async () => (await call<ChatReport[]>("GET", "/reports", { query: { limit: 100 } })).data,
    dismiss: async (id) => {
      await call("POST", `/reports/${enc(id)}/dismiss`);
    },
    askBack: async (text) => {
      await call("POST", "/unban-requests", { body: { text } });
    },
    asks: async () => (await call<UnbanRequest[]>("GET", "/unban-requests", { query: { limit: 100 } })).data,
    decideAsk: async (id, approve) => {
      await call("POST", `/unban-requests/${enc(id)}/${approve ? "approve" : "deny"}`);
    },
    ranks: async () => {
      const query = { limit: 100 };
      const lists = ["/moderators", "/vips"].map((path) => call<ChatRanked[]>("GET", path, { query }));
      return (await Promise.all(lists)).flatMap(({ data }) => data);
    },
    rank: async (userId, rank, has) => {
      const list = rank === "MODERATOR" ? "moderators" : "vips";
      await call(has ? "PUT" : "DELETE", `/${list}/${enc(userId)}`);
    },
    terms: async () => (await call<ChatTerm[]>("GET", "/terms", { query: { limit: 100 } })).data,
    addTerm: async (text, action) =>
      (await call<ChatTerm>("POST", "/terms", { body: { text, action } })).data,
    removeTerm: async (id) => {
      await call("DELETE", `/terms/${enc(id)}`);
    },
    log: async () => (await call<ChatLogEntry[]>("GET", "/log", { query: { limit: 30 } })).data,
  };

  return { begin, listen, say, moderation };
}
