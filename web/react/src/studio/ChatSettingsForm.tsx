import { isApiError } from "@onair/client";
import { useCallback } from "react";
import type { ChatRules } from "../chat/types.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { ChatModes } from "./ChatModes.tsx";
import { SwitchField, type Written } from "./fields.tsx";
import { SettingsForm } from "./SettingsForm.tsx";
import { type Client, useLoaded } from "./useLoaded.ts";

export interface ChatSettingsFormProps {
  /** Whose chat. */
  hostId: string;
  /** As the stream has them; a server with a chat of its own is asked for the rest. */
  settings: ChatRules;
  onSaved?: (settings: ChatRules) => void;
}

/** The rules of the server's own chat; `rules` is null where it has none. */
interface Found {
  rules: ChatRules | null;
}

/** What holds in the chat: three switches everywhere, all modes where the server has a chat of its own. */
export function ChatSettingsForm({ hostId, settings, onSaved }: ChatSettingsFormProps) {
  const { client, messages } = useOnAir();
  const path = `/api/chat/${encodeURIComponent(hostId)}`;
  const ask = useCallback(
    async (client: Client, signal: AbortSignal): Promise<Found> => {
      try {
        const found = await client.request<{ data: { settings: ChatRules } }>("GET", path, { signal });
        return { rules: found.data.settings };
      } catch (thrown) {
        if (isApiError(thrown, "Not found")) return { rules: null };
        throw thrown;
      }
    },
    [path],
  );
  const { value, set, fault } = useLoaded<Found>(ask);
  const isOwn = value?.rules != null;

  async function save(changed: Partial<ChatRules>): Promise<ChatRules> {
    if (isOwn) {
      const body = changed as Record<string, unknown>;
      return (await client.request<{ data: ChatRules }>("PUT", `${path}/settings`, { body })).data;
    }
    await client.updateChatSettings({ body: changed });
    return { ...settings, ...changed };
  }

  return (
    <SettingsForm<ChatRules>
      title={messages.studio.chatSettings}
      stored={{
        value: value && (value.rules ?? settings),
        set: (rules) => {
          if (isOwn) set({ rules });
          onSaved?.(rules);
        },
        fault,
      }}
      read={(form) => (isOwn ? modesOf(form) : switchesOf(form))}
      save={save}
    >
      {() => (isOwn ? <ChatModes /> : <Switches />)}
    </SettingsForm>
  );
}

function switchesOf({ on }: Written): Partial<ChatRules> {
  return {
    isChatEnabled: on("isChatEnabled"),
    isChatFollowersOnly: on("isChatFollowersOnly"),
    isChatDelayed: on("isChatDelayed"),
  };
}

function modesOf({ on, numberOrNull }: Written): Partial<ChatRules> {
  return {
    isChatEnabled: on("isChatEnabled"),
    slowModeSeconds: numberOrNull("slowModeSeconds"),
    followersOnlyMinutes: numberOrNull("followersOnlyMinutes"),
    delaySeconds: numberOrNull("delaySeconds"),
    isEmoteOnly: on("isEmoteOnly"),
    isUnique: on("isUnique"),
    areLinksAllowed: on("areLinksAllowed"),
    mayGuestsWrite: on("mayGuestsWrite"),
    autoModLevel: numberOrNull("autoModLevel") ?? 0,
    isDirectChatAllowed: on("isDirectChatAllowed"),
  };
}

/** Those that a chat by the room alone has. */
function Switches() {
  const s = useOnAir().messages.studio;
  return (
    <>
      <SwitchField name="isChatEnabled" label={s.chatOn} />
      <SwitchField name="isChatFollowersOnly" label={s.chatFollowers} hint={s.chatFollowersHint} />
      <SwitchField name="isChatDelayed" label={s.chatSlow} hint={s.chatSlowHint} />
    </>
  );
}
