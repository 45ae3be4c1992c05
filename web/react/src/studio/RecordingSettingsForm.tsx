import type { OnAir, Output } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Switch } from "../ui/Field.tsx";
import { Select } from "./Select.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { useLoaded } from "./useLoaded.ts";

type Settings = Output<"getRecordingSettings">["data"];

const VISIBILITIES = ["PUBLIC", "FOLLOWERS", "PRIVATE"] as const;
const CLIPS_BY = ["EVERYONE", "FOLLOWERS", "NOBODY"] as const;

const ask = async (client: OnAir, signal: AbortSignal) =>
  (await client.getRecordingSettings({ signal })).data;

/** Whether broadcasts are recorded, and who may see and clip what was. */
export function RecordingSettingsForm() {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const stored = useLoaded<Settings>(ask);
  return (
    <SettingsForm
      title={s.recordings}
      stored={stored}
      read={(form) => ({
        isRecorded: form.get("isRecorded") === "on",
        vodVisibility: form.get("vodVisibility") as Settings["vodVisibility"],
        clipsBy: form.get("clipsBy") as Settings["clipsBy"],
      })}
      save={async (body) => (await client.updateRecordingSettings({ body })).data}
    >
      {(settings, submit) => (
        <>
          <Switch
            name="isRecorded"
            label={s.recorded}
            hint={s.recordedHint}
            defaultChecked={settings.isRecorded}
          />
          <Select
            name="vodVisibility"
            label={s.vodVisibility}
            fault={submit.fault("vodVisibility")}
            options={VISIBILITIES.map((to) => [to, s.visibilities[to]] as const)}
            defaultValue={settings.vodVisibility}
          />
          <Select
            name="clipsBy"
            label={s.clipsBy}
            fault={submit.fault("clipsBy")}
            options={CLIPS_BY.map((by) => [by, s.clipsByOf[by]] as const)}
            defaultValue={settings.clipsBy}
          />
        </>
      )}
    </SettingsForm>
  );
}
