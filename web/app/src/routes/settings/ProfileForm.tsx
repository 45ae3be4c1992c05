import { ApiError, isApiError, type OwnProfile } from "@onair/client";
import { Avatar, Button, Field, problem, useOnAir } from "@onair/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import shared from "../../ui/shared.module.css";
import styles from "./Settings.module.css";

const FIELDS = ["name", "username", "bio", "image"] as const;

/** One's profile. The API looks at all fields at once, and its words stand at each. */
export function ProfileForm({ me }: { me: OwnProfile }) {
  const { settings } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const [image, setImage] = useState(me.image);
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? "").trim();
      const changed = FIELDS.filter((name) => text(name) !== (me[name] ?? ""));
      if (changed.length === 0) return;
      // What may be empty is cleared by null.
      const entries = changed.map((name) => [
        name,
        text(name) || (name === "bio" || name === "image" ? null : ""),
      ]);
      await client.updateMe({ body: Object.fromEntries(entries) });
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  const refusal = save.error instanceof ApiError ? save.error : null;
  const fault = (field: string) => {
    if (field === "username" && isApiError(refusal, "Username is taken")) return problem(refusal, messages);
    return refusal?.fault(field);
  };
  const isAtField = FIELDS.some((field) => fault(field));

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  }

  return (
    <form className={`${shared.card} ${styles.form}`} onSubmit={submit}>
      <div className={styles.picture}>
        <Avatar id={me.id} name={me.name} image={image} size={72} />
        <Field label={settings.image} hint={settings.imageHint} fault={fault("image")}>
          {(control) => (
            <input
              {...control}
              name="image"
              type="url"
              inputMode="url"
              maxLength={2048}
              defaultValue={me.image ?? ""}
              onBlur={(event) => setImage(event.target.value || null)}
            />
          )}
        </Field>
      </div>
      <Field label={settings.name} fault={fault("name")}>
        {(control) => (
          <input
            {...control}
            name="name"
            required
            maxLength={50}
            dir="auto"
            defaultValue={me.name}
            autoComplete="name"
          />
        )}
      </Field>
      <Field label={settings.username} hint={settings.usernameHint} fault={fault("username")}>
        {(control) => (
          <input
            {...control}
            name="username"
            required
            minLength={3}
            maxLength={30}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="username"
            defaultValue={me.username}
          />
        )}
      </Field>
      <Field label={settings.bio} hint={settings.bioHint} fault={fault("bio")}>
        {(control) => (
          <textarea {...control} name="bio" rows={4} maxLength={500} dir="auto" defaultValue={me.bio ?? ""} />
        )}
      </Field>
      <div className={styles.end}>
        <Button type="submit" look="primary" disabled={save.isPending}>
          {settings.save}
        </Button>
        <span role="status" className={styles.said}>
          {save.isSuccess ? settings.saved : ""}
        </span>
        {save.isError && !isAtField && (
          <span role="alert" className={styles.fault}>
            {problem(save.error, messages)}
          </span>
        )}
      </div>
    </form>
  );
}
