import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { store, stored } from "../lib/stored.ts";
import { preferred } from "./languages.ts";
import type { Locale } from "./locale.ts";
import { load } from "./locales.ts";

interface I18n extends Locale {
  id: string;
  choose: (id: string) => void;
}

const Context = createContext<I18n | null>(null);

/** The language to begin with. */
export function firstLocale(): Promise<Locale> {
  return load(chosenLocale());
}

function chosenLocale(): string {
  return preferred(stored("locale"), navigator.languages);
}

/** Gives the page its language, and tells the document. */
export function I18nProvider({ first, children }: { first: Locale; children: ReactNode }) {
  const [held, setHeld] = useState({ id: chosenLocale(), locale: first });
  const { id, locale } = held;
  useEffect(() => {
    document.documentElement.lang = locale.tag;
    document.documentElement.dir = locale.direction;
  }, [locale]);
  const value = useMemo<I18n>(() => {
    const choose = (wanted: string) => {
      store("locale", wanted);
      load(wanted).then((next) => setHeld({ id: wanted, locale: next }));
    };
    return { ...locale, id, choose };
  }, [id, locale]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (!value) throw new Error("outside of I18nProvider");
  return value;
}

/** The texts of the page's language. */
export function useTexts() {
  return useI18n().texts;
}
