import type { StreamInfo } from "@onair/client";
import type { FormEvent } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { SaveRow } from "./SaveRow.tsx";
import { useSubmit } from "./useSubmit.ts";

/** A stream's settings, with what newer servers have beside. */
export type StreamSettings = StreamInfo & { tags?: readonly string[] };

export interface StreamSettingsFormProps {
  info: StreamSettings;
  /** What is stored now. */
  onSaved?: (info: StreamSettings) => void;
}

/** Title, description, thumbnail, tags and reconnect window. Sends what was changed. */
export function StreamSettingsForm({ info, onSaved }: StreamSettingsFormProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const wanted = {
      title: text("title"),
      description: text("description") || null,
      thumbnail: text("thumbnail") || null,
      reconnectWindow: Number(form.get("reconnectWindow")),
      ...(info.tags && {
        tags: text("tags")
          .split(/[\s,]+/)
          .filter(Boolean),
      }),
    };
    const known = {
      ...info,
      description: info.description ?? null,
      thumbnail: info.thumbnail ?? null,
    } as Record<string, unknown>;
    const changed = Object.entries(wanted).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name]),
    );
    await submit.run(async () => {
      if (changed.length === 0) return;
      const body = Object.fromEntries(changed);
      const { data } = await client.updateInfo({ body });
      onSaved?.({ ...info, ...body, ...data } as StreamSettings);
    }, messages.saved);
  }

  return (
    // Stored values that change from outside are shown: the fields keep what is typed, not what was.
    <form key={info.updatedAt} className={styles.panel} onSubmit={save} onInput={submit.clear} noValidate>
      <h2>{s.details}</h2>
      <Field label={s.title} fault={submit.fault("title")}>
        {(control) => (
          <input {...control} name="title" dir="auto" maxLength={200} required defaultValue={info.title} />
        )}
      </Field>
      <Field label={s.description} fault={submit.fault("description")}>
        {(control) => (
          <textarea
            {...control}
            name="description"
            dir="auto"
            rows={4}
            maxLength={1000}
            defaultValue={info.description ?? ""}
          />
        )}
      </Field>
      {info.tags && (
        <Field label={s.tags} hint={s.tagsHint} fault={submit.fault("tags")}>
          {(control) => <input {...control} name="tags" dir="auto" defaultValue={info.tags?.join(" ")} />}
        </Field>
      )}
      <Field label={s.thumbnail} hint={s.thumbnailHint} fault={submit.fault("thumbnail")}>
        {(control) => (
          <input
            {...control}
            name="thumbnail"
            type="url"
            dir="ltr"
            maxLength={2048}
            defaultValue={info.thumbnail ?? ""}
          />
        )}
      </Field>
      <Field label={s.window} hint={s.windowHint} fault={submit.fault("reconnectWindow")}>
        {(control) => (
          <select {...control} name="reconnectWindow" defaultValue={info.reconnectWindow}>
            {[...new Set([0, 30, 60, 120, 300, info.reconnectWindow])]
              .sort((a, b) => a - b)
              .map((seconds) => (
                <option key={seconds} value={seconds}>
                  {seconds === 0 ? s.off : s.seconds(seconds)}
                </option>
              ))}
          </select>
        )}
      </Field>
      <SaveRow of={submit} />
    </form>
  );
}
