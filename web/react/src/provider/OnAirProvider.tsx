import type { OnAir } from "@onair/client";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { en } from "../messages/en.ts";
import type { Messages } from "../messages/messages.ts";

/** Who is signed in, as far as the components need it. */
export interface Viewer {
  id: string;
  username: string;
  name: string;
  image?: string | null;
}

/** What every component is given by `OnAirProvider`. */
export interface OnAirContextValue {
  client: OnAir;
  /** The signed-in user; null for a guest. */
  viewer: Viewer | null;
  /** The name under which a guest watches and writes. */
  guestName: string;
  messages: Messages;
  /** A BCP 47 tag, for numbers and dates. */
  locale: string;
  /** Asks the visitor to sign in; where it is missing, what needs it is not offered. */
  onSignIn?: () => void;
  /** Whether this server carries no media, as `cargo dev`'s stand-in: the player then says so. */
  withoutMedia: boolean;
}

export interface OnAirProviderProps {
  client: OnAir;
  viewer?: Viewer | null;
  guestName?: string;
  messages?: Messages;
  locale?: string;
  /** `auto` follows the page's own `color-scheme`, and that the system's unless the page says otherwise. */
  theme?: "auto" | "light" | "dark";
  onSignIn?: () => void;
  withoutMedia?: boolean;
  children: ReactNode;
}

const Context = createContext<OnAirContextValue | null>(null);

/** Gives the components their client, viewer, texts and theme. It draws nothing and styles nothing of the page's. */
export function OnAirProvider(props: OnAirProviderProps) {
  const { client, viewer = null, messages = en, locale = messages.locale, theme = "auto", onSignIn } = props;
  const { withoutMedia = false, children } = props;
  const guestName = props.guestName ?? messages.guest;
  const value = useMemo(
    () => ({ client, viewer, guestName, messages, locale, onSignIn, withoutMedia }),
    [client, viewer, guestName, messages, locale, onSignIn, withoutMedia],
  );
  return (
    <Context.Provider value={value}>
      {theme === "auto" ? (
        children
      ) : (
        <div data-onair-theme={theme} style={{ display: "contents" }}>
          {children}
        </div>
      )}
    </Context.Provider>
  );
}

/** What `OnAirProvider` gives. Throws outside of one. */
export function useOnAir(): OnAirContextValue {
  const value = useContext(Context);
  if (!value) throw new Error("OnAir components need an <OnAirProvider> around them");
  return value;
}
