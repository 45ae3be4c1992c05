import { isApiError } from "@onair/client";
import { problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Creator } from "./Channel.tsx";
import styles from "./MoreMenu.module.css";

/** What one seldom does. */
export function MoreMenu({ creator }: { creator: Creator }) {
  const { channel } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const { name } = creator;

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  async function set(blocked: boolean) {
    setOpen(false);
    try {
      await client[blocked ? "block" : "unblock"]({ path: { userId: creator.id } });
    } catch (thrown) {
      if (!isApiError(thrown, blocked ? "User is already blocked" : "User is not blocked")) {
        return tell(problem(thrown, messages));
      }
    }
    queries.invalidateQueries({ queryKey: ["creator", creator.username] });
    queries.invalidateQueries({ queryKey: ["followed"] });
    if (blocked) tell(channel.blocked(name), { label: channel.undo, onClick: () => set(false) });
    else tell(channel.unblocked(name));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is open inside
    <div ref={root} className={styles.menu} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={styles.button}
        aria-label={channel.more}
        title={channel.more}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        ···
      </button>
      <div id={id} className={styles.list} hidden={!open}>
        <button type="button" className={styles.item} onClick={() => set(true)}>
          <Glyph name="block" size={20} />
          <span dir="auto">{channel.block(name)}</span>
        </button>
        <button type="button" className={styles.item} onClick={() => set(false)}>
          <Glyph name="user" size={20} />
          <span dir="auto">{channel.unblock(name)}</span>
        </button>
      </div>
    </div>
  );
}
