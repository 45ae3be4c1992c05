import type { ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import type { Phase } from "../room/machine.ts";
import type { Scene } from "../room/scene.ts";
import type { Stream } from "../stream/types.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { useNow } from "../ui/clock.ts";
import { Icon } from "../ui/Icon.tsx";
import { Pill } from "./Pill.tsx";
import styles from "./StreamState.module.css";

interface StreamStateProps {
  scene: Scene;
  stream: Stream | null | undefined;
  host: Stream | null;
  phase: Phase;
  onAgain: () => void;
}

/** What stands over the picture, or in its place: what is, and what one can do. */
export function StreamState({ scene, stream, host, phase, onAgain }: StreamStateProps) {
  const { messages } = useOnAir();
  const m = messages.player;
  const name = host?.user.name ?? stream?.user.name ?? "";
  const now = useNow(scene === "lost" ? 1_000 : null);
  const seconds = phase.at === "waiting" ? Math.max(1, Math.ceil((phase.until - now) / 1_000)) : 0;
  const face = host && <Avatar id={host.userId} name={host.user.name} image={host.user.image} size={64} />;
  const again = (text: string) => <Pill onClick={onAgain}>{text}</Pill>;

  const shown: Record<
    Scene,
    { title: string; hint?: string; top?: ReactNode; action?: ReactNode; busy?: boolean } | null
  > = {
    live: null,
    hosting: null,
    loading: { title: m.connecting, busy: true },
    connecting: { title: m.connecting, busy: true },
    waiting: { title: m.waiting(name), busy: true },
    interrupted: { title: m.interrupted(name), hint: m.interruptedHint, busy: true },
    reconnecting: { title: m.reconnecting, busy: true },
    lost: { title: m.lost, hint: m.lostAgain(seconds), action: again(messages.retry), busy: true },
    gaveUp: {
      title: m.gaveUp,
      hint: m.gaveUpHint,
      top: <Icon name="warn" size={40} />,
      action: again(messages.retry),
    },
    offline: { title: m.offline(name), hint: m.offlineHint, top: face },
    ended: { title: m.ended(name), hint: m.endedHint, top: face },
    blocked: { title: m.blocked, hint: m.blockedHint, top: <Icon name="shield" size={40} /> },
    missing: { title: m.missing, hint: m.missingHint, top: <Icon name="mark" size={40} /> },
    elsewhere: {
      title: m.elsewhere,
      hint: m.elsewhereHint,
      top: <Icon name="window" size={40} />,
      action: again(m.watchHere),
    },
    removed: {
      title: m.removed,
      hint: m.removedHint,
      top: <Icon name="shield" size={40} />,
      action: again(messages.retry),
    },
    withoutMedia: { title: m.withoutMedia, hint: m.withoutMediaHint, top: <Icon name="mark" size={40} /> },
  };
  const state = shown[scene];
  return (
    <>
      {scene === "hosting" && stream && <p className={styles.hosting}>{m.hosting(stream.user.name, name)}</p>}
      {state && (
        <div className={styles.state}>
          {/* The face and the drawing say nothing that the words do not. */}
          {state.top && <div aria-hidden="true">{state.top}</div>}
          <div role="status">
            <p className={styles.title} dir="auto">
              {state.title}
            </p>
            {state.hint && <p className={styles.hint}>{state.hint}</p>}
          </div>
          {state.action}
          {state.busy && <span aria-hidden="true" className={styles.busy} />}
        </div>
      )}
    </>
  );
}
