import { useEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { ConfirmButton } from "../ui/ConfirmButton.tsx";
import { Asks } from "./Asks.tsx";
import { ModerationLog } from "./ModerationLog.tsx";
import styles from "./ModerationPanel.module.css";
import { Ranks } from "./Ranks.tsx";
import { Reports } from "./Reports.tsx";
import { Terms } from "./Terms.tsx";
import type { ChatBan } from "./types.ts";
import type { Act } from "./useAct.ts";
import type { StreamChat } from "./useStreamChat.ts";

interface ModerationPanelProps {
  chat: StreamChat;
  act: Act;
  onClose: () => void;
}

/** What moderators have beside the messages: what is held, who is banned, an announcement, clearing. */
export function ModerationPanel({ chat, act, onClose }: ModerationPanelProps) {
  const { messages, locale } = useOnAir();
  const m = messages.chat;
  const { moderation, held } = chat;
  const [bans, setBans] = useState<ChatBan[]>([]);

  useEffect(() => {
    void moderation?.held().catch(() => {});
    void moderation
      ?.bans()
      .then(setBans)
      .catch(() => {});
  }, [moderation]);
  if (!moderation) return null;

  const until = (ban: ChatBan) =>
    ban.until === null
      ? m.banForGood
      : m.until(
          new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" }).format(
            new Date(ban.until),
          ),
        );
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <h3>{m.moderation}</h3>
        <IconButton icon="close" label={messages.close} onClick={onClose} />
      </div>
      <h4>{m.held}</h4>
      <p className={styles.hint}>{held.length > 0 ? m.heldHint : m.heldNone}</p>
      <ul>
        {held.map((message) => (
          <li key={message.id}>
            <p dir="auto">
              <strong>
                <bdi>{message.name}</bdi>
              </strong>{" "}
              {message.text}
            </p>
            <span className={styles.buttons}>
              <Button onClick={() => act(() => moderation.decide(message.id, true))}>{m.approve}</Button>
              <Button look="danger" onClick={() => act(() => moderation.decide(message.id, false))}>
                {m.deny}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <Reports moderation={moderation} act={act} />
      <Asks moderation={moderation} act={act} />
      <h4>{m.bans}</h4>
      {bans.length === 0 && <p className={styles.hint}>{m.bansNone}</p>}
      <ul>
        {bans.map((ban) => (
          <li key={ban.userId}>
            <p dir="auto">
              <strong>
                <bdi>{ban.name ?? ban.userId}</bdi>
              </strong>{" "}
              {until(ban)}
              {ban.reason && `: ${ban.reason}`}
            </p>
            <Button
              onClick={() =>
                act(async () => {
                  await moderation.unban(ban.userId);
                  setBans((present) => present.filter((one) => one.userId !== ban.userId));
                })
              }
            >
              {m.unban}
            </Button>
          </li>
        ))}
      </ul>
      {chat.you?.role === "HOST" && <Ranks moderation={moderation} act={act} />}
      <Terms moderation={moderation} act={act} />
      <h4>{m.announcement}</h4>
      <form
        className={styles.announce}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const text = String(new FormData(form).get("text")).trim();
          if (text) void act(() => moderation.announce(text).then(() => form.reset()));
        }}
      >
        <input name="text" maxLength={500} aria-label={m.announcement} dir="auto" />
        <Button type="submit">{m.announce}</Button>
      </form>
      <ModerationLog moderation={moderation} />
      <ConfirmButton
        title={m.clear}
        text={m.clearAsk}
        action={m.clear}
        onConfirm={() => act(() => moderation.clear())}
      >
        {m.clear}
      </ConfirmButton>
    </div>
  );
}
