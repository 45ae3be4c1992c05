import type { OnAir, RaidSettings } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SelectField, TextField } from "./fields.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { useLoaded } from "./useLoaded.ts";

const FROM = ["EVERYONE", "FOLLOWED", "NOBODY"] as const;

const ask = async (client: OnAir, signal: AbortSignal) => (await client.getRaidSettings({ signal })).data;

/** Who may send their viewers here. */
export function RaidSettingsForm() {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const stored = useLoaded<RaidSettings>(ask);
  return (
    <SettingsForm
      title={s.raidsIn}
      stored={stored}
      read={({ text, numberOrNull }) => ({
        raidsFrom: text("raidsFrom") as RaidSettings["raidsFrom"],
        minFollowers: numberOrNull("minFollowers"),
      })}
      save={async (body) => (await client.updateRaidSettings({ body })).data}
    >
      {() => (
        <>
          <SelectField
            name="raidsFrom"
            label={s.raidsFrom}
            options={FROM.map((from) => [from, s.raidsFromOf[from]] as const)}
          />
          <TextField
            name="minFollowers"
            label={s.minFollowers}
            hint={s.minFollowersHint}
            type="number"
            dir="ltr"
            min={0}
            max={1_000_000_000}
            inputMode="numeric"
          />
        </>
      )}
    </SettingsForm>
  );
}
