import { useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Chat.module.css";
import { ChatInput } from "./ChatInput.tsx";
import { ChatLog } from "./ChatLog.tsx";
import { ModerationPanel } from "./ModerationPanel.tsx";
import type { Line } from "./store.ts";
import type { ChatRules } from "./types.ts";
import { useAct } from "./useAct.ts";
import { useStreamChat } from "./useStreamChat.ts";

export interface ChatProps {
  /** What stands over it, where that is not the one word. */
  title?: string;
  /** In the bar above it, as a button that closes it. */
  actions?: React.ReactNode;
}

/** The chat of the `StreamRoom` around it, as high as its place. */
export function Chat({ title, actions }: ChatProps) {
  const { messages } = useOnAir();
  const chat = useStreamChat();
  const [replyTo, setReplyTo] = useState<Line | null>(null);
  const [moderating, setModerating] = useState(false);
  const { act, word, forget } = useAct();
  const { moderation, isModerator, pinned, rules } = chat;

  return (
    <section className={styles.chat} aria-label={messages.chat.title}>
      <header className={styles.head}>
        <h2 className={styles.heading} dir="auto">
          {title ?? messages.chat.title}
        </h2>
        <Modes rules={rules} />
        <span className={styles.actions}>
          {isModerator && (
            <IconButton
              icon="shield"
              label={messages.chat.moderation}
              aria-expanded={moderating}
              onClick={() => setModerating(!moderating)}
            />
          )}
          {chat.held.length > 0 && isModerator && <span className={styles.count}>{chat.held.length}</span>}
          {actions}
        </span>
      </header>
      {pinned && (
        <div className={styles.pinned}>
          <Icon name="pin" size={16} />
          <p dir="auto">
            <strong>
              <bdi>{pinned.name}</bdi>
            </strong>{" "}
            {pinned.text}
          </p>
          {isModerator && (
            <IconButton
              icon="close"
              size={16}
              label={messages.chat.unpin}
              onClick={() => act(() => moderation?.pin(null))}
            />
          )}
        </div>
      )}
      {moderating && isModerator ? (
        <ModerationPanel chat={chat} act={act} onClose={() => setModerating(false)} />
      ) : (
        <ChatLog chat={chat} act={act} onReply={setReplyTo} />
      )}
      {word && (
        <p className={styles.word} role="status">
          {word}
          <IconButton icon="close" size={16} label={messages.close} onClick={forget} />
        </p>
      )}
      <ChatInput chat={chat} replyTo={replyTo} onReply={setReplyTo} />
    </section>
  );
}

/** What holds for writers, in one line. */
function Modes({ rules }: { rules: ChatRules | null }) {
  const { messages } = useOnAir();
  if (!rules) return null;
  const { chat } = messages;
  const slow = rules.slowModeSeconds ?? (rules.isChatDelayed ? 3 : null);
  const followers = rules.followersOnlyMinutes ?? (rules.isChatFollowersOnly ? 0 : null);
  const modes = [
    slow === null ? null : chat.slow(slow),
    followers === null ? null : chat.modes.followers(followers),
    rules.isEmoteOnly ? chat.modes.emotes : null,
    rules.delaySeconds ? chat.modes.delayed(rules.delaySeconds) : null,
  ].filter((mode) => mode !== null);
  return modes.length > 0 ? <p className={styles.modes}>{modes.join(" · ")}</p> : null;
}
