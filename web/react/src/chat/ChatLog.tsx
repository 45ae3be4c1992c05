import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ChatReason } from "../messages/messages.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Announcer } from "./Announcer.tsx";
import { ChatLine } from "./ChatLine.tsx";
import styles from "./ChatLog.module.css";
import { MessageMenu } from "./MessageMenu.tsx";
import type { Line } from "./store.ts";
import type { Act } from "./useAct.ts";
import type { StreamChat } from "./useStreamChat.ts";

/** There are no messages behind these. */
const UNOPENED: ReadonlySet<ChatReason> = new Set(["OFFLINE", "OTHER", "AWAY", "NO_CHAT"]);
/** Nearer to the end than this, one reads along. */
const NEAR = 32;

interface ChatLogProps {
  chat: StreamChat;
  act: Act;
  onReply: (line: Line) => void;
}

/** The messages. Who scrolls up, or goes in by keyboard, reads in peace; what comes meanwhile is counted. */
export function ChatLog({ chat, act, onReply }: ChatLogProps) {
  const { messages, viewer } = useOnAir();
  const m = messages.chat;
  const { lines, paused, pause, resume, unread, you } = chat;
  const log = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ line: Line; anchor: HTMLElement } | null>(null);
  const me = you?.identity ?? viewer?.id ?? null;

  const toEnd = useCallback(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the lines moves the end
  useLayoutEffect(() => {
    if (!paused) toEnd();
  }, [lines, paused, toEnd]);

  useEffect(() => {
    const box = log.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      if (!paused) toEnd();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [paused, toEnd]);

  const scrolled = () => {
    const box = log.current;
    if (!box) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR;
    if (!near) pause();
    else if (!box.contains(document.activeElement)) resume();
  };

  /** Arrows go from message to message; Enter opens what one may do with it. */
  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-line]")];
    const at = all.findIndex((line) => line.contains(document.activeElement));
    const to = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      pause();
      all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
    } else if (event.key === "Enter" && all[at] === document.activeElement) {
      event.preventDefault();
      all[at]?.querySelector<HTMLElement>("[aria-haspopup]")?.click();
    } else if (event.key === "Escape") {
      event.currentTarget.focus();
      resume();
    }
  };

  const opened = useCallback((line: Line, anchor: HTMLElement) => setMenu({ line, anchor }), []);
  const closed = useCallback(() => setMenu(null), []);
  const byId = new Map(lines.map((line) => [line.id, line]));
  return (
    <div className={styles.frame}>
      <div
        ref={log}
        className={styles.log}
        role="log"
        // What is new is announced in one place, and not at every line.
        aria-live="off"
        aria-label={m.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
        onScroll={scrolled}
        onKeyDown={pressed}
        onFocus={(event) => {
          if (event.target !== event.currentTarget) pause();
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) scrolled();
        }}
      >
        {lines.length === 0 && <Empty chat={chat} />}
        {lines.map((line) => (
          <ChatLine
            key={line.clientId ?? line.id}
            line={line}
            parent={line.replyTo === null ? undefined : (byId.get(line.replyTo) ?? null)}
            mentioned={
              me !== null &&
              (line.mentions.includes(me) || byId.get(line.replyTo ?? "")?.userId === me) &&
              line.userId !== me
            }
            onMenu={opened}
            onAgain={chat.sayAgain}
            onDrop={chat.drop}
          />
        ))}
        {chat.skipped > 0 && <p className={styles.note}>{m.skipped(chat.skipped)}</p>}
      </div>
      {paused && (
        <button
          type="button"
          className={styles.unread}
          onClick={() => {
            log.current?.focus();
            resume();
            toEnd();
          }}
        >
          <Icon name="down" size={16} />
          {unread > 0 && m.unread(unread)}
          {unread === 0 && <span className={styles.hidden}>{m.unread(0)}</span>}
        </button>
      )}
      {menu && (
        <MessageMenu
          chat={chat}
          line={menu.line}
          anchor={menu.anchor}
          me={me}
          act={act}
          onReply={onReply}
          onClose={closed}
        />
      )}
      <Announcer lines={lines} me={me} />
    </div>
  );
}

function Empty({ chat }: { chat: StreamChat }) {
  const { messages } = useOnAir();
  const m = messages.chat;
  if (chat.cleared) return <p className={styles.note}>{m.cleared}</p>;
  // What is not coming has no place kept for it.
  if (!chat.loaded && chat.refusal && UNOPENED.has(chat.refusal.code)) return null;
  if (!chat.loaded) {
    return (
      <div key="loading" className={styles.skeleton} role="status" aria-label={m.loading}>
        {[70, 45, 85, 60, 35].map((width) => (
          <span key={width} style={{ inlineSize: `${width}%` }} />
        ))}
      </div>
    );
  }
  return (
    // An element of its own: the bars of before do not move here.
    <div key="empty" className={styles.empty}>
      <p>{m.empty}</p>
      {!chat.refusal && <p className={styles.hint}>{m.emptyHint}</p>}
    </div>
  );
}
