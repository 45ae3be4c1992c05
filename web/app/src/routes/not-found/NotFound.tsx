import { Button, Field } from "@onair/react";
import { type FormEvent, useId } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../../i18n/I18n.tsx";
import { useTitle } from "../../lib/page.ts";
import { Empty } from "../../ui/Empty.tsx";
import styles from "./NotFound.module.css";

/** Nothing is here; it searches for what may have been meant. */
export default function NotFound() {
  const { errors, frame } = useTexts();
  const [place, go] = useLocation();
  const form = useId();
  useTitle(errors.notFoundTitle);
  const meant = decoded(place.split("/").filter(Boolean).pop() ?? "").replace(/^@/, "");

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget).get("q") ?? "").trim();
    if (q) go(`/search?q=${encodeURIComponent(q)}`);
  }

  return (
    <div className={styles.page}>
      <Empty drawing="off" level={1} title={errors.notFoundTitle} text={errors.notFoundText} />
      <form id={form} onSubmit={submit} className={styles.form}>
        <Field label={frame.searchLabel}>
          {(control) => (
            <input {...control} type="search" name="q" defaultValue={meant} maxLength={100} dir="auto" />
          )}
        </Field>
        <Button type="submit" look="primary">
          {frame.search}
        </Button>
      </form>
    </div>
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
