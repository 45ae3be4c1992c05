import { Avatar, LiveBadge } from "@onair/react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../i18n/I18n.tsx";
import { useClient } from "../session/SessionProvider.tsx";
import { Glyph } from "../ui/Glyph.tsx";
import shared from "../ui/shared.module.css";
import styles from "./SearchBox.module.css";

/** Suggestions are asked for when nothing was typed for so long, in milliseconds, and from so many letters on. */
const PAUSE = 250;
const LETTERS = 2;
const MOST = 6;

/** Search with suggestions. `/` puts the cursor here. */
export function SearchBox() {
  const { frame } = useTexts();
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const found = useSuggestions(open ? text.trim() : "");
  const ways = found.map(({ user }) => `/@${user.username}`);
  const shown = open && ways.length > 0;

  useEffect(() => {
    function focus(event: globalThis.KeyboardEvent) {
      const on = event.target as HTMLElement;
      const writes = on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName);
      if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  function leave(to: string) {
    setOpen(false);
    setAt(-1);
    input.current?.blur();
    go(to);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const chosen = ways[at];
    const wanted = text.trim();
    if (chosen) leave(chosen);
    else if (wanted) leave(`/search?q=${encodeURIComponent(wanted)}`);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") {
      setOpen(false);
      setAt(-1);
    } else if (shown && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = ways.length + 1;
      setAt(((at + 1 + (event.key === "ArrowDown" ? 1 : all - 1)) % all) - 1);
    }
  }

  return (
    <search className={styles.search}>
      <form onSubmit={submit} className={styles.form}>
        <Glyph name="search" size={18} />
        <input
          ref={input}
          type="search"
          className={styles.input}
          role="combobox"
          aria-label={frame.searchLabel}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
          placeholder={frame.searchHint}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.key}>/</kbd>
      </form>
      <div
        id={`${id}-list`}
        className={styles.list}
        role="listbox"
        aria-label={frame.suggestions}
        hidden={!shown}
      >
        {found.map(({ user, title, isLive }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's own
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box
          <div
            key={user.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => leave(`/@${user.username}`)}
          >
            <Avatar id={user.id} name={user.name} image={user.image} size={32} live={isLive} />
            <span className={styles.words}>
              <span className={`${shared.oneLine} ${styles.name}`} dir="auto">
                {user.name}
              </span>
              <span className={`${shared.oneLine} ${styles.title}`} dir="auto">
                {isLive ? title : `@${user.username}`}
              </span>
            </span>
            {isLive && <LiveBadge />}
          </div>
        ))}
      </div>
      <span role="status" className={shared.hidden}>
        {shown ? frame.suggestionsCount(ways.length) : ""}
      </span>
    </search>
  );
}

/** Streams that fit what is typed, once typing pauses. */
function useSuggestions(typed: string) {
  const client = useClient();
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data } = useQuery({
    queryKey: ["suggestions", q],
    queryFn: async ({ signal }) =>
      (await client.search({ query: { q, limit: MOST }, signal, retries: 0 })).data,
    enabled: q.length >= LETTERS,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
  return typed.length >= LETTERS ? (data ?? []) : [];
}
