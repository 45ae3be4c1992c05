import { Button } from "@onair/react";
import type { ReactNode } from "react";
import styles from "./Empty.module.css";
import { Link } from "./Link.tsx";

/** Drawings in one line weight. */
const DRAWINGS = {
  stage: "M14 16h52v34H14zM34 26v14l13-7zM30 60h20M40 50v10M6 24c-3 6-3 12 0 18M74 24c3 6 3 12 0 18",
  cut: "M22 30a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM22 60a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM29 27l37 27M29 45l37-27",
  search: "M34 50a18 18 0 1 0 0-36 18 18 0 0 0 0 36zM47 45l17 15M26 32c0-5 3-9 8-9",
  heart: "M40 58S14 43 14 26a13 13 0 0 1 26-4 13 13 0 0 1 26 4c0 17-26 32-26 32z",
  lock: "M22 34h36v26H22zM29 34v-8a11 11 0 0 1 22 0v8M40 45v6",
  inbox: "M12 40l8-24h40l8 24v18H12zM12 40h18c0 6 4 9 10 9s10-3 10-9h18",
  off: "M14 22h36v28H14zM50 32l16-8v24l-16-8M8 62L70 12",
} as const;

interface EmptyProps {
  drawing: keyof typeof DRAWINGS;
  title: string;
  text?: ReactNode;
  /** The one thing to do: a way to go, or something that happens here. */
  action?: { label: string; href?: string; onClick?: () => void };
  level?: 1 | 2 | 3;
}

/** Where there is nothing: a drawing, a sentence, one button. */
export function Empty({ drawing, title, text, action, level = 2 }: EmptyProps) {
  const Title = `h${level}` as const;
  return (
    <div className={styles.empty}>
      <svg aria-hidden="true" viewBox="0 0 80 72" className={styles.drawing}>
        <path d={DRAWINGS[drawing]} />
      </svg>
      <Title className={styles.title} dir="auto">
        {title}
      </Title>
      {text && <p className={styles.text}>{text}</p>}
      {action?.href && (
        <Link href={action.href} className={styles.action}>
          {action.label}
        </Link>
      )}
      {action?.onClick && (
        <Button look="primary" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
