import { type Clip, ClipMaker, type PlayerHandle, type Video } from "@onair/react";
import { useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { share } from "../../lib/share.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import { RecordedHead } from "./RecordedHead.tsx";

interface VideoHeadProps {
  video: Video;
  player: PlayerHandle | null;
  clock: (seconds: number) => string;
}

/** What the video is, whose, and what one does about it. */
export function VideoHead({ video, player, clock }: VideoHeadProps) {
  const { texts, tag } = useI18n();
  const { recorded, channel, dashboard } = texts;
  const { me, isSignedIn, signIn } = useSession();
  const tell = useToast();
  const [clips, setClips] = useState<number | null>(null);
  const isPlayable = video.state === "READY" || video.state === "RECORDING";

  async function copy() {
    const at = Math.floor(player?.now() ?? 0);
    const path = at > 0 ? `/videos/${video.id}?t=${at}` : `/videos/${video.id}`;
    if (await share(video.title, path)) tell(at > 0 ? recorded.shareAt(clock(at)) : channel.shared);
  }
  function made(clip: Clip) {
    setClips(null);
    tell(recorded.made);
    navigate(`/clips/${clip.id}`);
  }

  return (
    <RecordedHead
      title={video.title}
      creator={video.user}
      facts={
        <>
          <span title={exactly(video.startedAt, tag)}>{when(video.startedAt, tag)}</span>
          {recorded.visibility[video.visibility] && <span>{recorded.visibility[video.visibility]}</span>}
        </>
      }
    >
      {video.state === "RECORDING" && (
        <Link href={`/@${video.user.username}`} className={shared.outlined}>
          <Glyph name="cast" size={18} />
          {recorded.live}
        </Link>
      )}
      {isPlayable && (
        <button
          type="button"
          className={shared.outlined}
          onClick={() => {
            if (!isSignedIn) return signIn();
            player?.pause();
            setClips(player?.now() ?? 0);
          }}
        >
          <Glyph name="cut" size={18} />
          {recorded.clip}
        </button>
      )}
      <button type="button" className={shared.outlined} onClick={copy}>
        <Glyph name="share" size={18} />
        {channel.share}
      </button>
      {me?.id === video.userId && (
        <Link href={`/dashboard/videos/${video.id}`} className={shared.outlined}>
          <Glyph name="pen" size={18} />
          {dashboard.title}
        </Link>
      )}
      {clips !== null && (
        <ClipMaker
          of={{ vodId: video.id, at: clips, isOpen: video.state === "RECORDING" }}
          title={video.title}
          onMade={made}
          onClose={() => setClips(null)}
        />
      )}
    </RecordedHead>
  );
}
