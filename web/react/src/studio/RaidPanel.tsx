import { isApiError, type Raid } from "@onair/client";
import { type FormEvent, useCallback, useEffect, useId, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import { useNow } from "../ui/clock.ts";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { clock } from "../ui/format.ts";
import { Outcome } from "./Outcome.tsx";
import { Select } from "./Select.tsx";
import own from "./studio.module.css";
import { useSubmit } from "./useSubmit.ts";

/** While a raid is pending, it is asked for so often, in milliseconds: the target may go offline, which calls it off. */
const EVERY = 5_000;
/** So many of those who are live are offered. */
const OFFERED = 24;
const DELAYS = [90, 60, 30, 10] as const;

export interface RaidPanelProps {
  /** The creator's own id: nobody raids themselves. */
  ownId: string;
}

/** Sends one's viewers to somebody else who is live: chosen, counted down, called off or sent at once. */
export function RaidPanel({ ownId }: RaidPanelProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();
  const list = useId();
  const [raid, setRaid] = useState<Raid | null>(null);
  const [live, setLive] = useState<readonly { id: string; username: string; name: string }[]>([]);
  const [unknown, setUnknown] = useState<string | null>(null);
  const [isOff, setIsOff] = useState(false);
  const goesAt = raid ? Date.parse(raid.goesAt) : null;
  const now = useNow(raid ? 500 : null);
  const left = goesAt === null ? 0 : (goesAt - now) / 1_000;
  const hasGone = raid !== null && left <= 0;

  const look = useCallback(
    async (signal: AbortSignal) => {
      try {
        setRaid((await client.getRaid({ signal })).data);
      } catch (thrown) {
        if (signal.aborted || !isApiError(thrown, "No raid pending")) return;
        // Before its time nothing but its end makes it go.
        setRaid((pending) => {
          if (pending && Date.parse(pending.goesAt) > Date.now()) setIsOff(true);
          return null;
        });
      }
    },
    [client],
  );
  const isPending = raid !== null;
  useEffect(() => {
    const stop = new AbortController();
    void look(stop.signal);
    const timer = isPending ? setInterval(() => void look(stop.signal), EVERY) : undefined;
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [look, isPending]);

  const offer = async () => {
    try {
      const { data } = await client.listLive({ query: { limit: OFFERED } });
      setLive(data.map(({ user }) => user).filter(({ id }) => id !== ownId));
    } catch {
      // Nothing to choose from: the name can be typed.
    }
  };

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const username = String(form.get("username") ?? "")
      .trim()
      .replace(/^@/, "");
    setUnknown(null);
    setIsOff(false);
    if (!username) return;
    await submit.run(async () => {
      let targetId: string;
      try {
        targetId = (await client.getStream({ path: { username } })).data.userId;
      } catch (thrown) {
        if (!isApiError(thrown) || thrown.status !== 404) throw thrown;
        setUnknown(s.hostUnknown(username));
        return;
      }
      const body = { targetId, delaySeconds: Number(form.get("delaySeconds")) };
      setRaid((await client.startRaid({ body })).data);
    });
  }

  const cancel = () =>
    submit.run(async () => {
      await client.cancelRaid();
      setRaid(null);
    }, s.raidCancelled);
  const goNow = () => submit.run(async () => setRaid((await client.raidNow()).data));

  return (
    <section className={styles.panel}>
      <h2>{s.raid}</h2>
      {raid ? (
        <>
          <p role="status">{hasGone ? s.raidGone(raid.target.name) : s.raidPending(raid.target.name)}</p>
          {!hasGone && (
            <>
              {/* The seconds are seen, and not read aloud each. */}
              <p className={own.countdown} aria-hidden="true">
                {clock(Math.ceil(left))}
              </p>
              <div className={styles.row}>
                <Button look="primary" disabled={submit.busy} onClick={goNow}>
                  {s.raidNow}
                </Button>
                <Button disabled={submit.busy} onClick={cancel}>
                  {s.raidCancel}
                </Button>
              </div>
            </>
          )}
        </>
      ) : (
        <form
          className={own.raid}
          onSubmit={start}
          onInput={() => {
            submit.clear();
            setUnknown(null);
          }}
        >
          <p className={styles.hint}>{isOff ? s.raidOff : s.raidHint}</p>
          <Field label={s.raidTarget} fault={unknown}>
            {(control) => (
              <input
                {...control}
                name="username"
                list={list}
                dir="ltr"
                autoComplete="off"
                autoCapitalize="none"
                required
                onFocus={offer}
              />
            )}
          </Field>
          <datalist id={list}>
            {live.map(({ id, username, name }) => (
              <option key={id} value={username}>
                {name}
              </option>
            ))}
          </datalist>
          <Select
            name="delaySeconds"
            label={s.raidDelay}
            options={DELAYS.map((n) => [String(n), s.seconds(n)] as const)}
            defaultValue="90"
          />
          <div className={styles.row}>
            <Button type="submit" look="primary" disabled={submit.busy}>
              {s.raidStart}
            </Button>
          </div>
        </form>
      )}
      <Outcome of={submit} />
    </section>
  );
}
