import { useTexts } from "../i18n/I18n.tsx";
import { Glyph } from "./Glyph.tsx";
import shared from "./shared.module.css";

interface ChatApartProps {
  username: string;
  /** It has a window of its own now. */
  onApart?: () => void;
}

/** Opens the chat in a window of its own: a link, which a middle click opens as a tab. */
export function ChatApart({ username, onApart }: ChatApartProps) {
  const { channel } = useTexts();
  const href = `/@${username}/chat`;
  return (
    <a
      href={href}
      target="_blank"
      className={shared.iconLink}
      aria-label={channel.chatApart}
      title={channel.chatApart}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        // One window a chat, as one that was there already.
        const opened = window.open(href, `onair-chat-${username}`, "popup,width=380,height=680");
        // Where it was kept back, the link is a link.
        if (!opened) return;
        event.preventDefault();
        onApart?.();
      }}
      rel="noopener"
    >
      <Glyph name="apart" size={18} />
    </a>
  );
}
