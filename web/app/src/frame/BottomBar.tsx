import { useLocation } from "wouter";
import { useTexts } from "../i18n/I18n.tsx";
import { useSession } from "../session/SessionProvider.tsx";
import { Glyph, type GlyphName } from "../ui/Glyph.tsx";
import { Link } from "../ui/Link.tsx";
import styles from "./BottomBar.module.css";

/** The ways of a phone. */
export function BottomBar() {
  const { frame } = useTexts();
  const { me } = useSession();
  const [place] = useLocation();
  const you = me ? `/@${me.username}` : "/settings";
  const ways: [GlyphName, string, string][] = [
    ["home", frame.home, "/"],
    ["heart", frame.following, "/following"],
    ["search", frame.search, "/search"],
    ["user", frame.you, you],
  ];
  return (
    <nav className={styles.bar} aria-label={frame.main}>
      {ways.map(([glyph, label, href]) => (
        <Link
          key={glyph}
          href={href}
          className={styles.way}
          aria-current={place === href ? "page" : undefined}
        >
          <Glyph name={glyph} />
          {label}
        </Link>
      ))}
    </nav>
  );
}
