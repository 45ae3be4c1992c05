/** How a push stands. */
export interface Push {
  /** Ends it, and tells the media server. */
  stop: () => Promise<void>;
}

/** The media server answered otherwise than 201. */
export class WhipError extends Error {
  override readonly name = "WhipError";
  readonly status: number;

  constructor(status: number) {
    super(`WHIP: status ${status}`);
    this.status = status;
  }
}

/** Three sizes of one picture, so that viewers with little room get a small one. */
const LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 300_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 900_000 },
  { rid: "f", maxBitrate: 3_000_000 },
];
/** Some networks never finish telling their addresses. */
const GATHERING = 2_000;

/** Sends a picture and its sound to a WHIP address (RFC 9725). `lost` is called when the connection fails later. */
export async function push(
  address: string,
  key: string,
  media: MediaStream,
  lost: () => void,
): Promise<Push> {
  const peer = new RTCPeerConnection();
  let stopped = false;
  let session: string | null = null;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    peer.close();
    // A tab that closes has no time to wait for the answer.
    if (session)
      await fetch(session, {
        method: "DELETE",
        headers: { Authorization: `Bearer ${key}` },
        keepalive: true,
      }).catch(() => {});
  };
  try {
    for (const track of media.getTracks()) {
      const layers = track.kind === "video" ? { sendEncodings: LAYERS } : {};
      peer.addTransceiver(track, { direction: "sendonly", streams: [media], ...layers });
    }
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await fetch(address, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/sdp" },
      body: peer.localDescription?.sdp,
    });
    if (answer.status !== 201) throw new WhipError(answer.status);
    const location = answer.headers.get("Location");
    session = location ? new URL(location, address).href : null;
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState !== "failed" || stopped) return;
      void stop();
      lost();
    });
    return { stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      peer.removeEventListener("icegatheringstatechange", look);
      resolve();
    };
    const look = () => {
      if (peer.iceGatheringState === "complete") done();
    };
    const timer = setTimeout(done, GATHERING);
    peer.addEventListener("icegatheringstatechange", look);
    look();
  });
}
