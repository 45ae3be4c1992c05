import { isApiError } from "@onair/client";
import { problem, useOnAir } from "@onair/react";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../../i18n/I18n.tsx";
import { useClient } from "../../session/SessionProvider.tsx";
import { Glyph, type GlyphName } from "../../ui/Glyph.tsx";
import { Menu, menuItem } from "../../ui/Menu.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./MoreMenu.module.css";
import type { Creator } from "./useCreator.ts";

/** What one seldom does. */
export function MoreMenu({ creator }: { creator: Creator }) {
  const { channel } = useTexts();
  const { messages } = useOnAir();
  const client = useClient();
  const queries = useQueryClient();
  const tell = useToast();
  const { name } = creator;

  async function set(blocked: boolean) {
    try {
      await client[blocked ? "block" : "unblock"]({ path: { userId: creator.id } });
    } catch (thrown) {
      if (!isApiError(thrown, blocked ? "User is already blocked" : "User is not blocked")) {
        return tell(problem(thrown, messages));
      }
    }
    queries.invalidateQueries({ queryKey: ["creator", creator.username] });
    queries.invalidateQueries({ queryKey: ["followed"] });
    if (blocked) tell(channel.blocked(name), { label: channel.undo, onClick: () => set(false) });
    else tell(channel.unblocked(name));
  }

  return (
    <Menu label={channel.more} className={`${shared.outlined} ${styles.button}`} button="···">
      {(close) => {
        const item = (glyph: GlyphName, text: string, blocked: boolean) => (
          <button
            type="button"
            className={menuItem}
            onClick={() => {
              close();
              void set(blocked);
            }}
          >
            <Glyph name={glyph} size={20} />
            <span dir="auto">{text}</span>
          </button>
        );
        return (
          <>
            {item("block", channel.block(name), true)}
            {item("user", channel.unblock(name), false)}
          </>
        );
      }}
    </Menu>
  );
}
