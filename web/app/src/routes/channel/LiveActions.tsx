import { problem, useOnAir } from "@onair/react";
import { navigate } from "wouter/use-browser-location";
import { useTexts } from "../../i18n/I18n.tsx";
import { Glyph } from "../../ui/Glyph.tsx";
import shared from "../../ui/shared.module.css";
import { useToast } from "../../ui/toasts.tsx";
import styles from "./Head.module.css";
import type { Clipping } from "./useClipping.tsx";

/** What a broadcast that is recorded offers: a clip of what just happened, and to be watched from its beginning. */
export function LiveActions({ clip, runningVideo, maker }: Clipping) {
  const { recorded } = useTexts();
  const { messages } = useOnAir();
  const tell = useToast();
  if (!clip) return null;

  async function begin() {
    try {
      const running = await runningVideo();
      if (running) navigate(`/videos/${running.id}`);
      else tell(recorded.noBeginning);
    } catch (thrown) {
      tell(problem(thrown, messages));
    }
  }

  return (
    <>
      <button type="button" className={shared.outlined} onClick={clip}>
        <Glyph name="cut" size={18} />
        {recorded.clip}
      </button>
      <button
        type="button"
        className={`${shared.outlined} ${styles.icon}`}
        aria-label={recorded.beginning}
        title={recorded.beginning}
        onClick={begin}
      >
        <Glyph name="begin" size={20} />
      </button>
      {maker}
    </>
  );
}
