import {
  DisconnectReason,
  RemoteTrackPublication,
  Room,
  RoomEvent,
  Track,
  VideoQuality,
} from "livekit-client";

/**
 * Rooms without a server, by the SDK's own simulation: one publisher with a drawn picture and silence. What may become of
 * a connection is on `window.gallery`, for the console and for tests.
 */
const rooms: Room[] = [];

/** The simulation makes one, which browsers do not let a page do. */
class Receiver {
  getStats = async () => new Map();
}
Object.assign(window, { RTCRtpReceiver: Receiver });

/** What an encoder with simulcast sends. */
const LAYERS = [
  { quality: VideoQuality.LOW, width: 640, height: 360 },
  { quality: VideoQuality.MEDIUM, width: 1280, height: 720 },
  { quality: VideoQuality.HIGH, width: 1920, height: 1080 },
];
const { updateInfo } = RemoteTrackPublication.prototype;
// By its source: the simulation takes every track for a sound.
RemoteTrackPublication.prototype.updateInfo = function (info) {
  if (Track.sourceFromProto(info.source) === Track.Source.Camera) info.layers = LAYERS as typeof info.layers;
  updateInfo.call(this, info);
};

async function simulate(this: Room) {
  rooms.push(this);
  await this.simulateParticipants({
    participants: { count: 2, audio: true, video: true, aspectRatios: [16 / 9] },
    publish: { audio: false, video: false },
  });
}

// Each room assigns its own: what it assigns is passed over.
Object.defineProperty(Room.prototype, "connect", {
  get(this: Room) {
    return simulate.bind(this);
  },
  set() {},
});

const last = () => rooms.at(-1) as Room;

export const gallery = {
  rooms,
  /** The connection ends for this reason. */
  end: (reason: keyof typeof DisconnectReason) =>
    last().emit(RoomEvent.Disconnected, DisconnectReason[reason]),
  reconnecting: () => last().emit(RoomEvent.Reconnecting),
  reconnected: () => last().emit(RoomEvent.Reconnected),
  /** The API changes what the room says of itself. */
  metadata: (metadata: object) => last().emit(RoomEvent.RoomMetadataChanged, JSON.stringify(metadata)),
  /** The best that the page asks for, of what is sent. */
  quality: () =>
    [...last().remoteParticipants.values()]
      .map((one) => one.getTrackPublication(Track.Source.Camera))
      .map((one) => (one as RemoteTrackPublication).videoQuality)[0],
  /** Where raids have led. */
  raids: [] as string[],
  /** The API tells something in the room. */
  packet: (packet: object) =>
    last().emit(
      RoomEvent.DataReceived,
      new TextEncoder().encode(JSON.stringify(packet)),
      undefined,
      undefined,
      "onair.chat",
    ),
};

Object.assign(window, { gallery });
