import type { FormEvent, ReactNode } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "../ui/controls.module.css";
import { FormContext, fields, type Written } from "./fields.tsx";
import { SaveRow } from "./SaveRow.tsx";
import type { Loaded } from "./useLoaded.ts";
import { type Submit, useSubmit } from "./useSubmit.ts";

export interface SettingsFormProps<T> {
  /** Its heading, unless the page has one. */
  title?: string;
  hint?: string;
  stored: Loaded<T>;
  /** Another version of what is stored fills the fields anew; unless it is said, any change of it does. */
  version?: string;
  /** What is to be stored, by what was written. */
  read: (written: Written) => Partial<T>;
  /** Stores what was changed, and answers what is stored then. */
  save: (changed: Partial<T>) => Promise<T>;
  /** Its fields (`fields.tsx`): each shows what is stored under its name. */
  children: (stored: T) => ReactNode;
  /** Below the button: what else one may do with it. */
  after?: (submit: Submit) => ReactNode;
}

/** A few settings that are stored together: shown when they are known, and sent where they were changed. */
export function SettingsForm<T extends object>(props: SettingsFormProps<T>) {
  const { messages } = useOnAir();
  const submit = useSubmit();
  const { title, hint, stored, version, read, save, children, after } = props;
  const { value } = stored;

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (value === null) return;
    const changed = changedOf(value, read(fields(new FormData(event.currentTarget))));
    await submit.run(async () => {
      if (Object.keys(changed).length > 0) stored.set(await save(changed));
    }, messages.saved);
  }

  return (
    <form
      key={version ?? JSON.stringify(value)}
      className={styles.panel}
      onSubmit={send}
      onInput={submit.clear}
      aria-busy={value === null && stored.fault === null}
    >
      {title && <h2>{title}</h2>}
      {hint && <p className={styles.hint}>{hint}</p>}
      {stored.fault && (
        <p className={styles.fault} role="alert">
          {stored.fault}
        </p>
      )}
      {value !== null && (
        <>
          <FormContext.Provider value={{ stored: value, fault: submit.fault }}>
            {children(value)}
          </FormContext.Provider>
          <SaveRow of={submit} />
          {after?.(submit)}
        </>
      )}
    </form>
  );
}

/** What of the wanted is not stored already. What is not set is null in one place, and not there in another. */
export function changedOf<T extends object>(stored: T, wanted: Partial<T>): Partial<T> {
  const changed = Object.entries(wanted).filter(
    ([name, to]) => JSON.stringify(to ?? null) !== JSON.stringify(stored[name as keyof T] ?? null),
  );
  return Object.fromEntries(changed) as Partial<T>;
}
