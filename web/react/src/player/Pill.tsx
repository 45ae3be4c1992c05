import type { ReactNode } from "react";
import { Icon, type IconName } from "../ui/Icon.tsx";
import styles from "./Pill.module.css";

interface PillProps {
  icon?: IconName;
  onClick: () => void;
  children: ReactNode;
}

/** What one does about it, as a pill in the picture. */
export function Pill({ icon, onClick, children }: PillProps) {
  return (
    <button type="button" className={styles.pill} onClick={onClick}>
      {icon && <Icon name={icon} size={24} />}
      {children}
    </button>
  );
}

/** What the browser wants a click for, as one large pill in its middle. */
export function Prompt(props: PillProps) {
  return (
    <div className={styles.middle}>
      <Pill {...props} />
    </div>
  );
}
