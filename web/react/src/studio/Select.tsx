import { Field } from "../ui/Field.tsx";

interface SelectProps<V extends string> {
  name: string;
  label: string;
  hint?: string;
  fault?: string | null;
  /** Value and words. A stored value that is none of them is offered as it is. */
  options: readonly (readonly [V, string])[];
  defaultValue: V;
}

/** One of several, with its label. */
export function Select<V extends string>({
  name,
  label,
  hint,
  fault,
  options,
  defaultValue,
}: SelectProps<V>) {
  const isKnown = options.some(([value]) => value === defaultValue);
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <select {...control} name={name} defaultValue={defaultValue}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
          {!isKnown && <option value={defaultValue}>{defaultValue}</option>}
        </select>
      )}
    </Field>
  );
}
