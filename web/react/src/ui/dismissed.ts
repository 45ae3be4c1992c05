import { type RefObject, useEffect, useRef } from "react";

/** Closes what is open at Escape, at a press outside of it, and when the focus leaves it. */
export function useDismissed<E extends HTMLElement>(open: boolean, close: () => void): RefObject<E | null> {
  const box = useRef<E>(null);
  const done = useRef(close);
  useEffect(() => {
    done.current = close;
  });
  useEffect(() => {
    if (!open) return;
    const outside = (target: EventTarget | null) => target instanceof Node && !box.current?.contains(target);
    const pressed = (event: PointerEvent) => {
      if (outside(event.target)) done.current();
    };
    // A press on words within it gives the focus to what is around it: that leaves nothing.
    const around = (target: EventTarget | null) => target instanceof Node && target.contains(box.current);
    const left = ({ relatedTarget }: FocusEvent) => {
      if (outside(relatedTarget) && !around(relatedTarget)) done.current();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      box.current?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
      done.current();
    };
    const element = box.current;
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("keydown", key, true);
    element?.addEventListener("focusout", left);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("keydown", key, true);
      element?.removeEventListener("focusout", left);
    };
  }, [open]);
  return box;
}
