import { Button, Field } from "@onair/react";
import { useI18n } from "../../i18n/I18n.tsx";
import { LANGUAGES } from "../../i18n/languages.ts";
import { chooseTheme, type Theme, useTheme } from "../../lib/theme.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { Choices } from "../../ui/Choices.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Page, Section } from "../../ui/Page.tsx";
import shared from "../../ui/shared.module.css";
import { ProfileForm } from "./ProfileForm.tsx";
import styles from "./Settings.module.css";

const THEMES: readonly Theme[] = ["auto", "dark", "light"];

/** One's profile, and how the page looks. */
export default function Settings() {
  const { settings, frame } = useI18n().texts;
  const { me, isSignedIn, signIn, signOut } = useSession();
  return (
    <Page title={settings.title} width="narrow">
      {!isSignedIn && (
        <Empty
          drawing="lock"
          title={settings.signInFirst}
          action={{ label: frame.signIn, onClick: () => signIn() }}
        />
      )}
      {me && (
        <Section title={settings.profile}>
          <ProfileForm key={me.id} me={me} />
        </Section>
      )}
      <Section title={settings.look}>
        <div className={`${shared.card} ${styles.panel}`}>
          <Looks />
        </div>
      </Section>
      {me && (
        <Section title={settings.session}>
          <div className={styles.row}>
            <span dir="auto">{settings.signedInAs(me.name)}</span>
            <Button onClick={signOut}>{frame.signOut}</Button>
          </div>
        </Section>
      )}
    </Page>
  );
}

function Looks() {
  const { texts, id, choose } = useI18n();
  const { settings } = texts;
  const theme = useTheme();
  return (
    <>
      <Choices
        legend={settings.theme}
        options={THEMES.map((of) => [of, settings.themes[of]])}
        value={theme}
        onChange={chooseTheme}
      />
      <Field label={settings.language}>
        {(control) => (
          <select {...control} value={id} onChange={(event) => choose(event.target.value)}>
            {LANGUAGES.map((language) => (
              <option key={language.id} value={language.id}>
                {language.name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
