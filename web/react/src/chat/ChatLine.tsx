import { memo } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import { timeOfDay } from "../ui/format.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import styles from "./ChatLine.module.css";
import type { Line } from "./store.ts";
import { hue, pieces } from "./text.ts";
import type { ChatRole } from "./types.ts";

const BADGES: Record<ChatRole, IconName> = {
  HOST: "mark",
  MODERATOR: "shield",
  VIP: "star",
  FOLLOWER: "heart",
};

interface ChatLineProps {
  line: Line;
  /** What it answers: null where that is no longer here, undefined where it answers nothing. */
  parent: Line | null | undefined;
  /** It names the reader, or answers them. */
  mentioned: boolean;
  onMenu: (line: Line, button: HTMLElement) => void;
  onAgain: (line: Line) => void;
  onDrop: (line: Line) => void;
}

/** One message. */
export const ChatLine = memo(function ChatLine({
  line,
  parent,
  mentioned,
  onMenu,
  onAgain,
  onDrop,
}: ChatLineProps) {
  const { messages, locale } = useOnAir();
  const m = messages.chat;
  const classes = [
    styles.line,
    line.kind === "ANNOUNCEMENT" && styles.announcement,
    mentioned && styles.mentioned,
    line.echo && styles.echo,
  ];
  const gone = line.state === "DELETED" || line.text === null;
  return (
    // As its words run, so does the line: what stands over its end covers no badge at its beginning.
    <article className={classes.filter(Boolean).join(" ")} data-line="" dir="auto" tabIndex={-1}>
      {parent !== undefined && (
        <p className={styles.parent} dir="auto">
          <Icon name="reply" size={12} />
          {parent ? (
            <>
              <bdi>{parent.name}</bdi>: {parent.text ?? m.deleted}
            </>
          ) : (
            m.reply
          )}
        </p>
      )}
      {line.kind === "ANNOUNCEMENT" && (
        <p className={styles.label} dir="auto">
          <Icon name="horn" size={14} /> {m.announcement}
        </p>
      )}
      <p className={styles.text}>
        <time className={styles.time} dateTime={line.sentAt} dir="ltr">
          {timeOfDay(line.sentAt, locale)}
        </time>
        {line.roles.map((role) => (
          <span
            key={role}
            className={styles.badge}
            role="img"
            aria-label={m.roles[role]}
            title={m.roles[role]}
            data-role={role}
          >
            <Icon name={BADGES[role]} size={14} filled={role === "FOLLOWER" || role === "VIP"} />
          </span>
        ))}
        <bdi
          className={styles.name}
          style={{ color: hue(line.userId) }}
          title={line.username ? `@${line.username}` : undefined}
        >
          {line.name}
        </bdi>{" "}
        {gone ? (
          <em className={styles.gone}>{m.deleted}</em>
        ) : (
          <span className={styles.words}>
            <Text text={line.text ?? ""} />
          </span>
        )}
      </p>
      {line.state === "HELD" && <p className={styles.note}>{m.heldOwn}</p>}
      {line.echo === "failed" && (
        <p className={styles.failed}>
          {m.notSent}
          <button type="button" onClick={() => onAgain(line)}>
            {m.sendAgain}
          </button>
          <button type="button" onClick={() => onDrop(line)}>
            {m.delete}
          </button>
        </p>
      )}
      {!line.echo && !gone && (
        <IconButton
          className={styles.more}
          icon="more"
          size={18}
          label={m.actions(line.name)}
          aria-haspopup="menu"
          onClick={(event) => onMenu(line, event.currentTarget)}
        />
      )}
    </article>
  );
});

function Text({ text }: { text: string }) {
  const parts = pieces(text).map((piece, at) => ({ ...piece, key: `${at}:${piece.text}` }));
  return parts.map(({ key, is, text, href }) => {
    if (is === "link") {
      return (
        <a
          key={key}
          className={styles.link}
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
        >
          {text}
        </a>
      );
    }
    return is === "mention" ? (
      <strong key={key} className={styles.mention}>
        {text}
      </strong>
    ) : (
      <span key={key}>{text}</span>
    );
  });
}
