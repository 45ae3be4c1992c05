import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { addMarker, removeMarker } from "../recorded/api.ts";
import type { PlayerHandle } from "../recorded/RecordedPlayer.tsx";
import { secondsOf } from "../recorded/timeline.ts";
import type { Marker, Video } from "../recorded/types.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Field, Switch } from "../ui/Field.tsx";
import { clock } from "../ui/format.ts";
import { Outcome } from "./Outcome.tsx";
import own from "./studio.module.css";
import { useSubmit } from "./useSubmit.ts";

export interface MarkersFormProps {
  video: Video;
  /** Where the video is watched beside it: a marker is set where it is, and looked at by a click. */
  player: PlayerHandle | null;
  onChange: (markers: Marker[]) => void;
}

/** Moments with a name, set and removed one by one. */
export function MarkersForm({ video, player, onChange }: MarkersFormProps) {
  const { client, messages } = useOnAir();
  const m = messages.recorded;
  const submit = useSubmit();
  const [at, setAt] = useState("0:00");
  const offset = secondsOf(at);
  const isWrong = offset === null || offset > video.duration;
  const markers = [...video.markers].sort((a, b) => a.offset - b.offset);

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = String(form.get("text") ?? "").trim();
    if (!text || isWrong) return;
    await submit.run(async () => {
      const isChapter = form.get("isChapter") === "on";
      const made = await addMarker(client, video.id, { text, offset, isChapter });
      onChange([...video.markers, made]);
      element.reset();
    }, messages.saved);
  }

  return (
    <section className={styles.panel}>
      <h2>{m.markers}</h2>
      <p className={styles.hint}>{m.markersHint}</p>
      {markers.length > 0 && (
        <ol className={own.people}>
          {markers.map((marker) => (
            <li key={marker.id}>
              <Button
                look="quiet"
                className={own.time}
                aria-label={m.goTo(clock(marker.offset))}
                onClick={() => player?.seek(marker.offset)}
              >
                {clock(marker.offset)}
              </Button>
              <span className={own.who} dir="auto" data-chapter={marker.isChapter || undefined}>
                {marker.text}
              </span>
              <IconButton
                icon="close"
                label={m.markerRemove(marker.text)}
                disabled={submit.busy}
                onClick={() =>
                  submit.run(async () => {
                    await removeMarker(client, video.id, marker.id);
                    onChange(video.markers.filter(({ id }) => id !== marker.id));
                  }, messages.saved)
                }
              />
            </li>
          ))}
        </ol>
      )}
      <form className={own.stack} onSubmit={add} onInput={submit.clear}>
        <Field label={m.marker} fault={submit.fault("text")}>
          {(control) => (
            <input {...control} name="text" dir="auto" required maxLength={140} autoComplete="off" />
          )}
        </Field>
        <div className={own.adding}>
          <Field label={m.markerAt} fault={isWrong ? m.badTime : submit.fault("offset")}>
            {(control) => (
              <input
                {...control}
                dir="ltr"
                inputMode="numeric"
                value={at}
                onChange={(event) => setAt(event.target.value)}
              />
            )}
          </Field>
          <Button disabled={!player} onClick={() => player && setAt(clock(player.now()))}>
            {m.rangeNow}
          </Button>
        </div>
        <Switch name="isChapter" label={m.markerChapter} />
        <div className={styles.row}>
          <Button type="submit" disabled={submit.busy || isWrong}>
            {m.markerAdd}
          </Button>
          <Outcome of={submit} />
        </div>
      </form>
    </section>
  );
}
