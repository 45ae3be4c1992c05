import { type ReactNode, useEffect, useRef } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { Button } from "./Button.tsx";
import styles from "./Confirm.module.css";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  /** What the button does, in its own words. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more, where something ends that cannot be taken back. */
export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const { messages } = useOnAir();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={title} onClose={onClose}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{children}</p>
      <div className={styles.buttons}>
        <Button onClick={onClose}>{messages.cancel}</Button>
        <Button look="danger" onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </dialog>
  );
}
