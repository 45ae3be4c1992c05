import { lazy } from "react";
import { useParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Page } from "../../ui/Page.tsx";
import { SideNav } from "../../ui/SideNav.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import { ChatPart } from "./ChatPart.tsx";
import { FiguresPart } from "./FiguresPart.tsx";
import { ClipsPart, VideosPart } from "./RecordedParts.tsx";
import { SettingsPart } from "./SettingsPart.tsx";
import { StreamPart } from "./StreamPart.tsx";

/** With it comes the player. */
const VideoEditor = lazy(() => import("./VideoEditor.tsx"));

const PARTS = ["chat", "figures", "videos", "clips", "settings"];

/** A creator's own place. */
export default function Dashboard() {
  const { dashboard, frame } = useTexts();
  const { me, isSignedIn, signIn } = useSession();
  const { part, id } = useParams<{ part?: string; id?: string }>();
  if ((part && !PARTS.includes(part)) || (id && part !== "videos")) return <NotFound />;
  if (isSignedIn && me === undefined) return <Waiting />;
  if (!me) {
    return (
      <Page title={dashboard.title}>
        <Empty
          drawing="lock"
          title={dashboard.signIn}
          action={{ label: frame.signIn, onClick: () => signIn() }}
        />
      </Page>
    );
  }
  if (me.creatorStatus !== "APPROVED") {
    const said: Record<string, [string, string?]> = {
      PENDING: [dashboard.pending, dashboard.pendingText],
      REJECTED: [dashboard.rejected],
      SUSPENDED: [dashboard.suspended],
    };
    const [title, text] = said[me.creatorStatus ?? ""] ?? [dashboard.notCreator, dashboard.notCreatorText];
    return (
      <Page title={dashboard.title}>
        <Empty
          drawing="stage"
          title={title}
          text={text}
          action={
            me.creatorStatus === "PENDING" ? undefined : { label: dashboard.applyAction, href: "/apply" }
          }
        />
      </Page>
    );
  }
  return (
    <Page title={dashboard.title}>
      <SideNav
        label={dashboard.nav}
        ways={[
          ["/dashboard", dashboard.stream],
          ["/dashboard/chat", dashboard.chat],
          ["/dashboard/figures", dashboard.figures],
          ["/dashboard/videos", dashboard.videos],
          ["/dashboard/clips", dashboard.clips],
          ["/dashboard/settings", dashboard.settings],
        ]}
      />
      {part === "figures" && <FiguresPart />}
      {part === "videos" && (id ? <VideoEditor key={id} id={id} /> : <VideosPart />)}
      {part === "clips" && <ClipsPart />}
      {part === "settings" && <SettingsPart />}
      {part === "chat" && <ChatPart me={me} />}
      {!part && <StreamPart me={me} />}
    </Page>
  );
}
