import { type Clip, ConfirmButton, deleteClip, problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { navigate } from "wouter/use-browser-location";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { share } from "../../lib/share.ts";
import { useClient, useSession } from "../../session/SessionProvider.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import { Link } from "../../ui/Link.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import { RecordedHead } from "../video/RecordedHead.tsx";

/** What the clip is, whose, and what one does about it. */
export function ClipHead({ clip }: { clip: Clip }) {
  const { texts, tag } = useI18n();
  const { recorded, channel } = texts;
  const { messages } = useOnAir();
  const { me } = useSession();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();
  const mayDelete = me && (me.id === clip.author?.id || me.id === clip.user.id);

  async function remove() {
    try {
      await deleteClip(client, clip.id);
    } catch (thrown) {
      return tell(problem(thrown, messages));
    }
    queries.invalidateQueries({ queryKey: ["clips"] });
    tell(recorded.deleted);
    navigate(`/@${clip.user.username}/clips`);
  }

  return (
    <RecordedHead
      title={clip.title}
      creator={clip.user}
      facts={
        <>
          {clip.kind === "HIGHLIGHT" && <span>{messages.recorded.highlight}</span>}
          {clip.kind === "CLIP" && clip.author && (
            <Link href={`/@${clip.author.username}`}>
              <span dir="auto">{recorded.by(clip.author.name)}</span>
            </Link>
          )}
          <span title={exactly(clip.createdAt, tag)}>{when(clip.createdAt, tag)}</span>
          {recorded.visibility[clip.visibility] && <span>{recorded.visibility[clip.visibility]}</span>}
        </>
      }
    >
      <button
        type="button"
        className={shared.outlined}
        onClick={async () => {
          if (await share(clip.title, `/clips/${clip.id}`)) tell(channel.shared);
        }}
      >
        <Glyph name="share" size={18} />
        {channel.share}
      </button>
      {mayDelete && (
        <ConfirmButton
          look="plain"
          title={messages.recorded.delete}
          text={messages.recorded.deleteClipAsk}
          action={messages.recorded.deleteDo}
          onConfirm={remove}
        >
          <Glyph name="bin" size={18} />
          {messages.recorded.delete}
        </ConfirmButton>
      )}
    </RecordedHead>
  );
}
