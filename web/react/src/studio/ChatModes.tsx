import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SelectField, SwitchField } from "./fields.tsx";

const SLOW = [3, 5, 10, 30, 60, 120] as const;
/** Minutes that one must have followed; 0 for any follower. */
const FOLLOWED = [0, 10, 60, 1_440] as const;
const DELAYS = [2, 4, 6] as const;

/** All modes of the server's own chat, as fields of a form. */
export function ChatModes() {
  const { studio: s, chat } = useOnAir().messages;
  const numbers = (off: string, of: readonly number[], says: (n: number) => string) => [
    ["", off] as const,
    ...of.map((n) => [String(n), says(n)] as const),
  ];
  return (
    <>
      <SwitchField name="isChatEnabled" label={s.chatOn} />
      <SelectField name="slowModeSeconds" label={s.slowMode} options={numbers(s.off, SLOW, s.seconds)} />
      <SelectField
        name="followersOnlyMinutes"
        label={s.followersOnly}
        options={numbers(s.followersAny, FOLLOWED, chat.modes.followers)}
      />
      <SelectField
        name="delaySeconds"
        label={s.delay}
        hint={s.delayHint}
        options={numbers(s.off, DELAYS, s.seconds)}
      />
      <SelectField
        name="autoModLevel"
        label={s.autoMod}
        options={s.autoModLevels.map((text, level) => [String(level), text] as const)}
      />
      <SwitchField name="mayGuestsWrite" label={s.guests} />
      <SwitchField name="areLinksAllowed" label={s.links} />
      <SwitchField name="isEmoteOnly" label={s.emoteOnly} />
      <SwitchField name="isUnique" label={s.unique} />
      <SwitchField name="isDirectChatAllowed" label={s.chatDirect} hint={s.chatDirectHint} />
    </>
  );
}
