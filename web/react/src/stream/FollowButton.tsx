import { isApiError } from "@onair/client";
import { useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { problem } from "../ui/problem.ts";
import styles from "./FollowButton.module.css";

export interface FollowButtonProps {
  creator: { id: string; name: string };
  /** Whether the viewer follows, where the page knows it; asked for otherwise. */
  isFollowing?: boolean;
  onChange?: (isFollowing: boolean) => void;
  /** The API has it so: lists that hang on it may be asked for anew. */
  onSaved?: (isFollowing: boolean) => void;
}

/** Follows at once, and takes it back with a word where the API does not have it so. Nothing for one's own channel. */
export function FollowButton({ creator, isFollowing, onChange, onSaved }: FollowButtonProps) {
  const { client, viewer, messages, onSignIn } = useOnAir();
  const { id, name } = creator;
  const [follows, setFollows] = useState(isFollowing);
  const [word, setWord] = useState<string | null>(null);
  const sending = useRef(false);
  const signedIn = viewer !== null;
  useEffect(() => setFollows(isFollowing), [isFollowing]);
  useEffect(() => {
    if (isFollowing !== undefined || !signedIn) return;
    const stop = new AbortController();
    client
      .getFollow({ path: { userId: id }, signal: stop.signal })
      .then(({ data }) => setFollows(data.isFollowing))
      .catch(() => {});
    return () => stop.abort();
  }, [client, id, isFollowing, signedIn]);

  if (viewer?.id === id || (!signedIn && !onSignIn)) return null;

  async function toggle() {
    if (!signedIn) return onSignIn?.();
    if (sending.current) return;
    const wanted = !follows;
    sending.current = true;
    setWord(null);
    setFollows(wanted);
    onChange?.(wanted);
    try {
      await client[wanted ? "follow" : "unfollow"]({ path: { userId: id } });
      onSaved?.(wanted);
    } catch (thrown) {
      // Another tab was first: it is as it was wanted.
      if (isApiError(thrown, wanted ? "Already following this creator" : "Not following this creator"))
        return;
      setFollows(!wanted);
      onChange?.(!wanted);
      const known = isApiError(thrown) && thrown.status < 500;
      setWord(
        known ? problem(thrown, messages) : messages.stream[wanted ? "followFailed" : "unfollowFailed"](name),
      );
    } finally {
      sending.current = false;
    }
  }

  const { following, followName, unfollowName, signInToFollow } = messages.stream;
  // What is read out begins with what is seen; what a click does is said on hover.
  const label = follows ? `${following}: ${name}` : followName(name);
  const hint = follows ? unfollowName(name) : followName(name);
  return (
    <span className={styles.follow}>
      <Button
        look={follows ? "plain" : "primary"}
        aria-label={signedIn ? label : signInToFollow}
        title={signedIn ? hint : signInToFollow}
        aria-pressed={Boolean(follows)}
        onClick={toggle}
      >
        <Icon name="heart" size={18} filled={Boolean(follows)} />
        {messages.stream[follows ? "following" : "follow"]}
      </Button>
      <span className={styles.word} role="status">
        {word}
      </span>
    </span>
  );
}
