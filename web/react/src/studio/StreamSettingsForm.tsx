import type { StreamInfo } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Field } from "../ui/Field.tsx";
import { Select } from "./Select.tsx";
import { fields, SettingsForm } from "./SettingsForm.tsx";

/** A stream's settings, with what newer servers have beside. */
export type StreamSettings = StreamInfo & { tags?: readonly string[] };

export interface StreamSettingsFormProps {
  info: StreamSettings;
  /** What is stored now. */
  onSaved?: (info: StreamSettings) => void;
}

/** Offered for the reconnect window, in seconds. */
const WINDOWS = [0, 30, 60, 120, 300] as const;

/** Title, description, thumbnail, tags and reconnect window. Sends what was changed. */
export function StreamSettingsForm({ info, onSaved }: StreamSettingsFormProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  return (
    <SettingsForm<StreamSettings>
      title={s.details}
      stored={{ value: info, set: (to) => onSaved?.(to), fault: null }}
      // What changes while one types, viewers say, takes nothing away that was typed.
      version={info.updatedAt}
      read={(form) => {
        const { text, textOrNull } = fields(form);
        return {
          title: text("title"),
          description: textOrNull("description"),
          thumbnail: textOrNull("thumbnail"),
          reconnectWindow: Number(text("reconnectWindow")),
          ...(info.tags && {
            tags: text("tags")
              .split(/[\s,]+/)
              .filter(Boolean),
          }),
        };
      }}
      save={async (body) => {
        const { data } = await client.updateInfo({ body });
        return { ...info, ...body, ...data } as StreamSettings;
      }}
    >
      {(_, submit) => (
        <>
          <Field label={s.title} fault={submit.fault("title")}>
            {(control) => (
              <input
                {...control}
                name="title"
                dir="auto"
                maxLength={200}
                required
                defaultValue={info.title}
              />
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
          <Select
            name="reconnectWindow"
            label={s.window}
            hint={s.windowHint}
            fault={submit.fault("reconnectWindow")}
            options={[...new Set([...WINDOWS, info.reconnectWindow])]
              .sort((a, b) => a - b)
              .map((seconds) => [String(seconds), seconds === 0 ? s.off : s.seconds(seconds)] as const)}
            defaultValue={String(info.reconnectWindow)}
          />
        </>
      )}
    </SettingsForm>
  );
}
