/** Every text of the components, of one language. Numbers come as numbers where grammar hangs on them, else as text. */
export interface Messages {
  /** The language, as a BCP 47 tag. */
  locale: string;
  guest: string;
  live: string;
  close: string;
  cancel: string;
  save: string;
  saved: string;
  copy: string;
  copied: string;
  retry: string;
  more: string;
  /** Something failed; `text` is the API's own. */
  failed: (text: string) => string;
  offlineNetwork: string;
  requestId: (id: string) => string;
  /** A refusal of the API, by its fixed text; what has no words of its own is shown as it came. */
  errors: Record<string, string>;

  stream: StreamMessages;
  player: PlayerMessages;
  recorded: RecordedMessages;
  chat: ChatMessages;
  studio: StudioMessages;
  figures: FiguresMessages;
  categories: Record<string, string>;
}

export interface StreamMessages {
  viewers: (n: number, text: string) => string;
  followers: (n: number, text: string) => string;
  uptime: (text: string) => string;
  watch: (name: string) => string;
  offline: string;
  interrupted: string;
  follow: string;
  following: string;
  unfollow: string;
  followName: (name: string) => string;
  unfollowName: (name: string) => string;
  followFailed: (name: string) => string;
  unfollowFailed: (name: string) => string;
  signInToFollow: string;
  empty: string;
}

export interface PlayerMessages {
  label: (name: string) => string;
  play: string;
  pause: string;
  mute: string;
  unmute: string;
  volume: string;
  fullscreen: string;
  leaveFullscreen: string;
  theatre: string;
  leaveTheatre: string;
  pip: string;
  leavePip: string;
  quality: string;
  auto: string;
  atMost: (height: number) => string;
  now: (height: number) => string;
  keys: string;
  keysOn: string;
  keysHint: string;
  /** So many seconds on, or back where below zero. */
  jump: (seconds: number) => string;
  toStart: string;
  toEnd: string;
  turnSoundOn: string;
  startPicture: string;
  connecting: string;
  waiting: (name: string) => string;
  interrupted: (name: string) => string;
  interruptedHint: string;
  reconnecting: string;
  lost: string;
  lostAgain: (seconds: number) => string;
  gaveUp: string;
  gaveUpHint: string;
  offline: (name: string) => string;
  offlineHint: string;
  hosting: (name: string, other: string) => string;
  ended: (name: string) => string;
  endedHint: string;
  blocked: string;
  blockedHint: string;
  elsewhere: string;
  elsewhereHint: string;
  watchHere: string;
  removed: string;
  removedHint: string;
  missing: string;
  missingHint: string;
  raid: (name: string) => string;
  raidGoes: string;
  stay: string;
  withoutMedia: string;
  withoutMediaHint: string;
}

/** Videos, clips and highlights. */
export interface RecordedMessages {
  videoLabel: (title: string) => string;
  clipLabel: (title: string) => string;
  time: string;
  timeOf: (at: string, length: string) => string;
  speed: string;
  stillRecorded: string;
  loading: string;
  notReady: string;
  notReadyHint: string;
  followersOnly: string;
  followersOnlyHint: string;
  missing: string;
  missingHint: string;
  failed: string;
  failedHint: string;
  broken: string;
  brokenHint: string;
  chapters: string;
  state: Record<"RECORDING" | "PROCESSING" | "READY" | "FAILED", string>;
  highlight: string;
  clippedBy: (name: string) => string;

  makeClip: string;
  clip: string;
  clipTitle: string;
  clipLength: string;
  clipSeconds: (seconds: number) => string;
  clipLive: (seconds: number) => string;
  clipStart: string;
  clipEnd: string;
  clipFromTo: (from: string, to: string) => string;
  clipPreview: string;
  makesClip: string;
  badTime: string;
  clipChange: string;
  clipChangeHint: string;

  details: string;
  title: string;
  description: string;
  visibility: string;
  keep: string;
  keepHint: string;
  keepUntil: (date: string) => string;
  delete: string;
  deleteVideoAsk: string;
  deleteClipAsk: string;
  deleteDo: string;

  markers: string;
  markersHint: string;
  marker: string;
  markerAt: string;
  markerChapter: string;
  markerAdd: string;
  markerRemove: (text: string) => string;
  goTo: (time: string) => string;

  highlights: string;
  highlightsHint: string;
  rangeFrom: string;
  rangeTo: string;
  rangeNow: string;
  rangeAdd: string;
  rangeRemove: (at: number) => string;
  rangesLength: (text: string) => string;
  badRange: string;
  highlightMake: string;
  highlightMade: string;
}

