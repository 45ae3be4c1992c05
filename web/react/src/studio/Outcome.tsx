import styles from "../ui/controls.module.css";
import type { Submit } from "./useSubmit.ts";

/** What came of it, said and shown. */
export function Outcome({ of }: { of: Submit }) {
  return (
    <p role="status" className={of.failed ? styles.fault : styles.hint}>
      {of.word}
    </p>
  );
}
