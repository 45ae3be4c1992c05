import { isApiError } from "@onair/client";
import { chaptersOf, clock, type PlayerHandle, secondsOf, VodPlayer } from "@onair/react";
import { useState } from "react";
import { useParams, useSearchParams } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { useVideo } from "../../lib/recorded.ts";
import { Problem } from "../../ui/Problem.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import NotFound from "../not-found/NotFound.tsx";
import { Moments } from "./Moments.tsx";
import { MoreVideos } from "./MoreVideos.tsx";
import styles from "./Recorded.module.css";
import { VideoHead } from "./VideoHead.tsx";

/** A video: the player, what it is, its chapters, and others of its creator. */
export default function Video() {
  const { id = "" } = useParams<{ id: string }>();
  const { recorded } = useTexts();
  const [search] = useSearchParams();
  const found = useVideo(id);
  const [player, setPlayer] = useState<PlayerHandle | null>(null);
  const [theatre, setTheatre] = useState(false);
  const video = found.data;
  useTitle(video?.title ?? recorded.videos);
  if (isApiError(found.error, "Video not found")) return <NotFound />;
  if (found.isError && !video) {
    return (
      <div className={styles.problem}>
        <Problem thrown={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  if (!video) return <Waiting />;
  const hasChapters = chaptersOf(video.markers, video.duration).length > 0 || video.markers.length > 0;
  return (
    <div className={theatre ? styles.theatre : styles.screen}>
      <div className={styles.player}>
        <VodPlayer
          key={video.id}
          video={video}
          startAt={secondsOf(search.get("t")) ?? 0}
          theatre={theatre}
          onTheatre={setTheatre}
          onPlayer={setPlayer}
        />
      </div>
      <div className={styles.below}>
        <div className={styles.words}>
          <VideoHead video={video} player={player} clock={clock} />
          {video.description && (
            <p className={styles.about} dir="auto">
              {video.description}
            </p>
          )}
          {hasChapters && <Moments video={video} player={player} />}
        </div>
        <MoreVideos of={video} />
      </div>
    </div>
  );
}
