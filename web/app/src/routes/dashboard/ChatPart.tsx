import type { OwnProfile } from "@onair/client";
import { Chat, ChatSettingsForm, StreamRoom } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../../i18n/I18n.tsx";
import { ChatApart } from "../../ui/ChatApart.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { Waiting } from "../../ui/Waiting.tsx";
import styles from "./Dashboard.module.css";
import { useOwnStream } from "./useOwnStream.ts";

/** What holds in the chat, and the chat itself. */
export function ChatPart({ me }: { me: OwnProfile }) {
  const { dashboard, apply } = useTexts();
  const queries = useQueryClient();
  const { data: own, error, isPending, refetch } = useOwnStream();
  if (isPending) return <Waiting />;
  if (error && own === undefined) return <Problem thrown={error} onRetry={() => refetch()} />;
  if (!own) {
    return (
      <Empty
        drawing="stage"
        title={dashboard.state.offline}
        text={apply.approvedText}
        action={{ label: dashboard.stream, href: "/dashboard" }}
      />
    );
  }
  return (
    <div className={styles.columns}>
      <ChatSettingsForm
        hostId={me.id}
        settings={own}
        onSaved={() => queries.invalidateQueries({ queryKey: ["own-stream"] })}
      />
      <div className={`${shared.card} ${styles.chat}`}>
        <StreamRoom username={me.username}>
          <Chat actions={<ChatApart username={me.username} />} />
        </StreamRoom>
      </div>
    </div>
  );
}
