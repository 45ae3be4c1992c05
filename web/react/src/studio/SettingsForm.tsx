import type { FormEvent, ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "../ui/controls.module.css";
import { SaveRow } from "./SaveRow.tsx";
import type { Loaded } from "./useLoaded.ts";
import { type Submit, useSubmit } from "./useSubmit.ts";

interface SettingsFormProps<T> {
  title: string;
  hint?: string;
  stored: Loaded<T>;
  /** What is to be stored, by the form. */
  read: (form: FormData) => Partial<T>;
  /** Stores what was changed, and answers what is stored then. */
  save: (changed: Partial<T>) => Promise<T>;
  children: (stored: T, submit: Submit) => ReactNode;
}

/** A few settings that are stored together: shown when they are known, and sent where they were changed. */
export function SettingsForm<T extends object>(props: SettingsFormProps<T>) {
  const { messages } = useOnAir();
  const submit = useSubmit();
  const { title, hint, stored, read, save, children } = props;
  const { value } = stored;

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (value === null) return;
    const wanted = Object.entries(read(new FormData(event.currentTarget)));
    const changed = wanted.filter(([name, to]) => to !== value[name as keyof T]);
    await submit.run(async () => {
      if (changed.length > 0) stored.set(await save(Object.fromEntries(changed) as Partial<T>));
    }, messages.saved);
  }

  return (
    <form
      key={JSON.stringify(value)}
      className={styles.panel}
      onSubmit={send}
      onInput={submit.clear}
      aria-busy={value === null && stored.fault === null}
    >
      <h2>{title}</h2>
      {hint && <p className={styles.hint}>{hint}</p>}
      {stored.fault && (
        <p className={styles.fault} role="alert">
          {stored.fault}
        </p>
      )}
      {value !== null && (
        <>
          {children(value, submit)}
          <SaveRow of={submit} />
        </>
      )}
    </form>
  );
}
