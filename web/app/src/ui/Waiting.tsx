import { useTexts } from "../i18n/I18n.tsx";
import shared from "./shared.module.css";
import styles from "./Waiting.module.css";

/** The shape of a screen that has not come yet. */
export function Waiting() {
  const { frame } = useTexts();
  return (
    <div className={styles.waiting} aria-busy="true">
      <span className={shared.hidden}>{frame.loading}</span>
      <span className={styles.title} />
      <span className={styles.block} />
      <span className={styles.block} />
    </div>
  );
}
