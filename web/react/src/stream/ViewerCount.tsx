import { useOnAir } from "../provider/OnAirProvider.tsx";
import { short, whole } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./facts.module.css";

/** How many watch: short, with the whole number on hover. */
export function ViewerCount({ count }: { count: number }) {
  const { messages, locale } = useOnAir();
  return (
    <span className={styles.fact} title={messages.stream.viewers(count, whole(count, locale))}>
      <Icon name="viewer" size={16} />
      <span aria-hidden="true">{short(count, locale)}</span>
      <span className={styles.hidden}>{messages.stream.viewers(count, short(count, locale))}</span>
    </span>
  );
}
