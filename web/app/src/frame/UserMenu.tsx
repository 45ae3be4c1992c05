import { Avatar, Button } from "@onair/react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useTexts } from "../i18n/I18n.tsx";
import { useSession } from "../session/SessionProvider.tsx";
import { Glyph, type GlyphName } from "../ui/Glyph.tsx";
import { Link } from "../ui/Link.tsx";
import styles from "./UserMenu.module.css";

/** Signing in, or one's own menu. */
export function UserMenu() {
  const { frame } = useTexts();
  const { me, isSignedIn, signIn, signOut } = useSession();
  const [open, setOpen] = useState(false);
  const [place] = useLocation();
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place closes it
  useEffect(() => setOpen(false), [place]);
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

  if (!isSignedIn) {
    return (
      <Button look="primary" onClick={() => signIn()}>
        {frame.signIn}
      </Button>
    );
  }
  if (!me) return <span className={styles.room} />;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  const ways: [GlyphName, string, string][] = [
    ["user", frame.channel, `/@${me.username}`],
    me.creatorStatus === "APPROVED"
      ? ["cast", frame.dashboard, "/dashboard"]
      : ["cast", frame.apply, "/apply"],
    ["settings", frame.settings, "/settings"],
  ];
  if (me.isAdmin) ways.splice(2, 0, ["shield", frame.admin, "/admin"]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is open inside
    <div ref={root} className={styles.menu} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={styles.button}
        aria-label={frame.menu}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Avatar id={me.id} name={me.name} image={me.image} size={34} />
      </button>
      <div id={id} className={styles.list} hidden={!open}>
        <div className={styles.who}>
          <b dir="auto">{me.name}</b>
          <span>@{me.username}</span>
        </div>
        {ways.map(([glyph, label, href]) => (
          <Link key={href} href={href} className={styles.item}>
            <Glyph name={glyph} size={20} />
            {label}
          </Link>
        ))}
        <button type="button" className={styles.item} onClick={signOut}>
          <Glyph name="out" size={20} />
          {frame.signOut}
        </button>
      </div>
    </div>
  );
}
