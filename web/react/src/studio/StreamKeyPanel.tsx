import type { IngressType, StreamInfo, StreamKeyData } from "@onair/client";
import { useEffect, useId, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import { ConfirmButton } from "../ui/ConfirmButton.tsx";
import styles from "../ui/controls.module.css";
import { CopyField } from "./CopyField.tsx";
import { ObsDrawing } from "./ObsDrawing.tsx";
import { Outcome } from "./Outcome.tsx";
import own from "./studio.module.css";
import { useSubmit } from "./useSubmit.ts";

export interface StreamKeyPanelProps {
  /** The creator's stream; null where there never was one. */
  info: StreamInfo | null;
  /** The key was made, replaced or deleted: ask for the stream anew. */
  onChange?: () => void;
}

/** The stream key: made, shown once, replaced and deleted with what follows from it said before; and the way into OBS. */
export function StreamKeyPanel({ info, onChange }: StreamKeyPanelProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();
  const group = useId();
  const [made, setMade] = useState<StreamKeyData | null>(null);
  const [chosen, setChosen] = useState<IngressType>(info?.ingressType ?? "RTMP");
  // It was shown as stored and is not any more: somebody deleted or replaced it elsewhere.
  const stored = info?.ingressId ?? null;
  const wasStored = useRef(false);
  useEffect(() => {
    if (made && stored !== made.ingressId && wasStored.current) setMade(null);
    wasStored.current = made !== null && stored === made.ingressId;
  }, [made, stored]);
  const has = made !== null || stored !== null;
  const server = made?.serverUrl ?? info?.serverUrl ?? "";
  const inUse = made ? chosen : (info?.ingressType ?? chosen);

  const make = () =>
    submit.run(async () => {
      setMade((await client.createIngress({ body: { ingressType: chosen } })).data);
      onChange?.();
    });
  const remove = () =>
    submit.run(async () => {
      await client.deleteIngress();
      setMade(null);
      onChange?.();
    });

  return (
    <section className={styles.panel}>
      <h2>{s.connect}</h2>
      {has ? (
        <>
          {server ? (
            <CopyField label={s.server} value={server} />
          ) : (
            <p className={styles.fault}>{s.serverMissing}</p>
          )}
          {made ? (
            <>
              <CopyField label={s.streamKey} value={made.streamKey} secret />
              <p className={own.notice}>{s.keyOnce}</p>
            </>
          ) : (
            <div className={styles.field}>
              <span className={styles.label}>{s.streamKey}</span>
              <span className={own.dots} aria-hidden="true">
                ••••••••••••••••
              </span>
              <p className={styles.hint}>{s.keyHidden}</p>
            </div>
          )}
          <details className={`${styles.fold} ${own.steps}`} open={made !== null}>
            <summary>{s.obs}</summary>
            <ObsDrawing />
            <ol>
              {(inUse === "WHIP" ? s.obsStepsWhip : s.obsSteps).map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </details>
        </>
      ) : (
        <p>{s.noKey}</p>
      )}
      <fieldset className={styles.field}>
        <legend className={styles.label}>{s.protocol}</legend>
        <div className={styles.choices}>
          {(["RTMP", "WHIP"] as const).map((type) => (
            <label key={type} className={styles.choice}>
              <input type="radio" name={group} checked={chosen === type} onChange={() => setChosen(type)} />
              <span>{type}</span>
            </label>
          ))}
        </div>
        <p className={styles.hint}>{chosen === "WHIP" ? s.whipHint : s.rtmpHint}</p>
      </fieldset>
      <div className={styles.row}>
        {has ? (
          <>
            <ConfirmButton
              look="plain"
              disabled={submit.busy}
              title={s.replaceKey}
              text={s.replaceAsk}
              action={s.replaceDo}
              onConfirm={make}
            >
              {s.replaceKey}
            </ConfirmButton>
            <ConfirmButton
              disabled={submit.busy}
              title={s.deleteKey}
              text={s.deleteAsk}
              action={s.deleteDo}
              onConfirm={remove}
            >
              {s.deleteKey}
            </ConfirmButton>
          </>
        ) : (
          <Button look="primary" disabled={submit.busy} onClick={make}>
            {s.makeKey}
          </Button>
        )}
      </div>
      <Outcome of={submit} />
    </section>
  );
}
