import { useEffect, useRef } from "react";
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
  const isIn = (href: string) => place === href || place.startsWith(`${href}/`);
  // What is below one part is below their common place too: the longest one is it.
  const [current] = ways
    .map(([href]) => href)
    .filter(isIn)
    .sort((a, b) => b.length - a.length);
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is comes into sight
  useEffect(() => {
    const way = nav.current?.querySelector("[aria-current]");
    if (!nav.current || !way) return;
    const [all, one] = [nav.current.getBoundingClientRect(), way.getBoundingClientRect()];
    nav.current.scrollLeft += (one.left + one.right - all.left - all.right) / 2;
  }, [current]);
  return (
    <nav ref={nav} aria-label={label} className={styles.nav}>
      {ways.map(([href, text]) => (
        <Link
          key={href}
          href={href}
          className={styles.way}
          aria-current={href === current ? (place === href ? "page" : "true") : undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
