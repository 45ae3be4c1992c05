import { useInfiniteQuery } from "@tanstack/react-query";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { More } from "../../ui/More.tsx";
import { Problem } from "../../ui/Problem.tsx";
import styles from "./Admin.module.css";

/** What was done, by whom, on whom, and why; newest first. */
export function Audit() {
  const { texts, tag } = useI18n();
  const { admin } = texts;
  const client = useClient();
  const found = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) => client.listAudit({ query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
  });
  const entries = all(found.data, (entry) => entry.id);
  if (found.isError && !entries) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (entries?.length === 0) return <Empty drawing="inbox" title={admin.auditEmpty} />;
  return (
    <>
      <ol className={styles.log} aria-busy={!entries}>
        {entries?.map((entry) => (
          <li key={entry.id} className={styles.line}>
            <time dateTime={entry.at} title={exactly(entry.at, tag)}>
              {when(entry.at, tag)}
            </time>
            <span>
              <code>{entry.adminId}</code> {admin.actions[entry.action] ?? entry.action}{" "}
              <code>{entry.userId}</code>
              {entry.reason && (
                <span className={styles.reason} dir="auto">
                  {entry.reason}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <More {...found} />
    </>
  );
}
