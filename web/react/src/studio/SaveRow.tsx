import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Outcome } from "./Outcome.tsx";
import type { Submit } from "./useSubmit.ts";

/** A form's last row: the button that saves it, and what came of that. */
export function SaveRow({ of }: { of: Submit }) {
  const { messages } = useOnAir();
  return (
    <div className={styles.row}>
      <Button type="submit" look="primary" disabled={of.busy}>
        {messages.save}
      </Button>
      <Outcome of={of} />
    </div>
  );
}
