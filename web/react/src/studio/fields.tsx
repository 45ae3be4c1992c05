import { createContext, type InputHTMLAttributes, useContext } from "react";
import { Switch as Box, Field } from "../ui/Field.tsx";
import { Select } from "./Select.tsx";
import type { Submit } from "./useSubmit.ts";

/** The form that a field stands in: what is stored, and what the API says of it. */
export const FormContext = createContext<{ stored: object; fault: Submit["fault"] }>({
  stored: {},
  fault: () => null,
});

interface NamedProps {
  /** As it is stored, and as the API speaks of it. */
  name: string;
  label: string;
  hint?: string;
}

/** What is stored of a field, as its control has it; and what is wrong with it. */
function useField(name: string): { value: string; isOn: boolean; fault: string | null } {
  const { stored, fault } = useContext(FormContext);
  const value: unknown = stored[name as keyof typeof stored];
  return { value: String(value ?? ""), isOn: value === true, fault: fault(name) };
}

type TextFieldProps = NamedProps & {
  /** Of the stored, where it is not a text. */
  value?: string;
  /** Lines, where it may have several. */
  rows?: number;
} & Pick<
    InputHTMLAttributes<HTMLInputElement>,
    | "type"
    | "dir"
    | "required"
    | "minLength"
    | "maxLength"
    | "min"
    | "max"
    | "inputMode"
    | "autoComplete"
    | "autoCapitalize"
    | "spellCheck"
    | "onBlur"
  >;

/** Something written. */
export function TextField({ name, label, hint, value, rows, dir = "auto", ...more }: TextFieldProps) {
  const field = useField(name);
  const defaultValue = value ?? field.value;
  const { required, maxLength } = more;
  return (
    <Field label={label} hint={hint} fault={field.fault}>
      {(control) =>
        rows ? (
          <textarea {...control} {...{ name, dir, rows, required, maxLength, defaultValue }} />
        ) : (
          <input {...control} {...more} {...{ name, dir, defaultValue }} />
        )
      }
    </Field>
  );
}

type SelectFieldProps<V extends string> = NamedProps & {
  /** Value and words. A stored value that is none of them is offered as it is. */
  options: readonly (readonly [V, string])[];
};

/** One of several. */
export function SelectField<V extends string>({ name, ...more }: SelectFieldProps<V>) {
  const { value, fault } = useField(name);
  return <Select name={name} fault={fault} defaultValue={value as V} {...more} />;
}

/** On or off. */
export function SwitchField(props: NamedProps) {
  const { isOn } = useField(props.name);
  return <Box defaultChecked={isOn} {...props} />;
}

/** What was written into a form. */
export type Written = ReturnType<typeof fields>;

/** A form's fields as they are stored. */
export function fields(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  return {
    text,
    /** Nothing written: nothing set. */
    textOrNull: (name: string) => text(name) || null,
    numberOrNull: (name: string) => (text(name) === "" ? null : Number(text(name))),
    on: (name: string) => form.get(name) === "on",
  };
}
