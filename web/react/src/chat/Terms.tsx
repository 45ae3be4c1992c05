import { type FormEvent, useEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import controls from "../ui/controls.module.css";
import styles from "./ModerationPanel.module.css";
import type { Moderation } from "./transport.ts";
import type { ChatTerm } from "./types.ts";
import type { Act } from "./useAct.ts";

/** Words that the chat does not show, or shows to moderators first. */
export function Terms({ moderation, act }: { moderation: Moderation; act: Act }) {
  const { messages } = useOnAir();
  const m = messages.chat;
  const [terms, setTerms] = useState<ChatTerm[]>([]);
  useEffect(() => {
    void moderation
      .terms()
      .then(setTerms)
      .catch(() => {});
  }, [moderation]);

  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = String(form.get("term")).trim();
    const action = form.get("holds") === "on" ? "HOLD" : "BLOCK";
    if (!text) return;
    void act(async () => {
      const made = await moderation.addTerm(text, action);
      setTerms((present) => [made, ...present.filter(({ id }) => id !== made.id)]);
      element.reset();
    });
  }

  return (
    <>
      <h4>{m.terms}</h4>
      <p className={styles.hint}>{m.termsHint}</p>
      <ul className={styles.words}>
        {terms.map(({ id, text, action }) => (
          <li key={id}>
            <bdi>{text}</bdi>
            {action === "HOLD" && <span className={styles.hint}>{m.termHolds}</span>}
            <IconButton
              icon="close"
              size={16}
              label={m.termRemove(text)}
              onClick={() =>
                act(async () => {
                  await moderation.removeTerm(id);
                  setTerms((present) => present.filter((one) => one.id !== id));
                })
              }
            />
          </li>
        ))}
      </ul>
      <form className={styles.announce} onSubmit={add}>
        <input name="term" minLength={2} maxLength={100} aria-label={m.terms} dir="auto" autoComplete="off" />
        <label className={`${controls.switch} ${styles.tick}`}>
          <input type="checkbox" name="holds" /> {m.termHold}
        </label>
        <Button type="submit">{m.termAdd}</Button>
      </form>
    </>
  );
}
