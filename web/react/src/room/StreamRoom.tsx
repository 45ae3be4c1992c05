import { isApiError } from "@onair/client";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { Stream } from "../stream/types.ts";
import { Connection, type Pass, type Snapshot } from "./connection.ts";
import type { Room } from "./livekit.ts";
import { passedInto, type Raid, raidInto, raidOf } from "./raid.ts";
import { relay } from "./relay.ts";
import { useStream } from "./useStream.ts";

export interface StreamRoomValue {
  /** The stream of the page: undefined while it is asked for, null where there is none for this viewer. */
  stream: Stream | null | undefined;
  /** Whose room it is: the stream's own, or that of the hosted one. */
  host: Stream | null;
  connection: Snapshot<Room>;
  /** Where the room's viewers are sent, while it says so. */
  raid: Raid | null;
  /** Asks for the stream's state now. */
  look: () => void;
  /** Connects now: *Try again*, *Watch here*. */
  again: () => void;
  /** A new room: the picture stands. */
  stalled: () => void;
}

const Context = createContext<StreamRoomValue | null>(null);

export interface StreamRoomProps {
  username: string;
  /**
   * Whether it joins the room, as it does unless said otherwise. One that does not has no player; its chat hears what another
   * page of this browser tells that is in the room, and asks the API for the rest.
   */
  joins?: boolean;
  children: ReactNode;
}

/** A stream and the one connection to its room, for the player, the chat and whatever of a page's own stands in it. */
export function StreamRoom({ username, joins = true, children }: StreamRoomProps) {
  const { client, viewer, guestName, withoutMedia } = useOnAir();
  const { stream: polled, look } = useStream(username);
  const [told, setTold] = useState<Told | null>(null);

  const stream = useMemo(() => polled && merged(polled, told), [polled, told]);
  const host = (stream?.state === "offline" ? stream.hosting : null) ?? stream ?? null;
  const hostId = host?.userId;
  const viewerId = viewer?.id;

  const connection = useMemo(() => {
    void viewerId;
    return new Connection<Room>({
      pass: async (signal) => {
        const of = hostId ?? "";
        const body = { hostId: of, guestName: viewerId ? undefined : guestName, ...raidInto(of) };
        const pass = (await client.createToken({ body, signal })).data as Pass;
        passedInto(of, pass.chatToken);
        return pass;
      },
      room: async (news) => (await import("./livekit.ts")).makeRoom(news),
      why: (thrown) => {
        if (isApiError(thrown, "You are blocked by this creator")) return "blocked";
        return isApiError(thrown) && thrown.status === 404 ? "missing" : "away";
      },
      look,
    });
  }, [client, hostId, viewerId, guestName, look]);

  const snapshot = useSyncExternalStore(connection.subscribe, connection.snapshot, connection.snapshot);
  const onAir = host !== null && host.state !== "offline";
  const wanted = joins && hostId !== undefined && !withoutMedia && onAir;
  useEffect(() => {
    connection.want(wanted);
  }, [connection, wanted]);
  useEffect(() => () => connection.want(false), [connection]);

  const { room } = snapshot;
  const connected = snapshot.phase.at === "connected";
  useEffect(() => {
    if (!room || !hostId || !connected) return;
    const { tell, end: silence } = relay(hostId, viewerId ?? null);
    let end = () => {};
    let ended = false;
    void import("./livekit.ts").then(({ watchRoom }) => {
      if (ended) return;
      end = watchRoom(room, hostId, {
        publisher: look,
        metadata: (text) => setTold({ of: hostId, text }),
        packet: tell,
      });
    });
    return () => {
      ended = true;
      end();
      silence();
    };
  }, [room, hostId, viewerId, connected, look]);

  const raid = useMemo(() => (told && told.of === hostId ? raidOf(told.text) : null), [told, hostId]);
  const value = useMemo(
    () => ({
      stream,
      host,
      connection: snapshot,
      raid,
      look,
      again: connection.again,
      stalled: connection.stalled,
    }),
    [stream, host, snapshot, raid, look, connection],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** What `StreamRoom` gives. Throws outside of one. */
export function useStreamRoom(): StreamRoomValue {
  const value = useContext(Context);
  if (!value) throw new Error("This component needs a <StreamRoom> around it");
  return value;
}

/** What `StreamRoom` gives, if there is one. */
export function useMaybeStreamRoom(): StreamRoomValue | null {
  return useContext(Context);
}

/** What a room's metadata told, and whose room it is. */
interface Told {
  of: string;
  text: string;
}

const TOLD_AT_ONCE = [
  "title",
  "description",
  "thumbnail",
  "tags",
  "isChatEnabled",
  "isChatDelayed",
  "isChatFollowersOnly",
] as const;

/** The stream with what the room told since: metadata come at once, the API's answer is up to some seconds old. */
function merged(stream: Stream, told: Told | null): Stream {
  if (told?.of !== stream.userId || stream.state === "offline") return stream;
  try {
    const metadata: unknown = JSON.parse(told.text);
    if (typeof metadata !== "object" || metadata === null) return stream;
    const news = Object.entries(metadata).filter(([name]) =>
      (TOLD_AT_ONCE as readonly string[]).includes(name),
    );
    return { ...stream, ...Object.fromEntries(news) };
  } catch {
    return stream;
  }
}
