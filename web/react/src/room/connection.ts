import { type Effect, type Event, type Phase, type Reason, START, step } from "./machine.ts";
import { serial } from "./serial.ts";

/** A way into a room, as the API gives it. */
export interface Pass {
  token: string;
  wsUrl: string;
  identity: string;
  name: string;
  /** To write in the chat as this identity, where the server has a chat of its own. */
  chatToken?: string | null;
  chatTokenExpiresAt?: string | null;
}

/** What the connection needs of LiveKit's room. */
export interface RoomPort {
  connect(wsUrl: string, token: string): Promise<void>;
  disconnect(): Promise<void>;
}

/** What a room tells the connection. */
export interface RoomNews {
  reconnecting(): void;
  reconnected(): void;
  disconnected(reason: Reason): void;
}

export interface ConnectionPorts<R extends RoomPort> {
  /** Asks for a token. */
  pass(signal: AbortSignal): Promise<Pass>;
  /** Makes a room, and lets it tell. */
  room(news: RoomNews): Promise<R>;
  /** What a refusal of the pass or the room means. */
  why(thrown: unknown): "blocked" | "missing" | "away";
  /** Asks for the stream's state: the room is gone. */
  look(): void;
  now?: () => number;
  random?: () => number;
}

/** What there is to see of a connection. A new object at each change. */
export interface Snapshot<R> {
  phase: Phase;
  /** While it stands, also while the SDK reconnects. */
  room: R | null;
  /** With what it was made. */
  pass: Pass | null;
}

/**
 * One viewer's connection to one room, over as many rooms of the SDK as it takes. Pure rules in `machine.ts`; here they
 * meet time and network. Connects and disconnects run one after another, so that React may mount twice.
 */
export class Connection<R extends RoomPort> {
  readonly #ports: ConnectionPorts<R>;
  readonly #queue = serial();
  readonly #listeners = new Set<() => void>();
  #machine = START;
  #snapshot: Snapshot<R> = { phase: START.phase, room: null, pass: null };
  #room: R | null = null;
  #attempt: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ConnectionPorts<R>) {
    this.#ports = ports;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot<R> => this.#snapshot;

  /** Whether somebody is to be in the room. */
  want(wanted: boolean): void {
    this.#happen({ is: wanted ? "wanted" : "unwanted" });
  }

  /** *Try again*, *Watch here*. */
  readonly again = (): void => this.#happen({ is: "again" });

  /** There is sound and no picture: a new room. */
  readonly stalled = (): void => this.#happen({ is: "stalled", at: this.#now() });

  /** Resolves when nothing is under way: for tests, and for leaving in order. */
  idle(): Promise<void> {
    return this.#queue(async () => {});
  }

  #now(): number {
    return this.#ports.now?.() ?? Date.now();
  }

  #happen(event: Event): void {
    const [next, effects] = step(this.#machine, event, this.#ports.random);
    if (next === this.#machine) return;
    this.#machine = next;
    clearTimeout(this.#timer);
    if (next.phase.at === "waiting") {
      this.#timer = setTimeout(
        () => this.#happen({ is: "due" }),
        Math.max(0, next.phase.until - this.#now()),
      );
    }
    if (next.phase.at !== "connected" && next.phase.at !== "reconnecting" && next.phase.at !== "connecting") {
      this.#leave();
    }
    for (const effect of effects) this.#do(effect);
    this.#show({});
  }

  #do(effect: Effect): void {
    if (effect === "connect") {
      this.#leave();
      const attempt = new AbortController();
      this.#attempt = attempt;
      void this.#queue(() => this.#connect(attempt.signal));
    } else if (effect === "disconnect") {
      this.#leave();
    } else {
      this.#ports.look();
    }
  }

  /** Ends what is under way or stands. */
  #leave(): void {
    this.#attempt?.abort();
    this.#attempt = null;
    const room = this.#room;
    this.#room = null;
    if (room) void this.#queue(() => room.disconnect().catch(() => {}));
  }

  async #connect(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let room: R | null = null;
    const mine = (event: Event) => {
      if (!signal.aborted) this.#happen(event);
    };
    try {
      const news: RoomNews = {
        reconnecting: () => mine({ is: "reconnecting" }),
        reconnected: () => mine({ is: "reconnected" }),
        disconnected: (reason) => {
          if (this.#room === room) this.#room = null;
          mine({ is: "disconnected", reason, at: this.#now() });
        },
      };
      const [made, pass] = await Promise.all([this.#ports.room(news), this.#ports.pass(signal)]);
      room = made;
      if (signal.aborted) return;
      await made.connect(pass.wsUrl, pass.token);
      if (signal.aborted) {
        await made.disconnect().catch(() => {});
        return;
      }
      this.#room = made;
      this.#show({ pass });
      mine({ is: "connected", at: this.#now() });
    } catch (thrown) {
      await room?.disconnect().catch(() => {});
      mine({ is: "refused", why: this.#ports.why(thrown), at: this.#now() });
    }
  }

  #show(more: Partial<Snapshot<R>>): void {
    this.#snapshot = { ...this.#snapshot, ...more, phase: this.#machine.phase, room: this.#room };
    for (const listener of this.#listeners) listener();
  }
}
