import type { ButtonHTMLAttributes } from "react";
import styles from "./controls.module.css";
import { Icon, type IconName } from "./Icon.tsx";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | "quiet";
}

/** A button with words on it. */
export function Button({ look = "plain", className, type = "button", ...rest }: ButtonProps) {
  const classes = [styles.button, look === "plain" ? "" : styles[look], className];
  return <button type={type} className={classes.filter(Boolean).join(" ")} {...rest} />;
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** What it does, for who cannot see the drawing, and on hover. */
  label: string;
  size?: number;
  filled?: boolean;
}

/** A button with a drawing on it. */
export function IconButton({
  icon,
  label,
  size,
  filled,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type}
      className={[styles.icon, className].filter(Boolean).join(" ")}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} size={size} filled={filled} />
    </button>
  );
}
