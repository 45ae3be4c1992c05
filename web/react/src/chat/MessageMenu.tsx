import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { span } from "../ui/format.ts";
import styles from "./MessageMenu.module.css";
import type { Line } from "./store.ts";
import type { ChatRank } from "./types.ts";
import type { Act } from "./useAct.ts";
import type { StreamChat } from "./useStreamChat.ts";

const TIMEOUTS = [60, 600, 3_600, 86_400] as const;
const RANKS = ["MODERATOR", "VIP"] as const;
const GAP = 4;
const EDGE = 8;

interface MessageMenuProps {
  chat: StreamChat;
  line: Line;
  /** The button that opened it. */
  anchor: HTMLElement;
  me: string | null;
  act: Act;
  onReply: (line: Line) => void;
  onClose: () => void;
}

/** What one may do with a message: the moderators' part only for them, and not on one another. */
export function MessageMenu({ chat, line, anchor, me, act, onReply, onClose }: MessageMenuProps) {
  const { messages, locale, viewer } = useOnAir();
  const m = messages.chat;
  const menu = useRef<HTMLDivElement>(null);
  const { moderation, isModerator, refusal } = chat;
  const mine = line.userId === me;
  const rank = line.roles.includes("HOST") || line.roles.includes("MODERATOR");
  // Guests have none.
  const ranks = chat.you?.role === "HOST" && !mine && line.username !== null && !line.roles.includes("HOST");
  const has = (to: ChatRank) => line.roles.includes(to);
  const over = moderation !== null && isModerator && !mine && !rank;

  useEffect(() => {
    const before = document.activeElement;
    const box = menu.current;
    if (box) {
      const at = anchor.getBoundingClientRect();
      // It stands outside of the theme's element.
      const theme = anchor.closest("[data-onair-theme]")?.getAttribute("data-onair-theme");
      if (theme) box.setAttribute("data-onair-theme", theme);
      // Above or below the button, wherever there is room, and never out of the window.
      const { innerWidth, innerHeight } = window;
      const { width, height } = box.getBoundingClientRect();
      const below = at.bottom + GAP + height <= innerHeight - EDGE;
      box.style.top = `${Math.max(EDGE, below ? at.bottom + GAP : at.top - GAP - height)}px`;
      box.style.left = `${Math.min(Math.max(EDGE, at.right - width), innerWidth - width - EDGE)}px`;
      box.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    }
    return () => (before instanceof HTMLElement && before.isConnected ? before.focus() : undefined);
  }, [anchor]);

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", outside);
    window.addEventListener("resize", onClose);
    return () => {
      document.removeEventListener("pointerdown", outside);
      window.removeEventListener("resize", onClose);
    };
  }, [onClose]);

  const item = (text: string, run: () => void, harsh = false) => (
    <button
      key={text}
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={harsh ? styles.harsh : undefined}
      onClick={() => {
        onClose();
        run();
      }}
    >
      {text}
    </button>
  );
  const items = [
    moderation && !refusal && item(m.reply, () => onReply(line)),
    item(messages.copy, () => void navigator.clipboard?.writeText(line.text ?? "")),
    moderation && isModerator && item(m.pin, () => void act(() => moderation.pin(line.id))),
    moderation &&
      (mine || (isModerator && !rank)) &&
      item(m.delete, () => void act(() => moderation.remove(line.id))),
    ...TIMEOUTS.map(
      (seconds) =>
        over &&
        item(m.timeout(span(seconds, locale)), () => void act(() => moderation.ban(line.userId, seconds))),
    ),
    over && item(m.ban, () => void act(() => moderation.ban(line.userId, null)), true),
    ...RANKS.map(
      (to) =>
        moderation &&
        ranks &&
        item(
          has(to) ? m.takes[to] : m.makes[to],
          () => void act(() => moderation.rank(line.userId, to, !has(to)), m.ranked),
        ),
    ),
    moderation &&
      viewer &&
      !mine &&
      !isModerator &&
      item(m.report, () => void act(() => moderation.report(line.id, line.text ?? line.id), m.reported)),
  ].filter(Boolean);

  return createPortal(
    <div
      ref={menu}
      role="menu"
      aria-label={m.actions(line.name)}
      className={styles.menu}
      tabIndex={-1}
      onKeyDown={(event) => {
        const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
        const now = all.indexOf(document.activeElement as HTMLElement);
        const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
        if (event.key === "Escape" || event.key === "Tab") {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        } else if (to !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          all.at(to % all.length)?.focus();
        }
      }}
    >
      {items}
    </div>,
    // In full screen only what stands in it is seen.
    document.fullscreenElement ?? document.body,
  );
}
