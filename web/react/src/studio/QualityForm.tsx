import type { OnAir, Preset, Quality } from "@onair/client";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SelectField, SwitchField } from "./fields.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { useLoaded } from "./useLoaded.ts";

/** Height, frames a second, sizes; fast: for much movement. LiveKit's own names say the same, in capitals. */
const PRESETS: readonly [Preset, height: number, fps: number, sizes: number, fast: boolean][] = [
  ["H264_1080P_30FPS_3_LAYERS", 1080, 30, 3, false],
  ["H264_1080P_30FPS_3_LAYERS_HIGH_MOTION", 1080, 30, 3, true],
  ["H264_1080P_30FPS_1_LAYER", 1080, 30, 1, false],
  ["H264_1080P_30FPS_1_LAYER_HIGH_MOTION", 1080, 30, 1, true],
  ["H264_720P_30FPS_3_LAYERS", 720, 30, 3, false],
  ["H264_720P_30FPS_3_LAYERS_HIGH_MOTION", 720, 30, 3, true],
  ["H264_720P_30FPS_1_LAYER", 720, 30, 1, false],
  ["H264_720P_30FPS_1_LAYER_HIGH_MOTION", 720, 30, 1, true],
  ["H264_540P_25FPS_2_LAYERS", 540, 25, 2, false],
  ["H264_540P_25FPS_2_LAYERS_HIGH_MOTION", 540, 25, 2, true],
];

const ask = async (client: OnAir, signal: AbortSignal) => (await client.getQuality({ signal })).data;

/** In which sizes a push is made, from the next one on. */
export function QualityForm() {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const stored = useLoaded<Quality>(ask);
  return (
    <SettingsForm
      title={s.quality}
      hint={s.qualityHint}
      stored={stored}
      read={({ text, on }) => ({
        preset: text("preset") as Preset,
        isWhipTranscoded: on("isWhipTranscoded"),
      })}
      save={async (body) => (await client.updateQuality({ body })).data}
    >
      {() => (
        <>
          <SelectField
            name="preset"
            label={s.preset}
            options={[
              ["AUTO", s.presetAuto] as const,
              ...PRESETS.map(
                ([name, height, fps, sizes, fast]) => [name, s.presetOf(height, fps, sizes, fast)] as const,
              ),
            ]}
          />
          <SwitchField name="isWhipTranscoded" label={s.whipTranscoded} hint={s.whipTranscodedHint} />
        </>
      )}
    </SettingsForm>
  );
}
