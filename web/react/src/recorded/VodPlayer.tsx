import { useCallback } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { FollowButton } from "../stream/FollowButton.tsx";
import { playVideo } from "./api.ts";
import { RecordedPlayer, type RecordedPlayerProps } from "./RecordedPlayer.tsx";
import type { Video } from "./types.ts";

export type VodPlayerProps = {
  video: Video;
} & Pick<RecordedPlayerProps, "startAt" | "theatre" | "onTheatre" | "pageKeys" | "onPlayer">;

/** A video, while it is still being recorded too. */
export function VodPlayer({ video, ...rest }: VodPlayerProps) {
  const { client, messages } = useOnAir();
  const ask = useCallback((signal: AbortSignal) => playVideo(client, video.id, signal), [client, video.id]);
  return (
    <RecordedPlayer
      label={messages.recorded.videoLabel(video.title)}
      ask={video.state === "FAILED" ? null : ask}
      ownerId={video.userId}
      poster={video.thumbnail}
      markers={video.markers}
      isOpen={video.state === "RECORDING"}
      follow={(again) => <FollowButton creator={video.user} onSaved={again} />}
      {...rest}
    />
  );
}