export interface ChatMessages {
  title: string;
  loading: string;
  empty: string;
  emptyHint: string;
  unread: (n: number) => string;
  announced: (n: number) => string;
  placeholder: string;
  send: string;
  signIn: string;
  signInToWrite: string;
  left: (n: number) => string;
  reply: string;
  replyTo: (name: string) => string;
  cancelReply: string;
  deleted: string;
  delete: string;
  timeout: (span: string) => string;
  ban: string;
  report: string;
  reported: string;
  pin: string;
  unpin: string;
  pinned: string;
  announcement: string;
  announce: string;
  actions: (name: string) => string;
  held: string;
  heldHint: string;
  heldOwn: string;
  heldNone: string;
  approve: string;
  deny: string;
  bans: string;
  bansNone: string;
  banForGood: string;
  until: (time: string) => string;
  unban: string;
  reports: string;
  reportsNone: string;
  reportedBy: (who: string, reason: string) => string;
  dismiss: string;
  /** Who was banned may ask to be let in again. */
  asks: string;
  asksNone: string;
  letIn: string;
  keepOut: string;
  askBack: string;
  askedBack: string;
  /** Of the host alone: what one becomes, or is no longer. */
  makes: Record<"MODERATOR" | "VIP", string>;
  takes: Record<"MODERATOR" | "VIP", string>;
  ranked: string;
  ranks: string;
  ranksHint: string;
  ranksNone: string;
  terms: string;
  termsHint: string;
  termHold: string;
  termHolds: string;
  termAdd: string;
  termRemove: (text: string) => string;
  log: string;
  logNone: string;
  /** By the API's word for what was done. */
  logActions: Record<string, string>;
  moderation: string;
  clear: string;
  clearAsk: string;
  cleared: string;
  sending: string;
  notSent: string;
  sendAgain: string;
  skipped: (n: number) => string;
  slow: (seconds: number) => string;
  wait: (seconds: number) => string;
  modes: { followers: (minutes: number) => string; emotes: string; delayed: (seconds: number) => string };
  roles: { HOST: string; MODERATOR: string; VIP: string; FOLLOWER: string };
  /** Why one may not write, by the refusal's code; `until` is a time in words, where the refusal ends by itself. */
  reasons: Record<ChatReason, (until: string | null) => string>;
}

/** Why somebody may not write. From `OFFLINE` on they are of the page itself. */
export type ChatReason =
  | "CHAT_OFF"
  | "GUESTS_OFF"
  | "BANNED"
  | "TIMED_OUT"
  | "FOLLOWERS_ONLY"
  | "EMOTE_ONLY"
  | "LINKS"
  | "TERM"
  | "DUPLICATE"
  | "SLOW_MODE"
  | "TOO_FAST"
  | "OFFLINE"
  | "CONNECTING"
  | "AWAY"
  | "NO_CHAT"
  | "OTHER";

export interface FiguresMessages {
  /** What the chart shows. */
  chart: string;
  marks: string;
  noPoints: string;
  time: string;
  average: string;
  most: string;
  point: (time: string, average: string, most: string) => string;
}

export interface StudioMessages {
  connect: string;
  server: string;
  streamKey: string;
  keyOnce: string;
  keyHidden: string;
  showKey: string;
  hideKey: string;
  noKey: string;
  makeKey: string;
  replaceKey: string;
  replaceAsk: string;
  replaceDo: string;
  deleteKey: string;
  deleteAsk: string;
  deleteDo: string;
  protocol: string;
  rtmpHint: string;
  whipHint: string;
  obs: string;
  obsSteps: readonly string[];
  obsStepsWhip: readonly string[];
  serverMissing: string;

  details: string;
  title: string;
  description: string;
  thumbnail: string;
  thumbnailHint: string;
  tags: string;
  tagsHint: string;
  window: string;
  windowHint: string;

  chatOn: string;
  chatOff: string;
  chatFollowers: string;
  chatFollowersHint: string;
  chatSlow: string;
  chatSlowHint: string;
  chatDirect: string;
  chatSettings: string;
  chatDirectHint: string;
  slowMode: string;
  off: string;
  seconds: (n: number) => string;
  minutes: (n: number) => string;
  followersOnly: string;
  followersAny: string;
  delay: string;
  delayHint: string;
  emoteOnly: string;
  unique: string;
  links: string;
  guests: string;
  autoMod: string;
  autoModLevels: readonly string[];

  preview: string;
  previewStart: string;
  previewStop: string;
  previewHint: string;
  previewFigures: (width: number, height: number, fps: number, kbps: number) => string;
  /** How the picture arrives, in a word. */
  health: Record<"good" | "uneven" | "still", string>;
  healthHint: string;

  quality: string;
  qualityHint: string;
  preset: string;
  presetAuto: string;
  presetOf: (height: number, fps: number, sizes: number, isFast: boolean) => string;
  whipTranscoded: string;
  whipTranscodedHint: string;

  raid: string;
  raidHint: string;
  raidTarget: string;
  raidDelay: string;
  raidStart: string;
  raidPending: (name: string) => string;
  raidGone: (name: string) => string;
  raidNow: string;
  raidCancel: string;
  raidCancelled: string;
  raidOff: string;
  raidsIn: string;
  raidsFrom: string;
  raidsFromOf: Record<"EVERYONE" | "FOLLOWED" | "NOBODY", string>;
  minFollowers: string;
  minFollowersHint: string;

  hosts: string;
  hostsHint: string;
  hostName: string;
  hostAdd: string;
  hostUnknown: (username: string) => string;
  hostUp: (name: string) => string;
  hostDown: (name: string) => string;
  hostRemove: (name: string) => string;

  recordings: string;
  recordingsFirst: string;
  recorded: string;
  recordedHint: string;
  vodVisibility: string;
  visibilities: Record<"PUBLIC" | "FOLLOWERS" | "PRIVATE", string>;
  clipsBy: string;
  clipsByOf: Record<"EVERYONE" | "FOLLOWERS" | "NOBODY", string>;

  browser: string;
  browserWarnings: readonly string[];
  browserHttps: string;
  camera: string;
  screen: string;
  microphone: string;
  choose: string;
  goLive: string;
  goingLive: string;
  onAir: string;
  stop: string;
  deviceRefused: string;
  deviceMissing: string;
  pushRefused: (status: number) => string;
  pushLost: string;

  apply: string;
  applyHint: string;
  bio: string;
  bioHint: string;
  applyCategories: string;
  applyCategoriesHint: string;
  sendApplication: string;
  steps: readonly [string, string, string];
  pending: string;
  rejected: (reason: string) => string;
  approved: string;
  suspended: (reason: string) => string;
  applyAgain: string;
}
