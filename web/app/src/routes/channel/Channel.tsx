import { isApiError } from "@onair/client";
import { Chat, StreamPlayer, StreamRoom, useStreamRoom } from "@onair/react";
import { useState } from "react";
import { useParams } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { ChatApart } from "../../ui/ChatApart.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import styles from "./Channel.module.css";
import { Head } from "./Head.tsx";
import { PARTS, Parts } from "./Parts.tsx";
import { useClipping } from "./useClipping.tsx";
import { type Creator, useCreator } from "./useCreator.ts";

/** A channel: its stream and chat, and who it is. */
export default function Channel() {
  const { username = "", part } = useParams<{ username: string; part?: string }>();
  const name = username.toLowerCase();
  const creator = useCreator(name);
  if (part && !PARTS.includes(part)) return <NotFound />;
  if (isApiError(creator.error, "Creator not found")) return <NotFound />;
  if (creator.isError && !creator.data) {
    return (
      <div className={styles.problem}>
        <Problem thrown={creator.error} onRetry={() => creator.refetch()} />
      </div>
    );
  }
  if (!creator.data) return <Waiting />;
  return (
    <StreamRoom key={name} username={name}>
      <Watch creator={creator.data} part={part} />
    </StreamRoom>
  );
}

function Watch({ creator, part }: { creator: Creator; part?: string }) {
  const { channel } = useTexts();
  const { stream } = useStreamRoom();
  const [theatre, setTheatre] = useState(false);
  const [withChat, setWithChat] = useState(true);
  const isLive = stream?.state === "live";
  useTitle(isLive ? channel.titleLive(creator.name, stream.title) : creator.name, isLive);
  const clipping = useClipping(stream);
  const hasStream = stream !== null;
  const showsChat = hasStream && withChat;
  const classes = [styles.watch, theatre && styles.theatre, showsChat && styles.withChat];
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      <div className={styles.main}>
        {hasStream ? (
          <div className={styles.player}>
            <StreamPlayer
              theatre={theatre}
              onTheatre={setTheatre}
              onClip={clipping.clip ?? undefined}
              onRaid={({ targetUsername }) => navigate(`/@${targetUsername}`)}
            />
          </div>
        ) : (
          <div className={styles.without}>
            <Empty drawing="off" title={channel.noStream} text={channel.noStreamText(creator.name)} />
          </div>
        )}
        <Head
          creator={creator}
          clipping={clipping}
          chat={
            hasStream && (
              <button
                type="button"
                className={`${shared.outlined} ${styles.toggle}`}
                aria-pressed={withChat}
                aria-label={withChat ? channel.hideChat : channel.showChat}
                title={withChat ? channel.hideChat : channel.showChat}
                onClick={() => setWithChat(!withChat)}
              >
                <Glyph name="chat" size={18} />
                <span>{withChat ? channel.hideChat : channel.showChat}</span>
              </button>
            )
          }
        />
        <Parts creator={creator} part={part} />
      </div>
      {showsChat && (
        <aside className={styles.chat} aria-label={channel.chat}>
          <Chat actions={<ChatApart username={creator.username} onApart={() => setWithChat(false)} />} />
        </aside>
      )}
    </div>
  );
}
