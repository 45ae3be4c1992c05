export { de } from "./messages/de.ts";
export { en } from "./messages/en.ts";
export type { Messages } from "./messages/messages.ts";
export {
  type OnAirContextValue,
  OnAirProvider,
  type OnAirProviderProps,
  useOnAir,
  type Viewer,
} from "./provider/OnAirProvider.tsx";
export { LiveBadge } from "./stream/LiveBadge.tsx";
