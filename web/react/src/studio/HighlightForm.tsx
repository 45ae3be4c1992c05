import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { makeHighlight } from "../recorded/api.ts";
import type { PlayerHandle } from "../recorded/RecordedPlayer.tsx";
import { rangeOf, secondsOf } from "../recorded/timeline.ts";
import type { Clip, Video } from "../recorded/types.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { clock } from "../ui/format.ts";
import { Outcome } from "./Outcome.tsx";
import own from "./studio.module.css";
import { useSubmit } from "./useSubmit.ts";

/** The contract's bound. */
const MOST = 20;

interface Part {
  id: number;
  from: string;
  to: string;
}

export interface HighlightFormProps {
  video: Video;
  player: PlayerHandle | null;
  onMade?: (clip: Clip) => void;
}

/** The best parts of a video, one after another. */
export function HighlightForm({ video, player, onMade }: HighlightFormProps) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  const submit = useSubmit();
  const [parts, setParts] = useState<Part[]>([
    { id: 0, from: "0:00", to: clock(Math.min(30, video.duration)) },
  ]);
  const ranges = parts.map((part) => rangeOf(part, video.duration));
  const good = ranges.filter((range) => range !== null);
  const isWhole = good.length === parts.length;
  const seconds = good.reduce((sum, { start, end }) => sum + end - start, 0);
  const change = (id: number, to: Partial<Part>) =>
    setParts(parts.map((part) => (part.id === id ? { ...part, ...to } : part)));

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title") ?? "").trim();
    if (!title || !isWhole) return;
    await submit.run(async () => {
      const made = await makeHighlight(client, video.id, { title, ranges: good });
      onMade?.(made);
    }, m.highlightMade);
  }

  return (
    <form className={styles.panel} onSubmit={send} onInput={submit.clear}>
      <h2>{m.highlights}</h2>
      <p className={styles.hint}>{m.highlightsHint}</p>
      <Field label={m.title} fault={submit.fault("title")}>
        {(control) => (
          <input {...control} name="title" dir="auto" required maxLength={100} autoComplete="off" />
        )}
      </Field>
      <ol className={own.parts}>
        {parts.map((part, place) => (
          <li key={part.id}>
            <div className={own.ends}>
              {(["from", "to"] as const).map((end) => (
                <div key={end} className={own.adding}>
                  <Field
                    label={end === "from" ? m.rangeFrom : m.rangeTo}
                    fault={end === "to" && !ranges[place] ? m.badRange : null}
                  >
                    {(control) => (
                      <input
                        {...control}
                        dir="ltr"
                        inputMode="numeric"
                        value={part[end]}
                        onChange={(event) => change(part.id, { [end]: event.target.value })}
                      />
                    )}
                  </Field>
                  <Button
                    disabled={!player}
                    onClick={() => player && change(part.id, { [end]: clock(player.now()) })}
                  >
                    {m.rangeNow}
                  </Button>
                </div>
              ))}
            </div>
            <IconButton
              icon="close"
              label={m.rangeRemove(place + 1)}
              disabled={parts.length === 1}
              onClick={() => setParts(parts.filter(({ id }) => id !== part.id))}
            />
          </li>
        ))}
      </ol>
      <div className={styles.row}>
        <Button
          disabled={parts.length >= MOST}
          onClick={() => {
            const last = parts.at(-1);
            const from = last?.to ?? "0:00";
            const to = clock(Math.min(video.duration, (secondsOf(from) ?? 0) + 30));
            setParts([...parts, { id: (last?.id ?? 0) + 1, from, to }]);
          }}
        >
          {m.rangeAdd}
        </Button>
        <span className={styles.hint}>{m.rangesLength(clock(seconds))}</span>
      </div>
      <div className={styles.row}>
        <Button type="submit" look="primary" disabled={submit.busy || !isWhole}>
          {m.highlightMake}
        </Button>
        <Outcome of={submit} />
      </div>
    </form>
  );
}
