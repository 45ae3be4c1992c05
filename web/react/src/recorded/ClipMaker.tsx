import { type FormEvent, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Outcome } from "../studio/Outcome.tsx";
import { useSubmit } from "../studio/useSubmit.ts";
import { Button } from "../ui/Button.tsx";
import dialogs from "../ui/Confirm.module.css";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { makeClip } from "./api.ts";
import { LONGEST, SHORTEST, USUAL } from "./cut.ts";
import type { Range } from "./timeline.ts";
import type { Clip } from "./types.ts";
import { VideoCutter } from "./VideoCutter.tsx";

const TITLE = 100;

export interface ClipMakerProps {
  /**
   * A part of a video around a moment, in seconds, and whether it is still being recorded: `Infinity` for what just happened.
   * Or of a stream whose video one does not see: then what just happened, unseen.
   */
  of: { vodId: string; at: number; isOpen?: boolean } | { hostId: string };
  /** What the clip is called unless the viewer says otherwise. */
  title: string;
  onMade: (clip: Clip) => void;
  onClose: () => void;
}

/** Cuts a clip: by two handles on a strip of the video, with a preview, and a title. */
export function ClipMaker({ of, title, onMade, onClose }: ClipMakerProps) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  const dialog = useRef<HTMLDialogElement>(null);
  const submit = useSubmit();
  const [duration, setDuration] = useState<number>(USUAL);
  const [cut, setCut] = useState<Range | null>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const isShort = "vodId" in of && (cut === null || cut.end - cut.start < SHORTEST);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("title") ?? "").trim();
    const wish =
      "hostId" in of
        ? { hostId: of.hostId, duration }
        : cut && { vodId: of.vodId, offset: cut.end, duration: cut.end - cut.start };
    if (!wish) return;
    let made: Clip | undefined;
    const isSent = await submit.run(async () => {
      made = await makeClip(client, { title: name, ...wish });
    });
    if (isSent && made) onMade(made);
  }

  return (
    <dialog
      ref={dialog}
      className={"vodId" in of ? `${dialogs.dialog} ${dialogs.wide}` : dialogs.dialog}
      aria-label={m.makeClip}
      onClose={onClose}
    >
      <h2 className={dialogs.title}>{m.makeClip}</h2>
      <form className={dialogs.form} onSubmit={send} onInput={submit.clear}>
        {"vodId" in of ? (
          <VideoCutter vodId={of.vodId} at={of.at} isOpen={of.isOpen ?? false} onCut={setCut} />
        ) : (
          <Length duration={duration} onDuration={setDuration} />
        )}
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
        <Outcome of={submit} />
        <div className={dialogs.buttons}>
          <Button onClick={onClose}>{messages.cancel}</Button>
          <Button type="submit" look="primary" disabled={submit.busy || isShort}>
            {m.makesClip}
          </Button>
        </div>
      </form>
    </dialog>
  );
}

/** How much of what just happened is taken, where it cannot be shown. */
function Length({ duration, onDuration }: { duration: number; onDuration: (seconds: number) => void }) {
  const m = useOnAir().messages.recorded;
  return (
    <Field label={m.clipLength} hint={m.clipLive(duration)}>
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
            onChange={(event) => onDuration(Number(event.target.value))}
          />
          <output>{m.clipSeconds(duration)}</output>
        </span>
      )}
    </Field>
  );
}
