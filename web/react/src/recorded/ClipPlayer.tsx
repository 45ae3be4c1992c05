import { useCallback } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { FollowButton } from "../stream/FollowButton.tsx";
import { playClip } from "./api.ts";
import { RecordedPlayer, type RecordedPlayerProps } from "./RecordedPlayer.tsx";
import type { Clip } from "./types.ts";

export type ClipPlayerProps = { clip: Clip } & Pick<
  RecordedPlayerProps,
  "theatre" | "onTheatre" | "pageKeys" | "onPlayer"
>;

/** A clip or a highlight; one that is still being made begins when it is ready. */
export function ClipPlayer({ clip, ...rest }: ClipPlayerProps) {
  const { client, messages } = useOnAir();
  const ask = useCallback((signal: AbortSignal) => playClip(client, clip.id, signal), [client, clip.id]);
  return (
    <RecordedPlayer
      label={messages.recorded.clipLabel(clip.title)}
      ask={clip.state === "FAILED" ? null : ask}
      ownerId={clip.user.id}
      poster={clip.thumbnail}
      follow={(again) => <FollowButton creator={clip.user} onSaved={again} />}
      {...rest}
    />
  );
}
