import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "./ModerationPanel.module.css";
import type { Moderation } from "./transport.ts";
import type { Act } from "./useAct.ts";
import { useEntries } from "./useEntries.ts";

/** Who was banned, and asks to be let in again. */
export function Asks({ moderation, act }: { moderation: Moderation; act: Act }) {
  const m = useOnAir().messages.chat;
  const [asks, drop] = useEntries(moderation.asks);
  const decide = (id: string, approve: boolean) =>
    act(async () => {
      await moderation.decideAsk(id, approve);
      drop(id);
    });
  return (
    <>
      <h4>{m.asks}</h4>
      {asks?.length === 0 && <p className={styles.hint}>{m.asksNone}</p>}
      <ul>
        {asks?.map(({ id, name, text, banReason }) => (
          <li key={id}>
            <p dir="auto">
              <strong>
                <bdi>{name}</bdi>
              </strong>{" "}
              {text}
            </p>
            {banReason && (
              <p className={styles.hint} dir="auto">
                {banReason}
              </p>
            )}
            <span className={styles.buttons}>
              <Button onClick={() => decide(id, true)}>{m.letIn}</Button>
              <Button look="danger" onClick={() => decide(id, false)}>
                {m.keepOut}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
