import type { ListedApplication } from "@onair/client";
import { Avatar, Button, problem, useOnAir } from "@onair/react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n.tsx";
import { exactly, when } from "../../lib/format.ts";
import { all, next } from "../../lib/queries.ts";
import { useClient } from "../../session/SessionProvider.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { More } from "../../ui/More.tsx";
import { Problem } from "../../ui/Problem.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Admin.module.css";
import { ReasonDialog } from "./ReasonDialog.tsx";

/** The applications that wait, oldest first; by keys for who reads many. */
export function Queue() {
  const { admin } = useI18n().texts;
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();
  const [at, setAt] = useState(0);
  const [rejecting, setRejecting] = useState<ListedApplication | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const found = useApplications("PENDING");
  const waiting = all(found.data, (application) => application.userId);
  const chosen = waiting?.[Math.min(at, waiting.length - 1)];

  async function approve(application: ListedApplication) {
    try {
      await client.approveApplication({ path: { userId: application.userId } });
      tell(admin.approved(nameOf(application)));
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
    queries.invalidateQueries({ queryKey: ["applications"] });
  }

  async function reject(application: ListedApplication, reason: string) {
    await client.rejectApplication({ path: { userId: application.userId }, body: { reason } });
    tell(admin.rejected(nameOf(application)));
    queries.invalidateQueries({ queryKey: ["applications"] });
  }

  const keys = useRef<(key: string) => boolean>(() => false);
  keys.current = (key) => {
    if (!chosen || rejecting || !waiting) return false;
    if (key === "ArrowDown") setAt(Math.min(at + 1, waiting.length - 1));
    else if (key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (key === "a") void approve(chosen);
    else if (key === "r") setRejecting(chosen);
    else return false;
    return true;
  };
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const on = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // In a field a key is a letter, on a button it is the button's.
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName)) return;
      if (keys.current(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  if (found.isError && !waiting) return <Problem thrown={found.error} onRetry={() => found.refetch()} />;
  if (waiting?.length === 0) {
    return <Empty drawing="inbox" title={admin.queueEmpty} text={admin.queueEmptyText} />;
  }
  return (
    <>
      <p className={styles.hint}>{admin.queueKeys}</p>
      <ul ref={list} className={styles.list} aria-busy={!waiting}>
        {waiting?.map((application, place) => (
          <li
            key={application.userId}
            className={`${shared.card} ${styles.entry}`}
            aria-current={application === chosen ? "true" : undefined}
            onPointerDown={() => setAt(place)}
          >
            <Who application={application} />
            <div className={styles.buttons}>
              <Button look="primary" onClick={() => approve(application)}>
                {admin.approve}
              </Button>
              <Button onClick={() => setRejecting(application)}>{admin.reject}</Button>
            </div>
          </li>
        ))}
      </ul>
      <More {...found} />
      {rejecting && (
        <ReasonDialog
          title={admin.rejectTitle(nameOf(rejecting))}
          action={admin.reject}
          onReason={(reason) => reject(rejecting, reason)}
          onClose={() => setRejecting(null)}
        />
      )}
    </>
  );
}

export function nameOf(application: ListedApplication): string {
  return application.user?.name ?? application.userId;
}

export function useApplications(status: "PENDING" | "APPROVED" | "REJECTED" | "SUSPENDED") {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ["applications", status],
    queryFn: ({ pageParam, signal }) =>
      client.listApplications({ query: { status, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: next,
  });
}

/** Who applied, when, and what with. */
export function Who({ application }: { application: ListedApplication }) {
  const { texts, tag } = useI18n();
  const { admin, categories } = texts;
  const { user } = application;
  return (
    <div className={styles.who}>
      <Avatar id={application.userId} name={nameOf(application)} image={user?.image} size={44} />
      <div className={styles.words}>
        <h2 className={styles.name}>
          <bdi>{nameOf(application)}</bdi> {user && <bdi className={styles.at}>@{user.username}</bdi>}
        </h2>
        <p className={styles.facts}>
          <time dateTime={application.submittedAt} title={exactly(application.submittedAt, tag)}>
            {admin.submitted(when(application.submittedAt, tag))}
          </time>
          {application.categories.map((category) => ` · ${categories[category] ?? category}`)}
        </p>
        <p className={styles.bio} dir="auto">
          {application.bio}
        </p>
        {(application.suspensionReason ?? application.rejectionReason) && (
          <p className={styles.reason} dir="auto">
            {application.suspensionReason ?? application.rejectionReason}
          </p>
        )}
      </div>
    </div>
  );
}
