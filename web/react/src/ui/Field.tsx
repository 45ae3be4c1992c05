import { type ReactNode, useId } from "react";
import styles from "./controls.module.css";

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with it, as the API says. */
  fault?: string | null;
  /** Draws the control with these; its label, hint and fault belong to it then. */
  children: (control: {
    id: string;
    className?: string;
    "aria-describedby"?: string;
    "aria-invalid"?: true;
  }) => ReactNode;
}

/** A control with its label, hint and fault. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        className: styles.input,
        "aria-describedby": described || undefined,
        "aria-invalid": fault ? true : undefined,
      })}
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className={styles.fault} id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface SwitchProps {
  name: string;
  label: string;
  hint?: string;
  defaultChecked?: boolean;
  disabled?: boolean;
}

/** A box to tick. */
export function Switch({ name, label, hint, ...input }: SwitchProps) {
  const id = useId();
  return (
    <label className={styles.switch}>
      <input type="checkbox" name={name} aria-describedby={hint ? id : undefined} {...input} />
      <span>
        <span className={styles.label}>{label}</span>
        {hint && (
          <span className={styles.hint} id={id} style={{ display: "block" }}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
