import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { deleteVideo } from "../recorded/api.ts";
import type { Video } from "../recorded/types.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import styles from "../ui/controls.module.css";
import { Field, Switch } from "../ui/Field.tsx";
import { date } from "../ui/format.ts";
import { SaveRow } from "./SaveRow.tsx";
import { Select } from "./Select.tsx";
import { useSubmit } from "./useSubmit.ts";

const VISIBILITIES = ["PUBLIC", "FOLLOWERS", "PRIVATE"] as const;

export interface VideoFormProps {
  /** The creator's own. */
  video: Video;
  onSaved?: (video: Video) => void;
  onDeleted?: () => void;
}

/** What a video is called, who may see it, and how long it stays. */
export function VideoForm({ video, onSaved, onDeleted }: VideoFormProps) {
  const { client, messages, locale } = useOnAir();
  const { recorded: m, studio: s } = messages;
  const submit = useSubmit();
  const [asks, setAsks] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const wanted = {
      title: text("title"),
      description: text("description") || null,
      visibility: text("visibility") as Video["visibility"],
      isKept: form.get("isKept") === "on",
    };
    const changed = Object.entries(wanted).filter(([name, to]) => to !== video[name as keyof typeof wanted]);
    await submit.run(async () => {
      if (changed.length === 0) return;
      const body = Object.fromEntries(changed) as Partial<typeof wanted>;
      const { data } = await client.updateVod({ path: { vodId: video.id }, body });
      onSaved?.(data);
    }, messages.saved);
  }

  return (
    <form className={styles.panel} onSubmit={send} onInput={submit.clear}>
      <h2>{m.details}</h2>
      <Field label={m.title} fault={submit.fault("title")}>
        {(control) => (
          <input {...control} name="title" dir="auto" required maxLength={200} defaultValue={video.title} />
        )}
      </Field>
      <Field label={m.description} fault={submit.fault("description")}>
        {(control) => (
          <textarea
            {...control}
            name="description"
            dir="auto"
            rows={3}
            maxLength={1_000}
            defaultValue={video.description ?? ""}
          />
        )}
      </Field>
      <Select
        name="visibility"
        label={m.visibility}
        fault={submit.fault("visibility")}
        options={VISIBILITIES.map((to) => [to, s.visibilities[to]] as const)}
        defaultValue={video.visibility}
      />
      <Switch
        name="isKept"
        label={m.keep}
        hint={
          video.expiresAt && !video.isKept
            ? `${m.keepUntil(date(video.expiresAt, locale))} ${m.keepHint}`
            : m.keepHint
        }
        defaultChecked={video.isKept}
      />
      <SaveRow of={submit} />
      <div className={styles.row}>
        <Button look="danger" onClick={() => setAsks(true)}>
          {m.delete}
        </Button>
      </div>
      {asks && (
        <Confirm
          title={m.delete}
          action={m.deleteDo}
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            setAsks(false);
            if (await submit.run(() => deleteVideo(client, video.id))) onDeleted?.();
          }}
        >
          {m.deleteVideoAsk}
        </Confirm>
      )}
    </form>
  );
}
