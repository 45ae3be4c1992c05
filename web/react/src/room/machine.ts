/** Where the connection to a room stands. */
export type Phase =
  /** Nobody wants it. */
  | { at: "idle" }
  | { at: "connecting" }
  | { at: "connected" }
  /** LiveKit's SDK tries by itself. */
  | { at: "reconnecting" }
  /** We try again, at `until` (milliseconds). */
  | { at: "waiting"; until: number }
  /** Another tab of the same viewer took over. */
  | { at: "elsewhere" }
  /** Put out, and again after coming back. */
  | { at: "removed" }
  | { at: "blocked" }
  | { at: "missing" }
  /** Tried often enough. */
  | { at: "gaveUp" };

/** Why a connection ended, by the name that LiveKit gives it. */
export type Reason =
  | "CLIENT_INITIATED"
  | "DUPLICATE_IDENTITY"
  | "PARTICIPANT_REMOVED"
  | "ROOM_DELETED"
  | "ROOM_CLOSED"
  | "OTHER";

export type Event =
  | { is: "wanted" }
  | { is: "unwanted" }
  | { is: "connected"; at: number }
  | { is: "reconnecting" }
  | { is: "reconnected" }
  | { is: "disconnected"; reason: Reason; at: number }
  /** A token was refused, or the connection could not be made. */
  | { is: "refused"; why: "blocked" | "missing" | "away"; at: number }
  | { is: "due" }
  /** The viewer's own word: *Try again*, *Watch here*. */
  | { is: "again" }
  /** The picture does not come though the connection stands: a new room. */
  | { is: "stalled"; at: number };

/** What is to be done now. */
export type Effect = "connect" | "disconnect" | "look";

export interface Machine {
  phase: Phase;
  /** Tries in a row without a connection that lasted. */
  tries: number;
  /** When it was last put out by the server. */
  removedAt: number | null;
  connectedAt: number | null;
  /** When the picture stood and a new room was made, lately. */
  stalls: readonly number[];
}

export const START: Machine = {
  phase: { at: "idle" },
  tries: 0,
  removedAt: null,
  connectedAt: null,
  stalls: [],
};

/** So many tries before the viewer is asked. */
const TRIES = 5;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** A connection that held so long has forgotten the failures before it. */
const LASTED = 20_000;
/** A picture that stands after so many new rooms within so long is one that does not move: it is left alone. */
const STALLS = 2;
const STALLS_WITHIN = 600_000;
/** Put out twice within this: it is meant. */
const AGAIN = 60_000;

/** What follows from an event: the next state, and what is to be done. `random` is in [0, 1). */
export function step(machine: Machine, event: Event, random = Math.random): [Machine, Effect[]] {
  const { phase } = machine;
  const active = phase.at !== "idle";
  const to = (next: Phase, ...effects: Effect[]): [Machine, Effect[]] => [
    { ...machine, phase: next },
    effects,
  ];
  const stay: [Machine, Effect[]] = [machine, []];

  /** Tries again after a pause that grows, with jitter, so that not all viewers come back at once. */
  const backOff = (at: number, ...effects: Effect[]): [Machine, Effect[]] => {
    const lasted = machine.connectedAt !== null && at - machine.connectedAt >= LASTED;
    const tries = lasted ? 1 : machine.tries + 1;
    const next = { ...machine, tries, connectedAt: null };
    if (tries > TRIES) return [{ ...next, phase: { at: "gaveUp" } }, effects];
    const pause = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * (0.5 + random());
    return [{ ...next, phase: { at: "waiting", until: at + pause } }, effects];
  };

  switch (event.is) {
    case "wanted":
      return active ? stay : [{ ...START, phase: { at: "connecting" } }, ["connect"]];
    case "unwanted":
      return active ? [START, ["disconnect"]] : stay;
    case "connected":
      if (phase.at !== "connecting") return stay;
      return [{ ...machine, phase: { at: "connected" }, connectedAt: event.at }, []];
    case "reconnecting":
      return phase.at === "connected" ? to({ at: "reconnecting" }) : stay;
    case "reconnected":
      return phase.at === "reconnecting" ? to({ at: "connected" }) : stay;
    case "refused":
      if (phase.at !== "connecting") return stay;
      if (event.why === "away") return backOff(event.at);
      return to({ at: event.why });
    case "disconnected":
      if (phase.at !== "connected" && phase.at !== "reconnecting") return stay;
      return ended(event.reason, event.at);
    case "due":
      return phase.at === "waiting" ? to({ at: "connecting" }, "connect") : stay;
    case "again":
      if (!active || phase.at === "connecting" || phase.at === "connected" || phase.at === "reconnecting")
        return stay;
      return [{ ...START, phase: { at: "connecting" } }, ["connect"]];
    case "stalled": {
      const lately = machine.stalls.filter((before) => event.at - before < STALLS_WITHIN);
      if (phase.at !== "connected" || lately.length >= STALLS) return stay;
      const [next, effects] = backOff(event.at, "disconnect");
      return [{ ...next, stalls: [...lately, event.at] }, effects];
    }
  }

  function ended(reason: Reason, at: number): [Machine, Effect[]] {
    switch (reason) {
      case "CLIENT_INITIATED":
        return stay;
      case "DUPLICATE_IDENTITY":
        // Never by itself: two tabs would throw each other out for ever.
        return to({ at: "elsewhere" });
      case "PARTICIPANT_REMOVED": {
        const meant = machine.removedAt !== null && at - machine.removedAt < AGAIN;
        if (meant) return to({ at: "removed" });
        // The next token tells whether it was a block.
        return [{ ...machine, removedAt: at, phase: { at: "connecting" } }, ["connect"]];
      }
      case "ROOM_DELETED":
      case "ROOM_CLOSED":
        return backOff(at, "look");
      case "OTHER":
        return backOff(at);
    }
  }
}
