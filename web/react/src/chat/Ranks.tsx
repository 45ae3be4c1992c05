import { useCallback } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import styles from "./ModerationPanel.module.css";
import type { Moderation } from "./transport.ts";
import type { Act } from "./useAct.ts";
import { useEntries } from "./useEntries.ts";

/** Whom the host made what: each is taken off where they stand, also who does not write any more. */
export function Ranks({ moderation, act }: { moderation: Moderation; act: Act }) {
  const m = useOnAir().messages.chat;
  const ask = useCallback(
    async () => (await moderation.ranks()).map((one) => ({ ...one, id: one.userId })),
    [moderation],
  );
  const [ranks, drop] = useEntries(ask);
  return (
    <>
      <h4>{m.ranks}</h4>
      <p className={styles.hint}>{ranks?.length === 0 ? m.ranksNone : m.ranksHint}</p>
      <ul className={styles.words}>
        {ranks?.map(({ id, role }) => (
          <li key={id}>
            <bdi>{id}</bdi>
            <span className={styles.hint}>{m.roles[role]}</span>
            <IconButton
              icon="close"
              size={16}
              label={`${m.takes[role]}: ${id}`}
              onClick={() =>
                act(async () => {
                  await moderation.rank(id, role, false);
                  drop(id);
                })
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}
