import { type ReactNode, useSyncExternalStore } from "react";
import { useTexts } from "../i18n/I18n.tsx";
import { BottomBar } from "./BottomBar.tsx";
import styles from "./Frame.module.css";
import { Rail } from "./Rail.tsx";
import { TopBar } from "./TopBar.tsx";

/** What stands around every screen. */
export function Frame({ children }: { children: ReactNode }) {
  const { frame } = useTexts();
  return (
    <>
      <a className={styles.skip} href="#main">
        {frame.skip}
      </a>
      <TopBar />
      <OfflineBar />
      <div className={styles.body}>
        <Rail />
        <main id="main" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <BottomBar />
    </>
  );
}

/** Says that the browser has no network. The page stays as it is. */
function OfflineBar() {
  const { frame } = useTexts();
  const online = useSyncExternalStore(listen, () => navigator.onLine);
  return <div role="status">{!online && <p className={styles.offline}>{frame.offline}</p>}</div>;
}

function listen(changed: () => void) {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}
