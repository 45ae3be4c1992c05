import type { Stream } from "../stream/types.ts";
import type { Phase } from "./machine.ts";

/** What the player shows. */
export type Scene =
  | "loading"
  | "missing"
  | "blocked"
  | "offline"
  | "hosting"
  | "ended"
  | "withoutMedia"
  | "connecting"
  | "waiting"
  | "live"
  | "interrupted"
  | "reconnecting"
  | "lost"
  | "gaveUp"
  | "elsewhere"
  | "removed";

export interface Facts {
  /** Undefined while it is asked for; null where there is none for this viewer. */
  stream: Stream | null | undefined;
  phase: Phase;
  /** Whether frames come. */
  picture: boolean;
  /** Whether the viewer saw it live. */
  wasLive: boolean;
  withoutMedia: boolean;
}

/** What the player shows, of all that is known. The first that holds. */
export function scene({ stream, phase, picture, wasLive, withoutMedia }: Facts): Scene {
  if (phase.at === "blocked") return "blocked";
  if (stream === null || phase.at === "missing") return "missing";
  if (stream === undefined) return "loading";
  const hosting = stream.state === "offline" && stream.hosting ? stream.hosting : null;
  const shown = hosting ?? stream;
  if (shown.state === "offline") return wasLive ? "ended" : "offline";
  if (withoutMedia) return "withoutMedia";
  switch (phase.at) {
    case "elsewhere":
    case "removed":
    case "gaveUp":
      return phase.at;
    case "reconnecting":
      return "reconnecting";
    case "waiting":
      return "lost";
    case "idle":
    case "connecting":
      return "connecting";
    case "connected":
      break;
  }
  if (picture) return hosting ? "hosting" : "live";
  return shown.state === "interrupted" ? "interrupted" : "waiting";
}
