import { useTexts } from "../i18n/I18n.tsx";
import { useSession } from "../session/SessionProvider.tsx";
import { Glyph } from "../ui/Glyph.tsx";
import { Link } from "../ui/Link.tsx";
import shared from "../ui/shared.module.css";
import { SearchBox } from "./SearchBox.tsx";
import styles from "./TopBar.module.css";
import { UserMenu } from "./UserMenu.tsx";

/** Mark, search, and oneself. */
export function TopBar() {
  const { frame } = useTexts();
  const { me } = useSession();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.mark} aria-label={`OnAir: ${frame.home}`}>
        <Mark />
        <span className={styles.name}>OnAir</span>
      </Link>
      <SearchBox />
      <div className={styles.end}>
        {me?.creatorStatus === "APPROVED" && (
          <Link href="/dashboard" className={`${shared.outlined} ${styles.live}`} aria-label={frame.goLive}>
            <Glyph name="cast" size={20} />
            <span>{frame.goLive}</span>
          </Link>
        )}
        <UserMenu />
      </div>
    </header>
  );
}

/** A dot with two arcs. */
function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={styles.drawing}>
      <circle cx="16" cy="16" r="4.200" />
      <path d="M9 9a9.900 9.900 0 0 0 0 14M23 9a9.900 9.900 0 0 1 0 14" />
    </svg>
  );
}
