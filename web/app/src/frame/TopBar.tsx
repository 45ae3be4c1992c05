import { useTexts } from "../i18n/I18n.tsx";
import { Link } from "../ui/Link.tsx";
import { SearchBox } from "./SearchBox.tsx";
import styles from "./TopBar.module.css";
import { UserMenu } from "./UserMenu.tsx";

/** Mark, search, and oneself. */
export function TopBar() {
  const { frame } = useTexts();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.mark} aria-label={`OnAir: ${frame.home}`}>
        <Mark />
        <span className={styles.name}>OnAir</span>
      </Link>
      <SearchBox />
      <div className={styles.end}>
        <UserMenu />
      </div>
    </header>
  );
}

/** A dot with two arcs. */
function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={styles.drawing}>
      <circle cx="16" cy="16" r="4.2" />
      <path d="M9 9a9.9 9.9 0 0 0 0 14M23 9a9.9 9.9 0 0 1 0 14" />
    </svg>
  );
}
