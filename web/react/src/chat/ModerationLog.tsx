import { useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import controls from "../ui/controls.module.css";
import { ago } from "../ui/format.ts";
import styles from "./ModerationPanel.module.css";
import type { Moderation } from "./transport.ts";
import type { ChatLogEntry } from "./types.ts";

/** The last that moderators did: asked for when it is opened. */
export function ModerationLog({ moderation }: { moderation: Moderation }) {
  const { messages, locale } = useOnAir();
  const m = messages.chat;
  const [entries, setEntries] = useState<ChatLogEntry[] | null>(null);
  return (
    <details
      className={`${controls.fold} ${styles.log}`}
      onToggle={(event) => {
        if (!event.currentTarget.open) return;
        void moderation
          .log()
          .then(setEntries)
          .catch(() => {});
      }}
    >
      <summary>{m.log}</summary>
      {entries?.length === 0 && <p className={styles.hint}>{m.logNone}</p>}
      <ol>
        {entries?.map(({ id, action, by, userId, text, reason, at }) => (
          <li key={id}>
            <time className={styles.hint} dateTime={at}>
              {ago(at, locale)}
            </time>
            <span dir="auto">
              <bdi>{by}</bdi> {m.logActions[action] ?? action}
              {userId && (
                <>
                  {" "}
                  <bdi>{userId}</bdi>
                </>
              )}
              {text && `: ${text}`}
              {reason && ` (${reason})`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
