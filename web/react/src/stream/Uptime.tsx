import { useOnAir } from "../provider/OnAirProvider.tsx";
import { useNow } from "../ui/clock.ts";
import { clock } from "../ui/format.ts";
import styles from "./facts.module.css";

/** How long it has been live, to the second. Nothing where it is not. */
export function Uptime({ since }: { since: string | null | undefined }) {
  const { messages } = useOnAir();
  const now = useNow(since ? 1_000 : null);
  if (!since) return null;
  const text = clock((now - Date.parse(since)) / 1_000);
  return (
    <time className={styles.fact} dateTime={since} title={messages.stream.uptime(text)}>
      {text}
    </time>
  );
}
