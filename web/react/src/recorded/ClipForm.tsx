import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { SaveRow } from "../studio/SaveRow.tsx";
import { useSubmit } from "../studio/useSubmit.ts";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { changeClip } from "./api.ts";
import { secondsOf, written } from "./timeline.ts";
import type { Clip } from "./types.ts";

/** So long a clip may be changed, in milliseconds. */
const OPEN = 24 * 3_600_000;

/** Whether its author may still change it. */
export function isOpen(clip: Clip, now = Date.now()): boolean {
  return clip.kind === "CLIP" && clip.state !== "PROCESSING" && now - Date.parse(clip.createdAt) < OPEN;
}

export interface ClipFormProps {
  /** The viewer's own. */
  clip: Clip;
  onSaved: (clip: Clip) => void;
}

/** What a clip is called, and where in its video it begins and ends. */
export function ClipForm({ clip, onSaved }: ClipFormProps) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  const submit = useSubmit();
  const [times, setTimes] = useState({
    start: written(clip.offset),
    end: written(clip.offset + clip.duration),
  });
  const wanted = { start: secondsOf(times.start), end: secondsOf(times.end) };

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title") ?? "").trim();
    const { start, end } = wanted;
    if (start === null || end === null) return;
    await submit.run(async () => {
      const change = {
        ...(title !== clip.title && { title }),
        // Both: what is written is to the tenth, and the clip to the frame.
        ...((times.start !== written(clip.offset) || times.end !== written(clip.offset + clip.duration)) && {
          start,
          end,
        }),
      };
      if (Object.keys(change).length > 0) onSaved(await changeClip(client, clip.id, change));
    }, messages.saved);
  }

  return (
    <form className={styles.panel} onSubmit={send} onInput={submit.clear}>
      <h2>{m.clipChange}</h2>
      <p className={styles.hint}>{m.clipChangeHint}</p>
      <Field label={m.clipTitle} fault={submit.fault("title")}>
        {(control) => (
          <input {...control} name="title" dir="auto" required maxLength={100} defaultValue={clip.title} />
        )}
      </Field>
      {(["start", "end"] as const).map((name) => (
        <Field
          key={name}
          label={name === "start" ? m.rangeFrom : m.rangeTo}
          fault={wanted[name] === null ? m.badTime : submit.fault(name)}
        >
          {(control) => (
            <input
              {...control}
              dir="ltr"
              value={times[name]}
              onChange={(event) => setTimes({ ...times, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <SaveRow of={submit} />
    </form>
  );
}
