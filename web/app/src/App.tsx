import { OnAirProvider, type Viewer } from "@onair/react";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Frame } from "./frame/Frame.tsx";
import { useI18n } from "./i18n/I18n.tsx";
import { config } from "./lib/config.ts";
import { Home } from "./routes/home/Home.tsx";
import { useSession } from "./session/SessionProvider.tsx";
import { ErrorBoundary } from "./ui/ErrorBoundary.tsx";
import { Waiting } from "./ui/Waiting.tsx";

const Search = lazy(() => import("./routes/search/Search.tsx"));
const Following = lazy(() => import("./routes/following/Following.tsx"));
const Category = lazy(() => import("./routes/category/Category.tsx"));
const Channel = lazy(() => import("./routes/channel/Channel.tsx"));
const ChatWindow = lazy(() => import("./routes/chat-window/ChatWindow.tsx"));
const Video = lazy(() => import("./routes/video/Video.tsx"));
const Clip = lazy(() => import("./routes/clip/Clip.tsx"));
const Tag = lazy(() => import("./routes/tag/Tag.tsx"));
const Settings = lazy(() => import("./routes/settings/Settings.tsx"));
const Apply = lazy(() => import("./routes/apply/Apply.tsx"));
const Dashboard = lazy(() => import("./routes/dashboard/Dashboard.tsx"));
const Admin = lazy(() => import("./routes/admin/Admin.tsx"));
const SignedIn = lazy(() => import("./routes/signed-in/SignedIn.tsx"));
const NotFound = lazy(() => import("./routes/not-found/NotFound.tsx"));

/** `/@name` and what is below it. A bare name would collide with the screens. */
const CHANNEL = /^\/@(?<username>[^/]+)(?:\/(?<part>[^/]+))?\/?$/;

/** The one screen without a frame. */
const CHAT = /^\/@(?<username>[^/]+)\/chat\/?$/;

/** The site: its frame, and a screen by the address. */
export function App() {
  const { client, me, signIn } = useSession();
  const { components, tag } = useI18n();
  const { data: facts } = useQuery({
    queryKey: ["config"],
    queryFn: config,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [place] = useLocation();
  const viewer = useMemo<Viewer | null>(
    () => (me ? { id: me.id, username: me.username, name: me.name, image: me.image } : null),
    [me],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each screen begins at its top
  useEffect(() => {
    // It answers a promise in newer browsers, which is no clean-up.
    window.scrollTo(0, 0);
  }, [place]);
  return (
    <OnAirProvider
      client={client}
      viewer={viewer}
      messages={components}
      locale={tag}
      onSignIn={signIn}
      withoutMedia={facts?.carriesMedia === false}
    >
      <Switch>
        <Route path={CHAT}>
          <Bounded place={place}>
            <ChatWindow />
          </Bounded>
        </Route>
        <Route>
          <Frame>
            <Bounded place={place}>
              <Switch>
                <Route path="/" component={Home} />
                <Route path="/search" component={Search} />
                <Route path="/following" component={Following} />
                <Route path="/c/:category?" component={Category} />
                <Route path="/tag/:tag" component={Tag} />
                <Route path="/settings" component={Settings} />
                <Route path="/apply" component={Apply} />
                <Route path="/videos/:id" component={Video} />
                <Route path="/clips/:id" component={Clip} />
                <Route path="/dashboard/:part?/:id?" component={Dashboard} />
                <Route path="/admin/:part?" component={Admin} />
                <Route path="/signed-in" component={SignedIn} />
                <Route path={CHANNEL} component={Channel} />
                <Route component={NotFound} />
              </Switch>
            </Bounded>
          </Frame>
        </Route>
      </Switch>
    </OnAirProvider>
  );
}

/** A screen that has not come yet, or that breaks, leaves what is around it standing. */
function Bounded({ place, children }: { place: string; children: ReactNode }) {
  return (
    <ErrorBoundary place={place}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </ErrorBoundary>
  );
}
