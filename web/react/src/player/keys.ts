import type { PlayerMessages } from "../messages/messages.ts";

/** What a key may do. */
export type Action = "play" | "mute" | "louder" | "quieter" | "fullscreen" | "theatre" | "pip" | "help";

export interface Shortcut {
  action: Action;
  /** The place on the keyboard (`KeyboardEvent.code`), so that it holds for every layout and script. */
  codes: readonly string[];
  /** The character, where the place of it differs between layouts. */
  character?: string;
  /** As the help writes it. */
  shown: readonly string[];
  says: (messages: PlayerMessages) => string;
}

/** The one list of keys: the help shows it, the player obeys it. */
export const SHORTCUTS: readonly Shortcut[] = [
  { action: "play", codes: ["Space", "KeyK"], shown: ["Space", "K"], says: (m) => `${m.play} / ${m.pause}` },
  { action: "mute", codes: ["KeyM"], shown: ["M"], says: (m) => `${m.mute} / ${m.unmute}` },
  { action: "louder", codes: ["ArrowUp"], shown: ["↑"], says: (m) => `${m.volume} +` },
  { action: "quieter", codes: ["ArrowDown"], shown: ["↓"], says: (m) => `${m.volume} −` },
  { action: "fullscreen", codes: ["KeyF"], shown: ["F"], says: (m) => m.fullscreen },
  { action: "theatre", codes: ["KeyT"], shown: ["T"], says: (m) => m.theatre },
  { action: "pip", codes: ["KeyI"], shown: ["I"], says: (m) => m.pip },
  { action: "help", codes: [], character: "?", shown: ["?"], says: (m) => m.keys },
];

/** What of a key press matters. */
export interface Press {
  code: string;
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

/** What a press asks for; null for one that is meant for something else. `on` is what has the focus. */
export function actionOf(
  press: Press,
  on: { writes: boolean; presses: boolean; slides: boolean },
): Action | null {
  if (press.altKey || press.ctrlKey || press.metaKey || press.isComposing || on.writes) return null;
  if (on.presses && (press.code === "Space" || press.code === "Enter")) return null;
  if (on.slides && press.code.startsWith("Arrow")) return null;
  const found = SHORTCUTS.find(
    ({ codes, character }) => codes.includes(press.code) || press.key === character,
  );
  return found?.action ?? null;
}

/** What an element does with keys by itself. */
export function takes(element: Element | null): { writes: boolean; presses: boolean; slides: boolean } {
  const is = (selector: string) => element?.closest(selector) != null;
  const writes = is(
    "input:not([type=range],[type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable]:not([contenteditable=false])",
  );
  const menu = is("[role=menu], [role=listbox], [role=tablist], dialog, [role=log]");
  return {
    writes,
    presses: is("button, a, summary, input, [role=button], [role=menuitem], [role=tab]"),
    slides: menu || is("input[type=range], [role=slider]"),
  };
}
