import { isApiError, type OnAir, type PublicUser } from "@onair/client";
import { type FormEvent, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Field } from "../ui/Field.tsx";
import { Outcome } from "./Outcome.tsx";
import own from "./studio.module.css";
import { useLoaded } from "./useLoaded.ts";
import { useSubmit } from "./useSubmit.ts";

/** The contract's bound. */
const MOST = 10;

const ask = async (client: OnAir, signal: AbortSignal) => [...(await client.getHosts({ signal })).users];

/** Whose stream is shown while one is offline, in an order. Each change is stored at once. */
export function HostsForm() {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const submit = useSubmit();
  const stored = useLoaded<PublicUser[]>(ask);
  const [unknown, setUnknown] = useState<string | null>(null);
  const users = stored.value ?? [];

  const keep = async (wanted: PublicUser[]) => {
    await client.updateHosts({ body: { userIds: wanted.map(({ id }) => id) } });
    stored.set(wanted);
  };

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const username = String(new FormData(form).get("username") ?? "")
      .trim()
      .replace(/^@/, "");
    setUnknown(null);
    if (!username) return;
    await submit.run(async () => {
      try {
        const { data } = await client.getCreator({ path: { username } });
        if (users.some(({ id }) => id === data.id)) return;
        await keep([...users, data]);
        form.reset();
      } catch (thrown) {
        if (!isApiError(thrown) || thrown.status !== 404) throw thrown;
        setUnknown(s.hostUnknown(username));
      }
    }, messages.saved);
  }

  const moved = (at: number, to: number) => {
    const order = [...users];
    order.splice(to, 0, ...order.splice(at, 1));
    return order;
  };
  const change = (wanted: PublicUser[]) => submit.run(() => keep(wanted), messages.saved);

  return (
    <section className={styles.panel} aria-busy={stored.value === null && stored.fault === null}>
      <h2>{s.hosts}</h2>
      <p className={styles.hint}>{s.hostsHint}</p>
      {stored.fault && (
        <p className={styles.fault} role="alert">
          {stored.fault}
        </p>
      )}
      {users.length > 0 && (
        <ol className={own.people}>
          {users.map((user, at) => (
            <li key={user.id}>
              <Avatar id={user.id} name={user.name} image={user.image} size={32} />
              <span className={own.who} dir="auto">
                {user.name} <small>@{user.username}</small>
              </span>
              <IconButton
                icon="up"
                label={s.hostUp(user.name)}
                disabled={at === 0 || submit.busy}
                onClick={() => change(moved(at, at - 1))}
              />
              <IconButton
                icon="down"
                label={s.hostDown(user.name)}
                disabled={at === users.length - 1 || submit.busy}
                onClick={() => change(moved(at, at + 1))}
              />
              <IconButton
                icon="close"
                label={s.hostRemove(user.name)}
                disabled={submit.busy}
                onClick={() => change(users.filter(({ id }) => id !== user.id))}
              />
            </li>
          ))}
        </ol>
      )}
      {stored.value !== null && users.length < MOST && (
        <form className={own.adding} onSubmit={add} onInput={() => setUnknown(null)}>
          <Field label={s.hostName} fault={unknown}>
            {(control) => (
              <input
                {...control}
                name="username"
                dir="ltr"
                autoComplete="off"
                autoCapitalize="none"
                readOnly={submit.busy}
              />
            )}
          </Field>
          <Button type="submit" disabled={submit.busy}>
            {s.hostAdd}
          </Button>
        </form>
      )}
      <Outcome of={submit} />
    </section>
  );
}
