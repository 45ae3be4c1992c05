import { type ReactNode, useState } from "react";
import { Button, type ButtonProps } from "./Button.tsx";
import { Confirm } from "./Confirm.tsx";

export interface ConfirmButtonProps extends Pick<ButtonProps, "look" | "disabled"> {
  /** What stands on it. */
  children: ReactNode;
  title: string;
  /** What follows from it. */
  text: string;
  /** What the second button does, in its own words. */
  action: string;
  onConfirm: () => void;
}

/** A button that does something only when it was asked once more. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { children, title, text, action, onConfirm, look = "danger", disabled } = props;
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button look={look} disabled={disabled} onClick={() => setAsks(true)}>
        {children}
      </Button>
      {asks && (
        <Confirm
          title={title}
          action={action}
          onClose={() => setAsks(false)}
          onConfirm={() => {
            setAsks(false);
            onConfirm();
          }}
        >
          {text}
        </Confirm>
      )}
    </>
  );
}
