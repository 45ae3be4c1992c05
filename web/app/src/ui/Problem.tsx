import { ApiError, NetworkError } from "@onair/client";
import { Button } from "@onair/react";
import { useState } from "react";
import { useTexts } from "../i18n/I18n.tsx";
import styles from "./Problem.module.css";

interface ProblemProps {
  thrown: unknown;
  onRetry?: () => void;
}

/** What happened, what one can do, and the request's id to copy. */
export function Problem({ thrown, onRetry }: ProblemProps) {
  const { errors } = useTexts();
  const [copied, setCopied] = useState(false);
  const refusal = thrown instanceof ApiError ? thrown : null;
  const id = refusal?.requestId;
  const text =
    thrown instanceof NetworkError
      ? errors.network
      : refusal?.status === 429
        ? errors.tooFast
        : refusal?.status === 401
          ? errors.login
          : errors.failedText;
  return (
    <div className={styles.problem} role="alert">
      <p className={styles.title}>{errors.failedTitle}</p>
      <p className={styles.text}>{text}</p>
      {refusal && <p className={styles.text}>{refusal.error}</p>}
      <div className={styles.row}>
        {onRetry && (
          <Button look="primary" onClick={onRetry}>
            {errors.retry}
          </Button>
        )}
        {id && (
          <span className={styles.id}>
            {errors.requestId} <code>{id}</code>
            <Button
              look="quiet"
              onClick={() => navigator.clipboard?.writeText(id).then(() => setCopied(true))}
            >
              {copied ? errors.copied : errors.copy}
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}
