import type { OnAir, RaidSettings } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Field } from "../ui/Field.tsx";
import { Select } from "./Select.tsx";
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
      read={(form) => ({
        raidsFrom: form.get("raidsFrom") as RaidSettings["raidsFrom"],
        minFollowers: form.get("minFollowers") === "" ? null : Number(form.get("minFollowers")),
      })}
      save={async (body) => (await client.updateRaidSettings({ body })).data}
    >
      {(settings, submit) => (
        <>
          <Select
            name="raidsFrom"
            label={s.raidsFrom}
            fault={submit.fault("raidsFrom")}
            options={FROM.map((from) => [from, s.raidsFromOf[from]] as const)}
            defaultValue={settings.raidsFrom}
          />
          <Field label={s.minFollowers} hint={s.minFollowersHint} fault={submit.fault("minFollowers")}>
            {(control) => (
              <input
                {...control}
                name="minFollowers"
                type="number"
                min={0}
                max={1_000_000_000}
                inputMode="numeric"
                defaultValue={settings.minFollowers ?? ""}
              />
            )}
          </Field>
        </>
      )}
    </SettingsForm>
  );
}
