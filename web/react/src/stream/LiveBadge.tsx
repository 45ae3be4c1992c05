import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "./LiveBadge.module.css";

/** The red word that means live. */
export function LiveBadge() {
  return <span className={styles.badge}>{useOnAir().messages.live}</span>;
}
