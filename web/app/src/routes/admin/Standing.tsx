import type { ListedApplication } from "@onair/client";
import { Button, problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { all } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Choices } from "../../ui/Choices.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { More } from "../../ui/More.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Admin.module.css";
import { nameOf, useApplications, Who } from "./Queue.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

const STATES = ["APPROVED", "SUSPENDED", "REJECTED"] as const;

/** Creators as they stand: suspending and reinstating. */
export function Standing() {
  const { admin } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();
  const [status, setStatus] = useState<(typeof STATES)[number]>("APPROVED");
  const [suspending, setSuspending] = useState<ListedApplication | null>(null);
  const found = useApplications(status);
  const listed = all(found.data, (application) => application.userId);
  const changed = () => queries.invalidateQueries({ queryKey: ["applications"] });

  async function reinstate(application: ListedApplication) {
    try {
      await client.reinstateCreator({ path: { userId: application.userId } });
      tell(admin.reinstated(nameOf(application)));
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
    changed();
  }

  async function suspend(application: ListedApplication, reason: string) {
    await client.suspendCreator({ path: { userId: application.userId }, body: { reason } });
    tell(admin.suspended(nameOf(application)));
    changed();
  }

  return (
    <>
      <Choices
        legend={admin.filter}
        isLegendHidden
        options={STATES.map((of) => [of, admin.status[of] ?? of])}
        value={status}
        onChange={setStatus}
      />
      {found.isError && !listed && <Problem thrown={found.error} onRetry={() => found.refetch()} />}
      {listed?.length === 0 && <Empty drawing="inbox" title={admin.queueEmpty} />}
      <ul className={styles.list} aria-busy={!listed}>
        {listed?.map((application) => (
          <li key={application.userId} className={`${shared.card} ${styles.entry}`}>
            <Who application={application} />
            <div className={styles.buttons}>
              {status === "APPROVED" && (
                <Button onClick={() => setSuspending(application)}>{admin.suspend}</Button>
              )}
              {status === "SUSPENDED" && (
                <Button onClick={() => reinstate(application)}>{admin.reinstate}</Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <More {...found} />
      {suspending && (
        <ReasonDialog
          title={admin.suspendTitle(nameOf(suspending))}
          text={admin.suspendText}
          action={admin.suspend}
          onReason={(reason) => suspend(suspending, reason)}
          onClose={() => setSuspending(null)}
        />
      )}
    </>
  );
}
