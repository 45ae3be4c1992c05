import { useId } from "react";
import styles from "./Choices.module.css";
import shared from "./shared.module.css";

interface ChoicesProps<T extends string> {
  legend: string;
  /** Said to screen readers alone, where the page's heading says it to everybody else. */
  isLegendHidden?: boolean;
  options: readonly (readonly [value: T, text: string])[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few: radio buttons, drawn as pills. */
export function Choices<T extends string>({
  legend,
  isLegendHidden,
  options,
  value,
  onChange,
}: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend className={isLegendHidden ? shared.hidden : styles.legend}>{legend}</legend>
      {options.map(([of, text]) => (
        <label key={of} className={styles.choice}>
          <input type="radio" name={name} checked={value === of} onChange={() => onChange(of)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
