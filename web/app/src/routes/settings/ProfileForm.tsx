import type { OwnProfile } from "@onair/client";
import { Avatar, SettingsForm, TextField } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import styles from "./Settings.module.css";

/** One's profile. The API looks at all fields at once, and its words stand at each. */
export function ProfileForm({ me }: { me: OwnProfile }) {
  const { settings } = useTexts();
  const client = useClient();
  const queries = useQueryClient();
  const [image, setImage] = useState(me.image);
  return (
    <SettingsForm<OwnProfile>
      stored={{ value: me, set: () => queries.invalidateQueries(), fault: null }}
      version={JSON.stringify([me.name, me.username, me.bio, me.image])}
      read={({ text, textOrNull }) => ({
        image: textOrNull("image"),
        name: text("name"),
        username: text("username"),
        bio: textOrNull("bio"),
      })}
      save={async (body) => {
        await client.updateMe({ body });
        return { ...me, ...body };
      }}
    >
      {() => (
        <>
          <div className={styles.picture}>
            <Avatar id={me.id} name={me.name} image={image} size={72} />
            <TextField
              name="image"
              label={settings.image}
              hint={settings.imageHint}
              type="url"
              dir="ltr"
              inputMode="url"
              maxLength={2_048}
              onBlur={(event) => setImage(event.target.value || null)}
            />
          </div>
          <TextField name="name" label={settings.name} required maxLength={50} autoComplete="name" />
          <TextField
            name="username"
            label={settings.username}
            hint={settings.usernameHint}
            dir="ltr"
            required
            minLength={3}
            maxLength={30}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="username"
          />
          <TextField name="bio" label={settings.bio} hint={settings.bioHint} rows={4} maxLength={500} />
        </>
      )}
    </SettingsForm>
  );
}
