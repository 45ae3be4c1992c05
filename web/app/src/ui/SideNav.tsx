import { useLocation } from "wouter";
import { Link } from "./Link.tsx";
import styles from "./SideNav.module.css";

/** The parts of a screen that has several. */
export function SideNav({
  label,
  ways,
}: {
  label: string;
  ways: readonly (readonly [href: string, text: string])[];
}) {
  const [place] = useLocation();
  return (
    <nav aria-label={label} className={styles.nav}>
      {ways.map(([href, text]) => (
        <Link
          key={href}
          href={href}
          className={styles.way}
          aria-current={place === href ? "page" : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
