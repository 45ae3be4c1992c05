import { Button } from "@onair/react";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import styles from "./toasts.module.css";

interface Toast {
  id: number;
  text: string;
  action?: { label: string; onClick: () => void };
}

type Tell = (text: string, action?: Toast["action"]) => void;

const Context = createContext<Tell>(() => {});
/** So long a word stands, in milliseconds; longer where there is something to click. */
const STANDS = 5_000;
const STANDS_WITH_ACTION = 10_000;

/** Short words at the edge of the page, read out as they come. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const remove = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const tell = useCallback<Tell>(
    (text, action) => {
      const id = Math.random();
      setToasts((all) => [...all.slice(-2), { id, text, action }]);
      setTimeout(() => remove(id), action ? STANDS_WITH_ACTION : STANDS);
    },
    [remove],
  );
  return (
    <Context.Provider value={tell}>
      {children}
      <div className={styles.toasts} role="status">
        {toasts.map(({ id, text, action }) => (
          <div key={id} className={styles.toast}>
            <span dir="auto">{text}</span>
            {action && (
              <Button
                look="quiet"
                onClick={() => {
                  remove(id);
                  action.onClick();
                }}
              >
                {action.label}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}

/** Tells something in passing. */
export function useToast(): Tell {
  return useContext(Context);
}
