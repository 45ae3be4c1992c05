import { Avatar, Button } from "@onair/react";
import { useTexts } from "../i18n/I18n.tsx";
import { useSession } from "../session/SessionProvider.tsx";
import { Glyph, type GlyphName } from "../ui/Glyph.tsx";
import { Link } from "../ui/Link.tsx";
import { Menu, menuItem } from "../ui/Menu.tsx";
import styles from "./UserMenu.module.css";

/** Signing in, or one's own menu. */
export function UserMenu() {
  const { frame } = useTexts();
  const { me, isSignedIn, signIn, signOut } = useSession();

  if (!isSignedIn) {
    return (
      <Button look="primary" onClick={() => signIn()}>
        {frame.signIn}
      </Button>
    );
  }
  if (!me) return <span className={styles.room} />;

  const ways: [GlyphName, string, string][] = [
    ["user", frame.channel, `/@${me.username}`],
    me.creatorStatus === "APPROVED"
      ? ["cast", frame.dashboard, "/dashboard"]
      : ["cast", frame.apply, "/apply"],
    ["settings", frame.settings, "/settings"],
  ];
  if (me.isAdmin) ways.splice(2, 0, ["shield", frame.admin, "/admin"]);
  return (
    <Menu
      label={frame.menu}
      className={styles.button}
      button={<Avatar id={me.id} name={me.name} image={me.image} size={34} />}
    >
      {() => (
        <>
          <div className={styles.who}>
            <b dir="auto">{me.name}</b>
            <bdi>@{me.username}</bdi>
          </div>
          {ways.map(([glyph, label, href]) => (
            <Link key={href} href={href} className={menuItem}>
              <Glyph name={glyph} size={20} />
              {label}
            </Link>
          ))}
          <button type="button" className={menuItem} onClick={signOut}>
            <Glyph name="out" size={20} />
            {frame.signOut}
          </button>
        </>
      )}
    </Menu>
  );
}
