import type { StreamInfo } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SelectField, TextField } from "./fields.tsx";
import { SettingsForm } from "./SettingsForm.tsx";

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
      read={({ text, textOrNull }) => ({
        title: text("title"),
        description: textOrNull("description"),
        thumbnail: textOrNull("thumbnail"),
        reconnectWindow: Number(text("reconnectWindow")),
        ...(info.tags && {
          tags: text("tags")
            .split(/[\s,]+/)
            .filter(Boolean),
        }),
      })}
      save={async (body) => {
        const { data } = await client.updateInfo({ body });
        return { ...info, ...body, ...data } as StreamSettings;
      }}
    >
      {() => (
        <>
          <TextField name="title" label={s.title} maxLength={200} required />
          <TextField name="description" label={s.description} rows={4} maxLength={1_000} />
          {info.tags && (
            <TextField name="tags" label={s.tags} hint={s.tagsHint} value={info.tags.join(" ")} />
          )}
          <TextField
            name="thumbnail"
            label={s.thumbnail}
            hint={s.thumbnailHint}
            type="url"
            dir="ltr"
            maxLength={2_048}
          />
          <SelectField
            name="reconnectWindow"
            label={s.window}
            hint={s.windowHint}
            options={[...new Set([...WINDOWS, info.reconnectWindow])]
              .sort((a, b) => a - b)
              .map((seconds) => [String(seconds), seconds === 0 ? s.off : s.seconds(seconds)] as const)}
          />
        </>
      )}
    </SettingsForm>
  );
}
