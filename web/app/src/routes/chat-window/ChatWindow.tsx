import { isApiError } from "@onair/client";
import { Chat, StreamRoom } from "@onair/react";
import { useParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { Glyph } from "../../ui/Glyph.tsx";
import { Link } from "../../ui/Link.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { Waiting } from "../../ui/Waiting.tsx";
import { useCreator } from "../channel/useCreator.ts";
import NotFound from "../not-found/NotFound.tsx";
import styles from "./ChatWindow.module.css";

/** A channel's chat with nothing around it: in a window beside the game, or on a second screen. */
export default function ChatWindow() {
  const { username = "" } = useParams<{ username: string }>();
  const { channel } = useTexts();
  const name = username.toLowerCase();
  const creator = useCreator(name);
  const title = channel.chatOf(creator.data?.name ?? name);
  useTitle(title);
  if (isApiError(creator.error, "Creator not found")) {
    return (
      <main className={styles.other}>
        <NotFound />
      </main>
    );
  }
  if (!creator.data) {
    return (
      <main className={styles.other}>
        {creator.isError ? <Problem thrown={creator.error} onRetry={() => creator.refetch()} /> : <Waiting />}
      </main>
    );
  }
  return (
    <main className={styles.window}>
      <h1 className={shared.hidden}>{title}</h1>
      {/* The player's page is in the room, and tells: a second one of the same viewer would put it out. */}
      <StreamRoom key={name} username={name} joins={false}>
        <Chat
          title={title}
          actions={
            <Link
              href={`/@${creator.data.username}`}
              className={shared.iconLink}
              aria-label={channel.toChannel(creator.data.name)}
              title={channel.toChannel(creator.data.name)}
            >
              <Glyph name="cast" size={20} />
            </Link>
          }
        />
      </StreamRoom>
    </main>
  );
}
