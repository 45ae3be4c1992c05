import {
  ApplicationForm,
  BrowserBroadcaster,
  Chat,
  ChatSettingsForm,
  ClipForm,
  ClipMaker,
  CreatorCard,
  de,
  en,
  FollowButton,
  HighlightForm,
  LivePreview,
  MarkersForm,
  OnAirProvider,
  type Raid,
  RecordedGrid,
  StreamGrid,
  StreamKeyPanel,
  StreamPlayer,
  StreamRoom,
  StreamSettingsForm,
  VideoForm,
  VodPlayer,
} from "@onair/react";
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { clip, fakeClient, RECORDED, STREAMS, stream, video, type Wish } from "./fake.ts";
import "@onair/react/style.css";

const query = new URLSearchParams(location.search);
const theme = (query.get("theme") ?? "dark") as "light" | "dark";
const messages = query.get("lang") === "de" ? de : en;
const me = { id: "usr_me", username: "me", name: "Me" };
document.documentElement.dataset.onairTheme = theme;
document.documentElement.dir = query.get("dir") ?? "ltr";

function Page({
  wish,
  guest = false,
  withoutMedia = false,
  children,
}: {
  wish?: Wish;
  guest?: boolean;
  withoutMedia?: boolean;
  children: ReactNode;
}) {
  const [client] = useState(() => fakeClient(wish));
  return (
    <OnAirProvider
      client={client}
      viewer={guest ? null : me}
      messages={messages}
      theme={theme}
      withoutMedia={withoutMedia}
      onSignIn={() => {}}
    >
      {children}
    </OnAirProvider>
  );
}

/** Nowhere to go to here: written down. */
const raided = ({ targetUsername }: Raid) =>
  (window as { gallery?: { raids: string[] } }).gallery?.raids.push(targetUsername);

const room = (wish: Wish, more: { guest?: boolean; withoutMedia?: boolean } = {}) => (
  <Page wish={wish} {...more}>
    <StreamRoom username="alice">
      <div
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 340px), 1fr))",
          maxInlineSize: 1200,
        }}
      >
        <StreamPlayer onTheatre={() => {}} onRaid={raided} />
        <div style={{ blockSize: 560, borderInlineStart: "1px solid var(--onair-line)" }}>
          <Chat />
        </div>
      </div>
    </StreamRoom>
  </Page>
);

/** Whose room the SDK's simulation is. */
const simulated: Wish = {
  tokens: true,
  stream: stream("alice", "Alice", { userId: "simulated-0", id: "simulated-0" }),
};

const creator = {
  id: "usr_alice",
  username: "alice",
  name: "Alice",
  image: null,
  bio: "I build synthesizers on camera, and sometimes they even make a sound.",
  categories: ["MUSIC", "TECHNOLOGY"],
  isLive: true,
  state: "live",
  streamTitle: "x",
  streamThumbnail: null,
  followerCount: 20_001,
} as const;
const info = {
  ...stream("alice", "Alice"),
  reconnectWindow: 60,
  tags: ["synth", "diy"],
  ingressId: "IN_1",
  ingressType: "RTMP",
  serverUrl: "rtmp://live.example.com:1935/live",
} as never;
const columns = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 320px), 1fr))",
  gap: 16,
  padding: 16,
  alignItems: "start",
} as const;

const SHOWN: Record<string, () => ReactNode> = {
  cards: () => (
    <Page>
      <div style={{ display: "grid", gap: 24, padding: 16 }}>
        <StreamGrid streams={STREAMS} />
        <StreamGrid streams={undefined} expected={3} />
        <StreamGrid streams={[]} />
        <CreatorCard
          creator={{ ...creator, categories: [...creator.categories] }}
          action={<FollowButton creator={creator} />}
        />
      </div>
    </Page>
  ),
  watch: () => room({}, { withoutMedia: true }),
  moderator: () => room({ role: "MODERATOR" }, { withoutMedia: true }),
  host: () => room({ role: "HOST" }, { withoutMedia: true }),
  banned: () => room({ code: "BANNED" }, { withoutMedia: true }),
  connecting: () => room({ messages: [] }),
  live: () => room(simulated),
  apart: () => (
    <Page wish={simulated}>
      <StreamRoom username="alice" joins={false}>
        <div style={{ blockSize: "calc(100vh - 40px)" }}>
          <Chat />
        </div>
      </StreamRoom>
    </Page>
  ),
  offline: () =>
    room({ stream: stream("alice", "Alice", { state: "offline", isLive: false }), code: "FOLLOWERS_ONLY" }),
  missing: () => room({ stream: null }),
  guest: () => room({ code: "GUESTS_OFF" }, { guest: true, withoutMedia: true }),
  studio: () => (
    <Page>
      <div style={columns}>
        <StreamKeyPanel info={null} />
        <StreamKeyPanel info={info} />
        <StreamSettingsForm info={info} />
        <ChatSettingsForm hostId="usr_alice" settings={info} />
        <LivePreview username="alice" />
        <BrowserBroadcaster />
      </div>
    </Page>
  ),
  recorded: () => (
    <Page>
      <div style={{ display: "grid", gap: 24, padding: 16 }}>
        <RecordedGrid items={RECORDED} empty={null} withCreator />
        <RecordedGrid items={undefined} empty={null} />
      </div>
      <div style={columns}>
        {["followers", "making", "gone", "broken"].map((id) => (
          <VodPlayer key={id} video={video(id, id)} />
        ))}
      </div>
    </Page>
  ),
  cutting: () => (
    <Page>
      <div style={columns}>
        <VideoForm video={video("ready", "Building a synthesizer from scratch")} />
        <MarkersForm video={video("ready", "x")} player={null} onChange={() => {}} />
        <HighlightForm video={video("ready", "x")} player={null} />
        <ClipForm clip={clip("clip", "It sings!")} onSaved={() => {}} />
      </div>
    </Page>
  ),
  clipping: () => (
    <Page>
      <ClipMaker of={{ vodId: "ready", at: 95 }} title="It sings!" onMade={() => {}} onClose={() => {}} />
    </Page>
  ),
  apply: () => (
    <div style={columns}>
      <Page wish={{ application: "none" }}>
        <ApplicationForm />
      </Page>
      <Page wish={{ application: "PENDING" }}>
        <ApplicationForm />
      </Page>
      <Page wish={{ application: "REJECTED" }}>
        <ApplicationForm />
      </Page>
    </div>
  ),
};

const shown = SHOWN[query.get("show") ?? ""];
const page = (
  <StrictMode>
    <main
      style={{
        minBlockSize: "100vh",
        background: "var(--onair-canvas)",
        color: "var(--onair-text)",
        fontFamily: "var(--onair-font)",
      }}
    >
      <h1
        style={{
          margin: 0,
          padding: "8px 16px",
          font: "400 12px var(--onair-font)",
          color: "var(--onair-muted)",
        }}
      >
        {query.get("show") ?? "gallery"}
      </h1>
      {shown?.() ?? (
        <ul style={{ margin: 0, padding: 32 }}>
          {Object.keys(SHOWN).map((name) => (
            <li key={name}>
              <a href={`?show=${name}`}>{name}</a>
            </li>
          ))}
        </ul>
      )}
    </main>
  </StrictMode>
);

const draw = () => createRoot(document.getElementById("root") as HTMLElement).render(page);
if (query.get("show") === "live") void import("./live.ts").then(draw);
else draw();
