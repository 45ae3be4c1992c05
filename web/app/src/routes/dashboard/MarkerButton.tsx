import { Button, markNow, problem, useOnAir } from "@onair/react";
import { type FormEvent, useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Dashboard.module.css";

/** Gives this moment of the broadcast a name, for the video that it becomes. */
export function MarkerButton() {
  const { recorded } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const tell = useToast();
  const [busy, setBusy] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text") ?? "").trim();
    if (!text || busy) return;
    setBusy(true);
    try {
      await markNow(client, text);
      form.reset();
      tell(recorded.markerSet);
    } catch (thrown) {
      tell(problem(thrown, messages));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles.marker} onSubmit={send}>
      <label className={shared.hidden} htmlFor="marker-text">
        {recorded.markerText}
      </label>
      <input
        id="marker-text"
        name="text"
        dir="auto"
        required
        maxLength={140}
        autoComplete="off"
        placeholder={recorded.markerText}
      />
      <Button type="submit" disabled={busy}>
        {recorded.marker}
      </Button>
    </form>
  );
}
