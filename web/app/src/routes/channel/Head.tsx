import { Avatar, FollowButton, LiveBadge, Uptime, useStreamRoom, ViewerCount } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useI18n } from "../../i18n/I18n.tsx";
import { short } from "../../lib/format.ts";
import { useFocusOnArrival } from "../../lib/page.ts";
import { share } from "../../lib/share.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Head.module.css";
import { LiveActions } from "./LiveActions.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import type { Clipping } from "./useClipping.tsx";
import type { Creator } from "./useCreator.ts";

interface HeadProps {
  creator: Creator;
  clipping: Clipping;
  /** What shows and hides it. */
  chat: ReactNode;
}

/** Who streams what, and what one does about it. */
export function Head({ creator, clipping, chat }: HeadProps) {
  const { texts, tag } = useI18n();
  const { channel } = texts;
  const { me } = useSession();
  const { stream } = useStreamRoom();
  const queries = useQueryClient();
  const tell = useToast();
  const heading = useFocusOnArrival<HTMLHeadingElement>();
  const [extra, setExtra] = useState(0);
  const followers = Math.max(0, creator.followerCount + extra);
  const isOwn = me?.id === creator.id;
  // The creator says so before their stream has come: what it will need has its place.
  const isAwaited = stream === undefined && creator.isLive;
  const isLive = isAwaited || stream?.state === "live";
  const title = stream === undefined ? creator.streamTitle : stream?.title;

  return (
    <header className={styles.head}>
      <Avatar id={creator.id} name={creator.name} image={creator.image} size={56} live={isLive} />
      <div className={styles.words}>
        <h1 ref={heading} tabIndex={-1} className={`${shared.oneLine} ${styles.name}`} dir="auto">
          {creator.name}
        </h1>
        <div className={styles.facts}>
          {isLive && <LiveBadge />}
          {isLive && (
            <span
              className={styles.figures}
              data-awaited={isAwaited || undefined}
              aria-hidden={isAwaited || undefined}
            >
              <ViewerCount count={stream?.viewerCount ?? 0} />
              <Uptime since={isAwaited ? new Date(0).toISOString() : stream?.startedAt} />
            </span>
          )}
          <bdi>@{creator.username}</bdi>
          <Link href={`/@${creator.username}/followers`} className={styles.followers}>
            {channel.followerCount(followers, short(followers, tag))}
          </Link>
        </div>
      </div>
      <div className={styles.actions}>
        {isOwn ? (
          <Link href="/settings" className={shared.outlined}>
            <Glyph name="pen" size={18} />
            {channel.edit}
          </Link>
        ) : (
          <FollowButton
            creator={creator}
            isFollowing={me ? creator.isFollowing : false}
            onChange={(follows) => setExtra(Number(follows) - Number(creator.isFollowing))}
            onSaved={(isFollowing) => {
              queries.setQueryData<Creator>(["creator", creator.username], (known) => {
                const followerCount =
                  (known?.followerCount ?? 0) + Number(isFollowing) - Number(known?.isFollowing);
                return known && { ...known, isFollowing, followerCount };
              });
              setExtra(0);
              queries.invalidateQueries({ queryKey: ["followed"] });
            }}
          />
        )}
        <button
          type="button"
          className={`${shared.outlined} ${styles.icon}`}
          aria-label={channel.share}
          title={channel.share}
          onClick={async () => {
            if (await share(creator.name, `/@${creator.username}`)) tell(channel.shared);
          }}
        >
          <Glyph name="share" size={20} />
        </button>
        <LiveActions {...clipping} />
        {chat}
        {me && !isOwn && <MoreMenu creator={creator} />}
      </div>
      {title && (
        <h2 className={styles.title} dir="auto">
          {title}
        </h2>
      )}
    </header>
  );
}
