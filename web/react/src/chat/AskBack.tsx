import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "./ChatInput.module.css";
import type { Moderation } from "./transport.ts";
import { useAct } from "./useAct.ts";

/** Who is banned asks to be let in again. */
export function AskBack({ moderation }: { moderation: Moderation }) {
  const m = useOnAir().messages.chat;
  const { act, word } = useAct();
  const [open, setOpen] = useState(false);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text")).trim();
    if (!text) return;
    void act(async () => {
      await moderation.askBack(text);
      setOpen(false);
    }, m.askedBack);
  }

  return (
    <>
      {open ? (
        <form className={styles.ask} onSubmit={send}>
          <input name="text" aria-label={m.askBack} dir="auto" required maxLength={500} autoComplete="off" />
          <Button type="submit">{m.send}</Button>
        </form>
      ) : (
        word !== m.askedBack && <Button onClick={() => setOpen(true)}>{m.askBack}</Button>
      )}
      <p role="status">{word}</p>
    </>
  );
}
