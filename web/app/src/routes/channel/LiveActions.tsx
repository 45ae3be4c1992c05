import { type Clip, ClipMaker, type ClipMakerProps, problem, type Stream, useOnAir } from "@onair/react";
import { useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient, useSession } from "../../session/SessionProvider.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Head.module.css";

/** What a broadcast that is recorded offers: a clip of what just happened, and to be watched from its beginning. */
export function LiveActions({ stream }: { stream: Stream }) {
  const { recorded } = useTexts();
  const { messages } = useOnAir();
  const { isSignedIn, signIn } = useSession();
  const client = useClient();
  const tell = useToast();
  const [clips, setClips] = useState<ClipMakerProps["of"] | null>(null);
  // The live picture is made of the recording: where there is one, there is the other.
  if (!stream.isLive || !stream.preview) return null;

  function made(clip: Clip) {
    setClips(null);
    tell(recorded.made);
    navigate(`/clips/${clip.id}`);
  }
  /** Newest first: the one that runs is the first of them. None where it is not for the viewer. */
  async function runningVideo() {
    const { username } = stream.user;
    const { data } = await client.listCreatorVods({ path: { username }, query: { limit: 1 } });
    return data.find(({ state }) => state === "RECORDING");
  }
  async function clip() {
    const running = await runningVideo().catch(() => undefined);
    setClips(
      running ? { vodId: running.id, at: Number.POSITIVE_INFINITY, isOpen: true } : { hostId: stream.userId },
    );
  }
  async function begin() {
    try {
      const running = await runningVideo();
      if (running) navigate(`/videos/${running.id}`);
      else tell(recorded.noBeginning);
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
  }

  return (
    <>
      <button type="button" className={shared.outlined} onClick={() => (isSignedIn ? clip() : signIn())}>
        <Glyph name="cut" size={18} />
        {recorded.clip}
      </button>
      <button
        type="button"
        className={`${shared.outlined} ${styles.icon}`}
        aria-label={recorded.beginning}
        title={recorded.beginning}
        onClick={begin}
      >
        <Glyph name="begin" size={20} />
      </button>
      {clips && <ClipMaker of={clips} title={stream.title} onMade={made} onClose={() => setClips(null)} />}
    </>
  );
}
