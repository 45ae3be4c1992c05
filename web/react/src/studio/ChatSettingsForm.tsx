import { isApiError } from "@onair/client";
import { type FormEvent, useEffect, useState } from "react";
import type { ChatRules } from "../chat/types.ts";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import styles from "../ui/controls.module.css";
import { Field, Switch } from "../ui/Field.tsx";
import { SaveRow } from "./SaveRow.tsx";
import { useSubmit } from "./useSubmit.ts";

export interface ChatSettingsFormProps {
  /** Whose chat. */
  hostId: string;
  /** As the stream has them; a server with a chat of its own is asked for the rest. */
  settings: ChatRules;
  onSaved?: (settings: ChatRules) => void;
}

/** What holds in the chat: three switches everywhere, all modes where the server has a chat of its own. */
export function ChatSettingsForm({ hostId, settings, onSaved }: ChatSettingsFormProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();
  const [rules, setRules] = useState<ChatRules | null>(null);
  const path = `/api/chat/${encodeURIComponent(hostId)}`;

  useEffect(() => {
    const stop = new AbortController();
    client
      .request<{ data: { settings: ChatRules } }>("GET", path, { signal: stop.signal })
      .then(({ data }) => setRules(data.settings))
      .catch((thrown: unknown) => {
        if (isApiError(thrown, "Not found")) setRules(null);
      });
    return () => stop.abort();
  }, [client, path]);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const on = (name: string) => form.get(name) === "on";
    const number = (name: string) =>
      form.get(name) === "" || form.get(name) === null ? null : Number(form.get(name));
    await submit.run(async () => {
      if (!rules) {
        const body = {
          isChatEnabled: on("isChatEnabled"),
          isChatFollowersOnly: on("isChatFollowersOnly"),
          isChatDelayed: on("isChatDelayed"),
        };
        await client.updateChatSettings({ body });
        onSaved?.({ ...settings, ...body });
        return;
      }
      const wanted: Partial<ChatRules> = {
        isChatEnabled: on("isChatEnabled"),
        slowModeSeconds: number("slowModeSeconds"),
        followersOnlyMinutes: number("followersOnlyMinutes"),
        delaySeconds: number("delaySeconds"),
        isEmoteOnly: on("isEmoteOnly"),
        isUnique: on("isUnique"),
        areLinksAllowed: on("areLinksAllowed"),
        mayGuestsWrite: on("mayGuestsWrite"),
        autoModLevel: number("autoModLevel") ?? 0,
        isDirectChatAllowed: on("isDirectChatAllowed"),
      };
      const known = rules as unknown as Record<string, unknown>;
      const changed = Object.entries(wanted).filter(([name, value]) => value !== (known[name] ?? null));
      if (changed.length === 0) return;
      const { data } = await client.request<{ data: ChatRules }>("PUT", `${path}/settings`, {
        body: Object.fromEntries(changed),
      });
      setRules(data);
      onSaved?.(data);
    }, messages.saved);
  }

  const shown = rules ?? settings;
  const several = (
    name: keyof ChatRules,
    label: string,
    options: readonly [string, string][],
    hint?: string,
  ) => {
    const value = String(shown[name] ?? "");
    const all = options.some(([option]) => option === value)
      ? options
      : [...options, [value, value] as const];
    return (
      <Field label={label} hint={hint} fault={submit.fault(name)}>
        {(control) => (
          <select {...control} name={name} defaultValue={value}>
            {all.map(([option, text]) => (
              <option key={option} value={option}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  };
  const off: [string, string] = ["", s.off];
  return (
    <form key={JSON.stringify(shown)} className={styles.panel} onSubmit={save} onInput={submit.clear}>
      <h2>{messages.chat.title}</h2>
      <Switch name="isChatEnabled" label={s.chatOn} defaultChecked={shown.isChatEnabled} />
      {rules ? (
        <>
          {several("slowModeSeconds", s.slowMode, [
            off,
            ...[3, 5, 10, 30, 60, 120].map((n): [string, string] => [String(n), s.seconds(n)]),
          ])}
          {several("followersOnlyMinutes", s.followersOnly, [
            ["", s.followersAny],
            ...[0, 10, 60, 1_440].map((n): [string, string] => [String(n), messages.chat.modes.followers(n)]),
          ])}
          {/* Offered where one is set: servers of today take no other. */}
          {shown.delaySeconds != null &&
            several(
              "delaySeconds",
              s.delay,
              [off, ...[2, 4, 6].map((n): [string, string] => [String(n), s.seconds(n)])],
              s.delayHint,
            )}
          {several(
            "autoModLevel",
            s.autoMod,
            s.autoModLevels.map((text, level): [string, string] => [String(level), text]),
          )}
          <Switch name="mayGuestsWrite" label={s.guests} defaultChecked={shown.mayGuestsWrite} />
          <Switch name="areLinksAllowed" label={s.links} defaultChecked={shown.areLinksAllowed} />
          <Switch name="isEmoteOnly" label={s.emoteOnly} defaultChecked={shown.isEmoteOnly} />
          <Switch name="isUnique" label={s.unique} defaultChecked={shown.isUnique} />
          <Switch
            name="isDirectChatAllowed"
            label={s.chatDirect}
            hint={s.chatDirectHint}
            defaultChecked={shown.isDirectChatAllowed}
          />
        </>
      ) : (
        <>
          <Switch
            name="isChatFollowersOnly"
            label={s.chatFollowers}
            hint={s.chatFollowersHint}
            defaultChecked={shown.isChatFollowersOnly}
          />
          <Switch
            name="isChatDelayed"
            label={s.chatSlow}
            hint={s.chatSlowHint}
            defaultChecked={shown.isChatDelayed}
          />
        </>
      )}
      <SaveRow of={submit} />
    </form>
  );
}
