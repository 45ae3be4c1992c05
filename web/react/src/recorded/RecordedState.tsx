import type { ReactNode } from "react";
import { Pill } from "../player/Pill.tsx";
import styles from "../player/StreamState.module.css";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { problem } from "../ui/problem.ts";
import type { Hindrance } from "./usePlayback.ts";

interface RecordedStateProps {
  hindrance: Hindrance;
  thrown: unknown;
  onAgain: () => void;
  /** What a stranger can do about a video for followers. */
  follow?: ReactNode;
}

/** Why nothing plays, and what one can do. */
export function RecordedState({ hindrance, thrown, onAgain, follow }: RecordedStateProps) {
  const { messages } = useOnAir();
  const m = messages.recorded;
  const again = <Pill onClick={onAgain}>{messages.retry}</Pill>;
  const shown: Record<
    Hindrance,
    { title: string; hint?: string; icon?: IconName; action?: ReactNode; busy?: boolean }
  > = {
    loading: { title: m.loading, busy: true },
    notReady: { title: m.notReady, hint: m.notReadyHint, busy: true },
    followers: { title: m.followersOnly, hint: m.followersOnlyHint, icon: "heart", action: follow },
    missing: { title: m.missing, hint: m.missingHint, icon: "mark" },
    failed: { title: m.failed, hint: m.failedHint, icon: "warn" },
    broken: {
      title: m.broken,
      hint: thrown ? problem(thrown, messages) : m.brokenHint,
      icon: "warn",
      action: again,
    },
  };
  const { title, hint, icon, action, busy } = shown[hindrance];
  return (
    <div className={styles.state}>
      {icon && (
        <div aria-hidden="true">
          <Icon name={icon} size={40} />
        </div>
      )}
      <div role="status">
        <p className={styles.title}>{title}</p>
        {hint && <p className={styles.hint}>{hint}</p>}
      </div>
      {action}
      {busy && <span aria-hidden="true" className={styles.busy} />}
    </div>
  );
}
