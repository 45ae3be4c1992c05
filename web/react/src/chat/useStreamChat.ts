import { newKey } from "@onair/client";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { useStreamRoom } from "../room/StreamRoom.tsx";
import { openTransport } from "./openTransport.ts";
import { lasts, type Refusal, refusalOf } from "./reasons.ts";
import { refusalNow } from "./refusalNow.ts";
import { type ChatAction, type ChatState, EMPTY, type Line, reduce } from "./store.ts";
import type { ChatTransport, Moderation } from "./transport.ts";

/** Drawn at most so often, however many messages come. */
const FRAME = 100;
const RETRY = 5_000;

export interface StreamChat extends Omit<ChatState, "fresh" | "graves" | "clearedUpTo" | "clearedUsers"> {
  hostId: string | null;
  /** Why one may not write now; null where one may. */
  refusal: Refusal | null;
  /** Whether one writes in the name of a user, or has to sign in for it. */
  isModerator: boolean;
  moderation: Moderation | null;
  /** Says it; throws what refused that message alone. */
  say: (text: string, replyTo?: Line | null) => Promise<void>;
  sayAgain: (line: Line) => void;
  drop: (line: Line) => void;
  /** The reader has scrolled up: what comes waits. */
  pause: () => void;
  resume: () => void;
}

/** The chat of the room around: by the API where the server has one, else by LiveKit alone. */
export function useStreamChat(): StreamChat {
  const { client, viewer, guestName, withoutMedia } = useOnAir();
  const { stream, host, connection } = useStreamRoom();
  const hostId = host?.userId ?? null;
  const viewerId = viewer?.id ?? null;
  const [state, tellMany] = useReducer(reduceMany, EMPTY);
  const [transport, setTransport] = useState<ChatTransport | null>(null);
  const [failed, setFailed] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const { tell, forget } = useBatched(tellMany);

  useEffect(() => {
    if (hostId === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const mine = (action: ChatAction) => {
      if (!stop.signal.aborted) tell(action);
    };
    const open = () =>
      openTransport({
        client,
        hostId,
        viewerId,
        guestName: viewerId === null ? guestName : null,
        tell: mine,
        signal: stop.signal,
      })
        .then((opened) => {
          if (!stop.signal.aborted) setTransport(opened);
        })
        .catch(() => {
          if (stop.signal.aborted) return;
          setFailed(true);
          timer = setTimeout(open, RETRY);
        });
    void open();
    return () => {
      stop.abort();
      clearTimeout(timer);
      setTransport(null);
      setFailed(false);
      setRefused(null);
      forget();
      tellMany("reset");
    };
  }, [client, hostId, viewerId, guestName, tell, forget]);

  const { room, pass, phase } = connection;
  const connected = phase.at === "connected" || phase.at === "reconnecting" ? room : null;
  useEffect(() => transport?.listen(connected, pass), [transport, connected, pass]);

  // A refusal that ends by itself is forgotten when it has.
  useEffect(() => {
    if (refused?.until == null) return;
    const timer = setTimeout(() => setRefused(null), Math.max(0, refused.until - Date.now()));
    return () => clearTimeout(timer);
  }, [refused]);

  const send = useCallback(
    async (line: Line) => {
      if (!transport || line.clientId === null) return;
      const { clientId } = line;
      tell({ is: "sending", line: { ...line, echo: "sending" } });
      try {
        const message = await transport.say({ text: line.text ?? "", clientId, replyTo: line.replyTo });
        tell({ is: "sent", clientId, message });
      } catch (thrown) {
        const refusal = refusalOf(thrown);
        if (!refusal) {
          tell({ is: "failed", clientId });
          return;
        }
        tell({ is: "dropped", clientId });
        if (lasts(refusal)) setRefused(refusal);
        throw thrown;
      }
    },
    [transport, tell],
  );

  const you = state.you;
  const say = useCallback(
    async (text: string, replyTo: Line | null = null) => {
      tell({ is: "resume" });
      const clientId = newKey();
      await send({
        id: `~${clientId}`,
        userId: you?.identity ?? viewerId ?? "",
        username: viewer?.username ?? null,
        name: viewer?.name ?? pass?.name ?? guestName,
        image: viewer?.image ?? null,
        roles: you?.role === "HOST" || you?.role === "MODERATOR" || you?.role === "VIP" ? [you.role] : [],
        text,
        replyTo: replyTo?.id ?? null,
        mentions: [],
        kind: "MESSAGE",
        state: "SENT",
        sentAt: new Date().toISOString(),
        deletedAt: null,
        clientId,
        echo: "sending",
      });
    },
    [send, tell, you, viewer, viewerId, pass, guestName],
  );
  const sayAgain = useCallback((line: Line) => void send(line).catch(() => {}), [send]);
  const drop = useCallback(
    (line: Line) => line.clientId !== null && tell({ is: "dropped", clientId: line.clientId }),
    [tell],
  );
  const pause = useCallback(() => tell({ is: "pause" }), [tell]);
  const resume = useCallback(() => tell({ is: "resume" }), [tell]);

  const isChatOn = state.rules?.isChatEnabled ?? host?.isChatEnabled ?? true;
  const api = transport?.moderation ?? null;
  const isModerator = api !== null && (you?.role === "HOST" || you?.role === "MODERATOR");
  const refusal = useMemo(
    () =>
      refusalNow({
        isGone: stream === null,
        isOffline: host?.state === "offline",
        isChatOn,
        isModerator,
        refused,
        you,
        opening: transport ? "open" : failed ? "failed" : "opening",
        isDirect: api === null,
        withoutMedia,
        phase: phase.at,
      }),
    [
      stream,
      host?.state,
      isChatOn,
      isModerator,
      refused,
      you,
      transport,
      failed,
      api,
      withoutMedia,
      phase.at,
    ],
  );
  const { fresh: _f, graves: _g, clearedUpTo: _c, clearedUsers: _u, ...shown } = state;
  return { ...shown, hostId, refusal, isModerator, moderation: api, say, sayAgain, drop, pause, resume };
}

function reduceMany(state: ChatState, actions: readonly ChatAction[] | "reset"): ChatState {
  return actions === "reset" ? EMPTY : actions.reduce(reduce, state);
}

/** Gathers what comes within one frame, so that a busy chat is drawn ten times a second and not a hundred. */
function useBatched(tellMany: (actions: readonly ChatAction[]) => void) {
  const waiting = useRef<ChatAction[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    waiting.current = [];
  }, []);
  useEffect(() => forget, [forget]);
  const tell = useCallback(
    (action: ChatAction) => {
      waiting.current.push(action);
      const flush = () => {
        const actions = waiting.current;
        forget();
        tellMany(actions);
      };
      // What the reader or writer does is seen at once.
      if (action.is === "sending" || action.is === "pause" || action.is === "resume") flush();
      else timer.current ??= setTimeout(flush, FRAME);
    },
    [tellMany, forget],
  );
  return { tell, forget };
}
