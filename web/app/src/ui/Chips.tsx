import { useTexts } from "../i18n/I18n.tsx";
import { CATEGORIES } from "../lib/categories.ts";
import styles from "./Chips.module.css";
import { Link } from "./Link.tsx";

/** The categories, each a way to its channels. */
export function Chips({ chosen }: { chosen?: string | null }) {
  const { categories, category, home } = useTexts();
  const ways: [string, string, string | null][] = CATEGORIES.map((id) => [
    `/c/${id}`,
    categories[id] ?? id,
    id,
  ]);
  if (chosen !== undefined) ways.unshift(["/c", category.all, null]);
  return (
    <nav aria-label={home.categories}>
      <ul className={styles.chips}>
        {ways.map(([href, label, id]) => (
          <li key={href}>
            <Link href={href} className={styles.chip} aria-current={chosen === id ? "page" : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
