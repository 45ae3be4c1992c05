import { useEffect, useId, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import styles from "../ui/controls.module.css";
import { Icon } from "../ui/Icon.tsx";

interface CopyFieldProps {
  label: string;
  value: string;
  /** Shown as dots until asked for: somebody may be looking over a shoulder, or at a stream of this screen. */
  secret?: boolean;
}

/** A value to take elsewhere. */
export function CopyField({ label, value, secret = false }: CopyFieldProps) {
  const { messages } = useOnAir();
  const [shown, setShown] = useState(!secret);
  const [copied, setCopied] = useState(false);
  const id = useId();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // No leave to: it can be marked and copied by hand.
      setShown(true);
    }
  };
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.row} style={{ flexWrap: "nowrap" }}>
        <input
          id={id}
          className={styles.input}
          readOnly
          dir="ltr"
          type={shown ? "text" : "password"}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onFocus={(event) => event.target.select()}
        />
        {secret && (
          <IconButton
            icon="eye"
            label={messages.studio[shown ? "hideKey" : "showKey"]}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        )}
        <Button onClick={copy}>
          <Icon name={copied ? "check" : "copy"} size={18} />
          {copied ? messages.copied : messages.copy}
        </Button>
      </div>
      <span role="status" className={styles.hidden}>
        {copied ? messages.copied : ""}
      </span>
    </div>
  );
}
