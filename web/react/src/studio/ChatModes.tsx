import type { ChatRules } from "../chat/types.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Switch } from "../ui/Field.tsx";
import { Select } from "./Select.tsx";
import type { Submit } from "./useSubmit.ts";

const SLOW = [3, 5, 10, 30, 60, 120] as const;
/** Minutes that one must have followed; 0 for any follower. */
const FOLLOWED = [0, 10, 60, 1_440] as const;
const DELAYS = [2, 4, 6] as const;

/** All modes of the server's own chat, as fields of a form. */
export function ChatModes({ rules, submit }: { rules: ChatRules; submit: Submit }) {
  const { studio: s, chat } = useOnAir().messages;
  const numbers = (off: string, of: readonly number[], says: (n: number) => string) => [
    ["", off] as const,
    ...of.map((n) => [String(n), says(n)] as const),
  ];
  const shown = (name: keyof ChatRules) => ({
    name,
    fault: submit.fault(name),
    defaultValue: String(rules[name] ?? ""),
  });
  return (
    <>
      <Switch name="isChatEnabled" label={s.chatOn} defaultChecked={rules.isChatEnabled} />
      <Select {...shown("slowModeSeconds")} label={s.slowMode} options={numbers(s.off, SLOW, s.seconds)} />
      <Select
        {...shown("followersOnlyMinutes")}
        label={s.followersOnly}
        options={numbers(s.followersAny, FOLLOWED, chat.modes.followers)}
      />
      <Select
        {...shown("delaySeconds")}
        label={s.delay}
        hint={s.delayHint}
        options={numbers(s.off, DELAYS, s.seconds)}
      />
      <Select
        {...shown("autoModLevel")}
        label={s.autoMod}
        options={s.autoModLevels.map((text, level) => [String(level), text] as const)}
      />
      <Switch name="mayGuestsWrite" label={s.guests} defaultChecked={rules.mayGuestsWrite} />
      <Switch name="areLinksAllowed" label={s.links} defaultChecked={rules.areLinksAllowed} />
      <Switch name="isEmoteOnly" label={s.emoteOnly} defaultChecked={rules.isEmoteOnly} />
      <Switch name="isUnique" label={s.unique} defaultChecked={rules.isUnique} />
      <Switch
        name="isDirectChatAllowed"
        label={s.chatDirect}
        hint={s.chatDirectHint}
        defaultChecked={rules.isDirectChatAllowed}
      />
    </>
  );
}
