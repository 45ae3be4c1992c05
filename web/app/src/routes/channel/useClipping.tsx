import { type Clip, ClipMaker, type ClipMakerProps, type Stream } from "@onair/react";
import { type ReactNode, useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient, useSession } from "../../session/SessionProvider.tsx";
import { useToast } from "../../ui/toasts.tsx";

export interface Clipping {
  /** Opens the maker on what just happened; a guest signs in first. Null where nothing is recorded. */
  clip: (() => void) | null;
  /** The running video: newest first, the one that runs is the first of them. None where it is not for the viewer. */
  runningVideo: () => Promise<{ id: string } | undefined>;
  /** The maker, while it is open. */
  maker: ReactNode;
}

/** A clip of a broadcast that runs: by a button of the page's, or of the player's. */
export function useClipping(stream: Stream | null | undefined): Clipping {
  const { recorded } = useTexts();
  const { isSignedIn, signIn } = useSession();
  const client = useClient();
  const tell = useToast();
  const [of, setOf] = useState<ClipMakerProps["of"] | null>(null);
  // The live picture is made of the recording: where there is one, there is the other.
  const recordedNow = stream?.isLive && stream.preview ? stream : null;

  function made(clip: Clip) {
    setOf(null);
    tell(recorded.made);
    navigate(`/clips/${clip.id}`);
  }
  async function runningVideo() {
    if (!stream) return undefined;
    const { username } = stream.user;
    const { data } = await client.listCreatorVods({ path: { username }, query: { limit: 1 } });
    return data.find(({ state }) => state === "RECORDING");
  }
  async function open(hostId: string) {
    const running = await runningVideo().catch(() => undefined);
    setOf(running ? { vodId: running.id, at: Number.POSITIVE_INFINITY, isOpen: true } : { hostId });
  }

  return {
    clip: recordedNow && (() => (isSignedIn ? void open(recordedNow.userId) : signIn())),
    runningVideo,
    maker: of && recordedNow && (
      <ClipMaker of={of} title={recordedNow.title} onMade={made} onClose={() => setOf(null)} />
    ),
  };
}
