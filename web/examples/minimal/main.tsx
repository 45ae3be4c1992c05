import { createOnAir } from "@onair/client";
import { Chat, OnAirProvider, StreamPlayer, StreamRoom } from "@onair/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@onair/react/style.css";

const onair = createOnAir();
const username = new URLSearchParams(location.search).get("user") ?? "alice";

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <OnAirProvider client={onair} guestName="Gus">
      <StreamRoom username={username}>
        <StreamPlayer />
        <div style={{ blockSize: "24rem" }}>
          <Chat />
        </div>
      </StreamRoom>
    </OnAirProvider>
  </StrictMode>,
);
