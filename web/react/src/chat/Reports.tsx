import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "../ui/Button.tsx";
import styles from "./ModerationPanel.module.css";
import type { Moderation } from "./transport.ts";
import type { Act } from "./useAct.ts";
import { useEntries } from "./useEntries.ts";

/** What viewers point at: the message goes, or the report does. */
export function Reports({ moderation, act }: { moderation: Moderation; act: Act }) {
  const m = useOnAir().messages.chat;
  const [reports, drop] = useEntries(moderation.reports);
  return (
    <>
      <h4>{m.reports}</h4>
      {reports?.length === 0 && <p className={styles.hint}>{m.reportsNone}</p>}
      <ul>
        {reports?.map(({ id, message, reason, reportedBy }) => {
          const dismiss = async () => {
            await moderation.dismiss(id);
            drop(id);
          };
          return (
            <li key={id}>
              <p dir="auto">
                <strong>
                  <bdi>{message.name}</bdi>
                </strong>{" "}
                {message.text ?? m.deleted}
              </p>
              {/* The reason that our own button gives is the message. */}
              <p className={styles.hint} dir="auto">
                {m.reportedBy(reportedBy, reason === message.text ? "–" : reason)}
              </p>
              <span className={styles.buttons}>
                <Button
                  look="danger"
                  onClick={() =>
                    act(async () => {
                      await moderation.remove(message.id);
                      await dismiss();
                    })
                  }
                >
                  {m.delete}
                </Button>
                <Button onClick={() => act(dismiss)}>{m.dismiss}</Button>
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
