import { type FormEvent, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Outcome } from "../studio/Outcome.tsx";
import { useSubmit } from "../studio/useSubmit.ts";
import { Button } from "../ui/Button.tsx";
import dialogs from "../ui/Confirm.module.css";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { clock } from "../ui/format.ts";
import { makeClip } from "./api.ts";
import { secondsOf } from "./timeline.ts";
import type { Clip } from "./types.ts";

/** The contract's bounds, in seconds. */
const [SHORTEST, LONGEST, USUAL] = [5, 60, 30];
const TITLE = 100;

export interface ClipMakerProps {
  /** What just happened in a live stream, or a part of a video that ends somewhere. */
  of: { hostId: string } | { vodId: string; at: number; length: number };
  /** What the clip is called unless the viewer says otherwise. */
  title: string;
  onMade: (clip: Clip) => void;
  onClose: () => void;
}

/** Cuts a clip: its title, its length, and of a video where it ends. */
export function ClipMaker({ of, title, onMade, onClose }: ClipMakerProps) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  const dialog = useRef<HTMLDialogElement>(null);
  const submit = useSubmit();
  const [duration, setDuration] = useState(USUAL);
  const [end, setEnd] = useState(() => ("at" in of ? clock(Math.max(SHORTEST, of.at)) : ""));
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const at = "at" in of ? secondsOf(end) : null;
  const isWrong = "at" in of && (at === null || at > of.length + 1);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("title") ?? "").trim();
    if (isWrong) return;
    const rest = "hostId" in of ? { hostId: of.hostId } : { vodId: of.vodId, offset: at ?? 0 };
    let made: Clip | undefined;
    const isSent = await submit.run(async () => {
      made = await makeClip(client, { title: name, duration, ...rest });
    });
    if (isSent && made) onMade(made);
  }

  return (
    <dialog ref={dialog} className={dialogs.dialog} aria-label={m.makeClip} onClose={onClose}>
      <h2 className={dialogs.title}>{m.makeClip}</h2>
      <form className={dialogs.form} onSubmit={send} onInput={submit.clear}>
        <Field label={m.clipTitle} fault={submit.fault("title")}>
          {(control) => (
            <input
              {...control}
              name="title"
              dir="auto"
              required
              maxLength={TITLE}
              defaultValue={title.slice(0, TITLE)}
              autoComplete="off"
            />
          )}
        </Field>
        <Field
          label={m.clipLength}
          hint={"hostId" in of ? m.clipLive(duration) : undefined}
          fault={submit.fault("duration")}
        >
          {(control) => (
            <span className={styles.row}>
              <input
                {...control}
                className={dialogs.slider}
                type="range"
                min={SHORTEST}
                max={LONGEST}
                step={5}
                value={duration}
                aria-valuetext={m.clipSeconds(duration)}
                onChange={(event) => setDuration(Number(event.target.value))}
              />
              <output>{m.clipSeconds(duration)}</output>
            </span>
          )}
        </Field>
        {"at" in of && (
          <Field
            label={m.clipEnd}
            hint={at === null ? undefined : m.clipEndHint(clock(Math.max(0, at - duration)), clock(at))}
            fault={isWrong ? m.badTime : submit.fault("offset")}
          >
            {(control) => (
              <input
                {...control}
                dir="ltr"
                inputMode="numeric"
                value={end}
                onChange={(event) => setEnd(event.target.value)}
              />
            )}
          </Field>
        )}
        <Outcome of={submit} />
        <div className={dialogs.buttons}>
          <Button onClick={onClose}>{messages.cancel}</Button>
          <Button type="submit" look="primary" disabled={submit.busy || isWrong}>
            {m.makesClip}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
