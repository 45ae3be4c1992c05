import { Button } from "@onair/react";
import { useTexts } from "../i18n/I18n.tsx";
import styles from "./More.module.css";

interface MoreProps {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Goes on with a list. */
export function More({ hasNextPage, isFetchingNextPage, fetchNextPage }: MoreProps) {
  const { lists, frame } = useTexts();
  if (!hasNextPage) return null;
  return (
    <div className={styles.more}>
      <Button disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {isFetchingNextPage ? frame.loading : lists.more}
      </Button>
    </div>
  );
}
