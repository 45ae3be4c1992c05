import { StreamGrid } from "@onair/react";
import { useTexts } from "../../i18n/I18n.tsx";
import { all, useFollowedStreams } from "../../lib/queries.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { link, tagHref } from "../../ui/Link.tsx";
import { More } from "../../ui/More.tsx";
import { Page } from "../../ui/Page.tsx";
import { Problem } from "../../ui/Problem.tsx";

/** Whom one follows: live ones first. */
export default function Following() {
  const { following, frame } = useTexts();
  const { isSignedIn, signIn } = useSession();
  const found = useFollowedStreams();
  const streams = all(found.data, (stream) => stream.userId);
  const empty = (
    <Empty
      drawing="heart"
      title={following.empty}
      text={following.emptyText}
      action={{ label: following.emptyAction, href: "/c" }}
    />
  );
  return (
    <Page title={following.title}>
      {!isSignedIn && (
        <Empty
          drawing="lock"
          title={following.signIn}
          action={{ label: frame.signIn, onClick: () => signIn() }}
        />
      )}
      {found.isError && !streams && <Problem thrown={found.error} onRetry={() => found.refetch()} />}
      {isSignedIn && !found.isError && (
        <StreamGrid streams={streams} link={link} tagHref={tagHref} level={2} empty={empty} />
      )}
      {isSignedIn && <More {...found} />}
    </Page>
  );
}
