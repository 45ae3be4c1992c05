import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import styles from "./Menu.module.css";

interface MenuProps {
  /** What the button says; its look is its child and `className`. */
  label: string;
  button: ReactNode;
  className: string | undefined;
  /** Items: buttons and links with `menuItem`. `close` is for those that stay on the page. */
  children: (close: () => void) => ReactNode;
}

/** The look of a button or link in a menu. */
export const menuItem = styles.item;

/** A button and the list that it opens. Another place, a click or the focus outside, and Escape close it. */
export function Menu({ label, button, className, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const [place] = useLocation();
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place closes it
  useEffect(() => setOpen(false), [place]);
  useLayoutEffect(() => {
    const box = list.current;
    if (!open || !box) return;
    // Towards the line's start, as fits a button at its end, or the other way where the window ends.
    box.removeAttribute("data-forth");
    const { left, right } = box.getBoundingClientRect();
    if (left < 0 || right > document.documentElement.clientWidth) box.setAttribute("data-forth", "");
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is open inside
    <div ref={root} className={styles.menu} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      <div ref={list} id={id} className={styles.list} hidden={!open}>
        {children(() => setOpen(false))}
      </div>
    </div>
  );
}
