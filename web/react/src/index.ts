export { Chat, type ChatProps } from "./chat/Chat.tsx";
export type { ChatBan, ChatMessage, ChatRole, ChatRules, ChatYou } from "./chat/types.ts";
export { type StreamChat, useStreamChat } from "./chat/useStreamChat.ts";
export type { ViewersMark } from "./figures/scale.ts";
export { ViewersChart, type ViewersChartProps, type ViewersPoint } from "./figures/ViewersChart.tsx";
export { de } from "./messages/de.ts";
export { en } from "./messages/en.ts";
export type {
  ChatMessages,
  ChatReason,
  FiguresMessages,
  Messages,
  PlayerMessages,
  RecordedMessages,
  StreamMessages,
  StudioMessages,
} from "./messages/messages.ts";
export type { Health } from "./player/health.ts";
export { StreamPlayer, type StreamPlayerProps } from "./player/StreamPlayer.tsx";
export {
  type OnAirContextValue,
  OnAirProvider,
  type OnAirProviderProps,
  useOnAir,
  type Viewer,
} from "./provider/OnAirProvider.tsx";
export {
  deleteClip,
  deleteVideo,
  makeClip,
  markNow,
} from "./recorded/api.ts";
export { ClipForm, type ClipFormProps, isOpen as isClipOpen } from "./recorded/ClipForm.tsx";
export { ClipMaker, type ClipMakerProps } from "./recorded/ClipMaker.tsx";
export { ClipPlayer, type ClipPlayerProps } from "./recorded/ClipPlayer.tsx";
export { RecordedCard, RecordedGrid } from "./recorded/RecordedCard.tsx";
export type { PlayerHandle } from "./recorded/RecordedPlayer.tsx";
export { chaptersOf, secondsOf } from "./recorded/timeline.ts";
export type { Clip, Marker, Playback, Video } from "./recorded/types.ts";
export { VodPlayer, type VodPlayerProps } from "./recorded/VodPlayer.tsx";
export type { Raid } from "./room/raid.ts";
export {
  StreamRoom,
  type StreamRoomProps,
  type StreamRoomValue,
  useMaybeStreamRoom,
  useStreamRoom,
} from "./room/StreamRoom.tsx";
export type { Scene } from "./room/scene.ts";
export { useStream } from "./room/useStream.ts";
export { CreatorCard, type CreatorCardProps } from "./stream/CreatorCard.tsx";
export { FollowButton, type FollowButtonProps } from "./stream/FollowButton.tsx";
export { LiveBadge } from "./stream/LiveBadge.tsx";
export type { LinkOf } from "./stream/link.ts";
export { StreamCard, type StreamCardProps, StreamCardSkeleton } from "./stream/StreamCard.tsx";
export { StreamGrid, type StreamGridProps } from "./stream/StreamGrid.tsx";
export type { Stream } from "./stream/types.ts";
export { Uptime } from "./stream/Uptime.tsx";
export { ViewerCount } from "./stream/ViewerCount.tsx";
export { ApplicationForm, type ApplicationFormProps } from "./studio/ApplicationForm.tsx";
export { BrowserBroadcaster, type BrowserBroadcasterProps } from "./studio/BrowserBroadcaster.tsx";
export { ChatSettingsForm, type ChatSettingsFormProps } from "./studio/ChatSettingsForm.tsx";
export { SelectField, SwitchField, TextField, type Written } from "./studio/fields.tsx";
export { HighlightForm, type HighlightFormProps } from "./studio/HighlightForm.tsx";
export { HostsForm } from "./studio/HostsForm.tsx";
export { LivePreview, type LivePreviewProps } from "./studio/LivePreview.tsx";
export { MarkersForm, type MarkersFormProps } from "./studio/MarkersForm.tsx";
export { QualityForm } from "./studio/QualityForm.tsx";
export { RaidPanel, type RaidPanelProps } from "./studio/RaidPanel.tsx";
export { RaidSettingsForm } from "./studio/RaidSettingsForm.tsx";
export { RecordingSettingsForm } from "./studio/RecordingSettingsForm.tsx";
export { SettingsForm, type SettingsFormProps } from "./studio/SettingsForm.tsx";
export { StreamKeyPanel, type StreamKeyPanelProps } from "./studio/StreamKeyPanel.tsx";
export {
  type StreamSettings,
  StreamSettingsForm,
  type StreamSettingsFormProps,
} from "./studio/StreamSettingsForm.tsx";
export { VideoForm, type VideoFormProps } from "./studio/VideoForm.tsx";
export { Avatar, type AvatarProps } from "./ui/Avatar.tsx";
export { Button, IconButton } from "./ui/Button.tsx";
export { Confirm } from "./ui/Confirm.tsx";
export { ConfirmButton, type ConfirmButtonProps } from "./ui/ConfirmButton.tsx";
export { Field, Switch } from "./ui/Field.tsx";
export { ago, clock } from "./ui/format.ts";
export { Icon, type IconName } from "./ui/Icon.tsx";
export { problem } from "./ui/problem.ts";
