import type { ReactNode } from "react";
import { useFocusOnArrival, useTitle } from "../lib/page.ts";
import styles from "./Page.module.css";

interface PageProps {
  title: string;
  /** Where the heading says something else than the tab. */
  heading?: ReactNode;
  lead?: ReactNode;
  /** Beside the heading. */
  actions?: ReactNode;
  width?: "wide" | "narrow";
  children: ReactNode;
}

/** A screen: its heading, and what is on it. */
export function Page({ title, heading, lead, actions, width = "wide", children }: PageProps) {
  useTitle(title);
  const focus = useFocusOnArrival<HTMLHeadingElement>();
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      <header className={styles.header}>
        <div className={styles.words}>
          <h1 ref={focus} tabIndex={-1} className={styles.title} dir="auto">
            {heading ?? title}
          </h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  title: ReactNode;
  /** A link beside the heading. */
  more?: ReactNode;
  children: ReactNode;
}

/** A part of a screen with a heading of its own. */
export function Section({ title, more, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {more}
      </div>
      {children}
    </section>
  );
}
