import { ApiError } from "@onair/client";
import { Button, Field, problem, useOnAir } from "@onair/react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import styles from "./Admin.module.css";

interface ReasonDialogProps {
  title: string;
  text?: string;
  action: string;
  onReason: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks why; the person concerned reads it. */
export function ReasonDialog({ title, text, action, onReason, onClose }: ReasonDialogProps) {
  const { admin } = useTexts();
  const { messages } = useOnAir();
  const dialog = useRef<HTMLDialogElement>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    try {
      await onReason(reason);
      onClose();
    } catch (refused) {
      setThrown(refused);
    }
  }

  const fault = thrown instanceof ApiError ? thrown.fault("reason") : null;
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={title} onClose={onClose}>
      <h2 className={styles.dialogTitle} dir="auto">
        {title}
      </h2>
      {text && <p className={styles.dialogText}>{text}</p>}
      <form onSubmit={submit} className={styles.form}>
        <Field
          label={admin.reason}
          hint={admin.reasonHint}
          fault={fault ?? (thrown ? problem(thrown, messages) : null)}
        >
          {(control) => <textarea {...control} name="reason" rows={4} required maxLength={500} dir="auto" />}
        </Field>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{admin.cancel}</Button>
          <Button type="submit" look="danger">
            {action}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
