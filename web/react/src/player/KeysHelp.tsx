import { useEffect, useRef } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { IconButton } from "../ui/Button.tsx";
import styles from "./KeysHelp.module.css";
import { SHORTCUTS, type Shortcut } from "./keys.ts";

interface KeysHelpProps {
  on: boolean;
  onChange: (on: boolean) => void;
  onClose: () => void;
  /** Those of a live stream, unless said otherwise. */
  shortcuts?: readonly Shortcut<string>[];
}

/** The keys, and the switch that turns them off: single letters get in the way of speech input (WCAG 2.1.4). */
export function KeysHelp({ on, onChange, onClose, shortcuts = SHORTCUTS }: KeysHelpProps) {
  const { messages } = useOnAir();
  const m = messages.player;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  return (
    <div
      ref={box}
      className={styles.help}
      role="dialog"
      aria-label={m.keys}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className={styles.head}>
        <strong>{m.keys}</strong>
        <IconButton className={styles.close} icon="close" label={messages.close} onClick={onClose} />
      </div>
      <dl className={styles.list}>
        {shortcuts.map((shortcut) => (
          <div key={shortcut.action} className={styles.line}>
            <dt>{shortcut.says(m)}</dt>
            <dd>
              {shortcut.shown.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className={styles.switch}>
        <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
        {m.keysOn}
      </label>
      <p className={styles.hint}>{m.keysHint}</p>
    </div>
  );
}
