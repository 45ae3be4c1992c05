import type { OnAir, Output } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SelectField, SwitchField } from "./fields.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { useLoaded } from "./useLoaded.ts";

type Settings = Output<"getRecordingSettings">["data"];

/** Who may see a video. */
export const VISIBILITIES = ["PUBLIC", "FOLLOWERS", "PRIVATE"] as const;
const CLIPS_BY = ["EVERYONE", "FOLLOWERS", "NOBODY"] as const;

const ask = async (client: OnAir, signal: AbortSignal) =>
  (await client.getRecordingSettings({ signal })).data;

/** Whether broadcasts are recorded, and who may see and clip what was. */
export function RecordingSettingsForm() {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const stored = useLoaded<Settings>(ask, { "Stream not found": s.recordingsFirst });
  return (
    <SettingsForm
      title={s.recordings}
      stored={stored}
      read={({ text, on }) => ({
        isRecorded: on("isRecorded"),
        vodVisibility: text("vodVisibility") as Settings["vodVisibility"],
        clipsBy: text("clipsBy") as Settings["clipsBy"],
      })}
      save={async (body) => (await client.updateRecordingSettings({ body })).data}
    >
      {() => (
        <>
          <SwitchField name="isRecorded" label={s.recorded} hint={s.recordedHint} />
          <SelectField
            name="vodVisibility"
            label={s.vodVisibility}
            options={VISIBILITIES.map((to) => [to, s.visibilities[to]] as const)}
          />
          <SelectField
            name="clipsBy"
            label={s.clipsBy}
            options={CLIPS_BY.map((by) => [by, s.clipsByOf[by]] as const)}
          />
        </>
      )}
    </SettingsForm>
  );
}
