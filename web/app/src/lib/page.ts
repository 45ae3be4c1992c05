import { useEffect, useRef } from "react";

/** The title of the tab. Somebody live has a red dot in it. */
export function useTitle(title: string, isLive = false): void {
  useEffect(() => {
    document.title = title ? `${title} – OnAir` : "OnAir";
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = isLive ? "/favicon-live.svg" : "/favicon.svg";
  }, [title, isLive]);
}

/** Puts the focus on the page's heading when another screen was gone to, so that readers begin there. */
export function useFocusOnArrival<E extends HTMLElement>() {
  const heading = useRef<E>(null);
  useEffect(() => {
    if (arrivals > 0) heading.current?.focus({ preventScroll: true });
    arrivals += 1;
  }, []);
  return heading;
}

/** The first screen is the browser's own doing. */
let arrivals = 0;
