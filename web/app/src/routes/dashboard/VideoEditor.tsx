import { isApiError } from "@onair/client";
import {
  HighlightForm,
  MarkersForm,
  type PlayerHandle,
  type Video,
  VideoForm,
  VodPlayer,
} from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { useVideo } from "../../lib/recorded.ts";
import { Link } from "../../ui/Link.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import styles from "./RecordedParts.module.css";

/** One video of one's own: watched, described, marked, and cut. */
export default function VideoEditor({ id }: { id: string }) {
  const { recorded } = useTexts();
  const found = useVideo(id);
  const queries = useQueryClient();
  const tell = useToast();
  const [player, setPlayer] = useState<PlayerHandle | null>(null);
  const video = found.data;
  if (isApiError(found.error, "Video not found")) return <NotFound />;
  if (found.isError && !video) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (!video) return <Waiting />;
  const known = (next: Video) => {
    queries.setQueryData(["video", id], next);
    queries.invalidateQueries({ queryKey: ["videos"] });
  };
  const isReady = video.state === "READY";
  return (
    <>
      <p className={styles.ways}>
        <Link href="/dashboard/videos">{recorded.back}</Link>
        <Link href={`/videos/${video.id}`}>{recorded.watch}</Link>
      </p>
      <div className={styles.editor}>
        <div className={styles.column}>
          <div className={styles.player}>
            <VodPlayer video={video} pageKeys={false} onPlayer={setPlayer} />
          </div>
          {isReady && (
            <HighlightForm
              video={video}
              player={player}
              onMade={() => queries.invalidateQueries({ queryKey: ["clips"] })}
            />
          )}
        </div>
        <div className={styles.column}>
          <VideoForm
            key={`${video.state} ${video.isKept}`}
            video={video}
            onSaved={known}
            onDeleted={() => {
              queries.removeQueries({ queryKey: ["video", id] });
              queries.invalidateQueries({ queryKey: ["videos"] });
              tell(recorded.deleted);
              navigate("/dashboard/videos");
            }}
          />
          {video.state !== "FAILED" && (
            <MarkersForm video={video} player={player} onChange={(markers) => known({ ...video, markers })} />
          )}
        </div>
      </div>
    </>
  );
}
