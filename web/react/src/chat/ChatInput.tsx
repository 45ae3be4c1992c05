import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { useNow } from "../ui/clock.ts";
import { AskBack } from "./AskBack.tsx";
import styles from "./ChatInput.module.css";
import { lasts, reasonText, refusalOf } from "./reasons.ts";
import type { Line } from "./store.ts";
import { length, mentioning } from "./text.ts";
import type { StreamChat } from "./useStreamChat.ts";

const LONGEST = 500;
/** From here on it is said how much is left. */
const COUNTED = 400;
const SUGGESTED = 5;

interface ChatInputProps {
  chat: StreamChat;
  replyTo: Line | null;
  onReply: (line: Line | null) => void;
}

/** Where one writes, or why one may not. */
export function ChatInput({ chat, replyTo, onReply }: ChatInputProps) {
  const { messages, locale, viewer, onSignIn } = useOnAir();
  const m = messages.chat;
  const { refusal, say, moderation } = chat;
  const [text, setText] = useState("");
  const [cursor, setCursor] = useState(0);
  const [fault, setFault] = useState<string | null>(null);
  const [picked, setPicked] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const waits = refusal?.until != null;
  const now = useNow(waits ? 1_000 : null);
  const words = refusal && reasonText(refusal, messages, locale, now);
  // One may write the next message while waiting; only sending waits.
  const shut = refusal !== null && refusal.code !== "SLOW_MODE" && refusal.code !== "TOO_FAST";
  const over = length(text) > LONGEST;

  const names = useSuggestions(chat.lines, mentioning(text, cursor), viewer?.username ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: grows with what is written
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight}px`;
  }, [text, shut]);
  useEffect(() => {
    if (replyTo) area.current?.focus();
  }, [replyTo]);

  async function send() {
    const saying = text.trim();
    if (!saying || over || refusal) return;
    setText("");
    setFault(null);
    onReply(null);
    try {
      await say(saying, replyTo);
    } catch (thrown) {
      const why = refusalOf(thrown);
      // What was written is not lost, unless something new is already there.
      setText((present) => present || saying);
      if (why && !lasts(why)) setFault(reasonText(why, messages, locale));
    }
  }

  function mention(name: string) {
    const begun = text.slice(0, cursor).replace(/@[a-z0-9_]*$/i, `@${name} `);
    setText(begun + text.slice(cursor));
    setCursor(begun.length);
    requestAnimationFrame(() => area.current?.setSelectionRange(begun.length, begun.length));
    area.current?.focus();
  }

  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    // Enter that ends a composition belongs to the input method; old Safari tells it by the code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (names.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setPicked((picked + (event.key === "ArrowDown" ? 1 : names.length - 1)) % names.length);
    } else if (names.length > 0 && (event.key === "Tab" || event.key === "Enter")) {
      event.preventDefault();
      mention(names[picked] ?? names[0] ?? "");
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === "Escape" && replyTo) {
      onReply(null);
    }
  }

  if (shut) {
    const sign = !viewer && onSignIn && (refusal.code === "GUESTS_OFF" || refusal.code === "FOLLOWERS_ONLY");
    return (
      <div className={styles.shut}>
        <p role="status">{words}</p>
        {sign && (
          <Button look="primary" onClick={onSignIn}>
            {m.signIn}
          </Button>
        )}
        {viewer && moderation && refusal.code === "BANNED" && <AskBack moderation={moderation} />}
      </div>
    );
  }
  const left = LONGEST - length(text);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {replyTo && (
        <p className={styles.reply} dir="auto">
          <span>
            {m.replyTo(replyTo.name)}: {replyTo.text}
          </span>
          <IconButton icon="close" size={16} label={m.cancelReply} onClick={() => onReply(null)} />
        </p>
      )}
      {names.length > 0 && (
        <div className={styles.names} id={`${id}-names`} role="listbox" aria-label="@">
          {names.map((name, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text box keeps the focus and says which is active
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrows and Enter do it in the text box
            <div
              key={name}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === picked}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => mention(name)}
            >
              @{name}
            </div>
          ))}
        </div>
      )}
      <div className={styles.row}>
        <textarea
          ref={area}
          className={styles.area}
          rows={1}
          dir="auto"
          value={text}
          aria-label={m.placeholder}
          placeholder={m.placeholder}
          aria-describedby={words || fault ? `${id}-why` : undefined}
          aria-invalid={over || fault ? true : undefined}
          aria-autocomplete="list"
          aria-controls={names.length > 0 ? `${id}-names` : undefined}
          aria-activedescendant={names.length > 0 ? `${id}-${picked}` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setCursor(event.target.selectionStart);
            setPicked(0);
            setFault(null);
          }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={pressed}
        />
        <IconButton
          className={styles.send}
          type="submit"
          icon="send"
          label={m.send}
          disabled={!text.trim() || over || refusal !== null}
        />
      </div>
      <p className={styles.foot}>
        <span id={`${id}-why`} role="status" className={fault ? styles.fault : undefined}>
          {fault ?? words}
        </span>
        {length(text) >= COUNTED && <span className={over ? styles.fault : undefined}>{m.left(left)}</span>}
      </p>
    </form>
  );
}

/** Names of who wrote lately that begin like this. */
function useSuggestions(lines: readonly Line[], begun: string | null, own: string | null): string[] {
  return useMemo(() => {
    if (begun === null) return [];
    const start = begun.toLowerCase();
    const names = lines
      .map((line) => line.username)
      .filter((name): name is string => name !== null && name !== own);
    const fitting = [...new Set(names.reverse())].filter((name) => name.startsWith(start) && name !== start);
    return fitting.slice(0, SUGGESTED);
  }, [lines, begun, own]);
}
