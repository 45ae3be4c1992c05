import { useCallback, useEffect, useRef, useState } from "react";
import { useOnAir } from "../provider/OnAirProvider.tsx";
import { LiveBadge } from "../stream/LiveBadge.tsx";
import { Uptime } from "../stream/Uptime.tsx";
import { Button } from "../ui/Button.tsx";
import { ConfirmButton } from "../ui/ConfirmButton.tsx";
import styles from "../ui/controls.module.css";
import { problem } from "../ui/problem.ts";
import own from "./studio.module.css";
import { type Push, push, WhipError } from "./whip.ts";

export interface BrowserBroadcasterProps {
  /** It went live, or ended: ask for the stream anew. */
  onChange?: () => void;
}

type Source = "camera" | "screen";

/** Going live without an encoder, by WHIP. What it costs is said before the click. */
export function BrowserBroadcaster({ onChange }: BrowserBroadcasterProps) {
  const { client, messages } = useOnAir();
  const s = messages.studio;
  const [media, setMedia] = useState<MediaStream | null>(null);
  const [state, setState] = useState<"idle" | "starting" | "live">("idle");
  const [since, setSince] = useState<string | null>(null);
  const [word, setWord] = useState<string | null>(null);
  const going = useRef<Push | null>(null);
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (video.current) video.current.srcObject = media;
    return () => {
      for (const track of media?.getTracks() ?? []) track.stop();
    };
  }, [media]);

  const end = useCallback(async () => {
    const push = going.current;
    going.current = null;
    setState("idle");
    setSince(null);
    await push?.stop();
    onChange?.();
  }, [onChange]);

  useEffect(() => {
    if (state !== "live") return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const leave = () => void going.current?.stop();
    window.addEventListener("beforeunload", warn);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("beforeunload", warn);
      window.removeEventListener("pagehide", leave);
    };
  }, [state]);
  useEffect(() => () => void going.current?.stop(), []);

  async function choose(source: Source) {
    setWord(null);
    try {
      setMedia(await capture(source));
    } catch (thrown) {
      const name = thrown instanceof DOMException ? thrown.name : "";
      setWord(name === "NotFoundError" ? s.deviceMissing : s.deviceRefused);
    }
  }

  async function goLive() {
    if (!media) return;
    setWord(null);
    setState("starting");
    try {
      const { data } = await client.createIngress({ body: { ingressType: "WHIP" } });
      if (location.protocol === "https:" && !data.serverUrl.startsWith("https:")) {
        setWord(s.browserHttps);
        setState("idle");
        return;
      }
      going.current = await push(data.serverUrl, data.streamKey, media, () => {
        setWord(s.pushLost);
        void end();
      });
      // Who ends the sharing in the browser's own bar ends the stream.
      media.getVideoTracks()[0]?.addEventListener("ended", () => void end());
      setState("live");
      setSince(new Date().toISOString());
      onChange?.();
    } catch (thrown) {
      setWord(thrown instanceof WhipError ? s.pushRefused(thrown.status) : problem(thrown, messages));
      setState("idle");
    }
  }

  return (
    <section className={styles.panel}>
      <h2>{s.browser}</h2>
      {media && (
        <div className={own.screen}>
          <video ref={video} autoPlay muted playsInline />
          {state === "live" && (
            <span className={own.over}>
              <LiveBadge /> <Uptime since={since} />
            </span>
          )}
        </div>
      )}
      <ul className={own.list}>
        {s.browserWarnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
      <div className={styles.row}>
        {state === "idle" && (
          <>
            <Button onClick={() => choose("camera")}>{s.camera}</Button>
            <Button onClick={() => choose("screen")}>{s.screen}</Button>
            <ConfirmButton
              look="primary"
              disabled={!media}
              title={s.goLive}
              text={s.replaceAsk}
              action={s.goLive}
              onConfirm={goLive}
            >
              {s.goLive}
            </ConfirmButton>
          </>
        )}
        {state === "starting" && <Button disabled>{s.goingLive}</Button>}
        {state === "live" && (
          <Button look="danger" onClick={end}>
            {s.stop}
          </Button>
        )}
      </div>
      <p role="status" className={word ? styles.fault : styles.hint}>
        {word ?? (state === "live" ? s.onAir : "")}
      </p>
    </section>
  );
}

/** The camera with its microphone; the screen with its sound, and the microphone where there is none. */
async function capture(source: Source): Promise<MediaStream> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  if (source === "camera") return navigator.mediaDevices.getUserMedia({ video: size, audio: true });
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: size, audio: true });
  if (screen.getAudioTracks().length === 0) {
    const voice = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    for (const track of voice?.getTracks() ?? []) screen.addTrack(track);
  }
  return screen;
}
