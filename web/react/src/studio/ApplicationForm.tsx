import { type Application, type Category, isApiError } from "@onair/client";
import { type FormEvent, useEffect, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { Outcome } from "./Outcome.tsx";
import own from "./studio.module.css";
import { useSubmit } from "./useSubmit.ts";

export interface ApplicationFormProps {
  /** It was sent. */
  onSent?: () => void;
  /** Whether it has a heading of its own: not where the page's says the same. */
  hasHeading?: boolean;
}

/** The way to become a creator: the form, and where the application stands. */
export function ApplicationForm({ onSent, hasHeading = true }: ApplicationFormProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();
  const [application, setApplication] = useState<Application | null | undefined>();
  const [again, setAgain] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    client
      .getApplication({ signal: stop.signal })
      .then(({ data }) => setApplication(data as Application))
      .catch((thrown: unknown) => {
        if (isApiError(thrown, "Application not found")) setApplication(null);
      });
    return () => stop.abort();
  }, [client]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await submit.run(async () => {
      const body = {
        bio: String(form.get("bio")).trim(),
        categories: form.getAll("categories") as Category[],
      };
      const { data } = await client.submitApplication({ body });
      setApplication(data as Application);
      setAgain(false);
      onSent?.();
    });
  }

  if (application === undefined)
    return <section className={styles.panel} aria-busy="true" style={{ minBlockSize: 240 }} />;
  if (application && !again) {
    const { status } = application;
    const decided = status !== "PENDING";
    return (
      <section className={styles.panel}>
        {hasHeading && <h2>{s.apply}</h2>}
        <ol className={own.track}>
          {s.steps.map((step, at) => (
            <li
              key={step}
              data-done={at < 2 || decided ? "" : undefined}
              aria-current={(decided ? at === 2 : at === 1) ? "step" : undefined}
            >
              {step}
            </li>
          ))}
        </ol>
        <p role="status">
          {status === "PENDING" && s.pending}
          {status === "APPROVED" && s.approved}
          {status === "REJECTED" && s.rejected(application.rejectionReason ?? "")}
          {status === "SUSPENDED" && s.suspended(application.suspensionReason ?? "")}
        </p>
        {status === "REJECTED" && (
          <div className={styles.row}>
            <Button look="primary" onClick={() => setAgain(true)}>
              {s.applyAgain}
            </Button>
          </div>
        )}
      </section>
    );
  }
  return (
    <form className={styles.panel} onSubmit={send} onInput={submit.clear} noValidate>
      {hasHeading && <h2>{s.apply}</h2>}
      <p>{s.applyHint}</p>
      <Field label={s.bio} hint={s.bioHint} fault={submit.fault("bio")}>
        {(control) => (
          <textarea
            {...control}
            name="bio"
            dir="auto"
            rows={5}
            maxLength={500}
            required
            defaultValue={application?.bio}
          />
        )}
      </Field>
      <fieldset className={styles.field} aria-describedby="onair-categories-hint">
        <legend className={styles.label}>{s.applyCategories}</legend>
        <div className={styles.choices}>
          {Object.entries(messages.categories).map(([category, text]) => (
            <label key={category} className={styles.choice}>
              <input
                type="checkbox"
                name="categories"
                value={category}
                defaultChecked={application?.categories.includes(category as Category)}
              />
              <span>{text}</span>
            </label>
          ))}
        </div>
        <p className={styles.hint} id="onair-categories-hint">
          {s.applyCategoriesHint}
        </p>
        {submit.fault("categories") && (
          <p className={styles.fault} role="alert">
            {submit.fault("categories")}
          </p>
        )}
      </fieldset>
      <div className={styles.row}>
        <Button type="submit" look="primary" disabled={submit.busy}>
          {s.sendApplication}
        </Button>
        <Outcome of={submit} />
      </div>
    </form>
  );
}
