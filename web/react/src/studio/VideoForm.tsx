import { useOnAir } from "../provider/OnAirProvider.tsx";
import { deleteVideo } from "../recorded/api.ts";
import type { Video } from "../recorded/types.ts";
import { ConfirmButton } from "../ui/ConfirmButton.tsx";
import styles from "../ui/controls.module.css";
import { date } from "../ui/format.ts";
import { SelectField, SwitchField, TextField } from "./fields.tsx";
import { VISIBILITIES } from "./RecordingSettingsForm.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import type { Submit } from "./useSubmit.ts";

export interface VideoFormProps {
  /** The creator's own. */
  video: Video;
  onSaved?: (video: Video) => void;
  onDeleted?: () => void;
}

type Changes = Pick<Video, "title" | "description" | "visibility" | "isKept">;

/** What a video is called, who may see it, and how long it stays. */
export function VideoForm({ video, onSaved, onDeleted }: VideoFormProps) {
  const { client, messages, locale } = useOnAir();
  const { recorded: m, studio: s } = messages;
  const { title, description, visibility, isKept } = video;
  return (
    <SettingsForm<Video>
      title={m.details}
      stored={{ value: video, set: (to) => onSaved?.(to), fault: null }}
      version={JSON.stringify([title, description, visibility, isKept])}
      read={({ text, textOrNull, on }) => ({
        title: text("title"),
        description: textOrNull("description"),
        visibility: text("visibility") as Video["visibility"],
        isKept: on("isKept"),
      })}
      save={async (changed) => {
        const body = changed as Partial<Changes>;
        return (await client.updateVod({ path: { vodId: video.id }, body })).data;
      }}
      after={(submit) => <DeleteVideo id={video.id} submit={submit} onDeleted={onDeleted} />}
    >
      {() => (
        <>
          <TextField name="title" label={m.title} required maxLength={200} />
          <TextField name="description" label={m.description} rows={3} maxLength={1_000} />
          <SelectField
            name="visibility"
            label={m.visibility}
            options={VISIBILITIES.map((to) => [to, s.visibilities[to]] as const)}
          />
          <SwitchField
            name="isKept"
            label={m.keep}
            hint={
              video.expiresAt && !isKept
                ? `${m.keepUntil(date(video.expiresAt, locale))} ${m.keepHint}`
                : m.keepHint
            }
          />
        </>
      )}
    </SettingsForm>
  );
}

/** Deletes it, asked once more. */
function DeleteVideo({ id, submit, onDeleted }: { id: string; submit: Submit; onDeleted?: () => void }) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  return (
    <div className={styles.row}>
      <ConfirmButton
        title={m.delete}
        text={m.deleteVideoAsk}
        action={m.deleteDo}
        onConfirm={async () => {
          if (await submit.run(() => deleteVideo(client, id))) onDeleted?.();
        }}
      >
        {m.delete}
      </ConfirmButton>
    </div>
  );
}
