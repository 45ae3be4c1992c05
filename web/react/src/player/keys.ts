import type { PlayerMessages } from "../messages/messages.ts";

/** What a key may do. */
export type Action = "play" | "mute" | "louder" | "quieter" | "fullscreen" | "theatre" | "pip" | "help";
/** What a key may do besides, where there is a time line. */
export type Jump = "back" | "forth" | "farBack" | "farForth" | "toStart" | "toEnd";

/** Seconds of a jump. */
export const JUMPS: Readonly<Record<Exclude<Jump, "toStart" | "toEnd">, number>> = {
  back: -5,
  forth: 5,
  farBack: -10,
  farForth: 10,
};

export interface Shortcut<A extends string = Action> {
  action: A;
  /** The place on the keyboard (`KeyboardEvent.code`), so that it holds for every layout and script. */
  codes: readonly string[];
  /** The character, where the place of it differs between layouts. */
  character?: string;
  /** As the help writes it. */
  shown: readonly string[];
  says: (messages: PlayerMessages) => string;
}

/** The one list of keys: the help shows it, the live player obeys it. */
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

/** Those of a player with a time line. It runs from left to right in every language, and so do its arrows. */
export const RECORDED_SHORTCUTS: readonly Shortcut<Action | Jump>[] = [
  ...SHORTCUTS,
  { action: "back", codes: ["ArrowLeft"], shown: ["←"], says: (m) => m.jump(JUMPS.back) },
  { action: "forth", codes: ["ArrowRight"], shown: ["→"], says: (m) => m.jump(JUMPS.forth) },
  { action: "farBack", codes: ["KeyJ"], shown: ["J"], says: (m) => m.jump(JUMPS.farBack) },
  { action: "farForth", codes: ["KeyL"], shown: ["L"], says: (m) => m.jump(JUMPS.farForth) },
  { action: "toStart", codes: ["Home"], shown: ["Home"], says: (m) => m.toStart },
  { action: "toEnd", codes: ["End"], shown: ["End"], says: (m) => m.toEnd },
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

/** What a press asks for, of a list of keys; null for one that is meant for something else. `on` is what has the focus. */
export function actionOf<A extends string>(
  shortcuts: readonly Shortcut<A>[],
  press: Press,
  on: { writes: boolean; presses: boolean; slides: boolean },
): A | null {
  if (press.altKey || press.ctrlKey || press.metaKey || press.isComposing || on.writes) return null;
  if (on.presses && (press.code === "Space" || press.code === "Enter")) return null;
  if (on.slides && SLIDES.test(press.code)) return null;
  const found = shortcuts.find(
    ({ codes, character }) => codes.includes(press.code) || press.key === character,
  );
  return found?.action ?? null;
}

/** Keys that move a slider, or what is chosen in a list. */
const SLIDES = /^(Arrow|Home$|End$)/;
/** Keys that scroll the page, wherever the focus is. */
export const SCROLLS = /^(Space$|Arrow|Home$|End$)/;

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
