import type { LinkOf } from "@onair/react";
import { Link as RouterLink } from "wouter";

/** A link of the site: it stays in the page, and is a link to the browser. */
export const link: LinkOf = (props) => <RouterLink {...props} />;

/** Where the live streams of a tag are. */
export const tagHref = (tag: string) => `/tag/${encodeURIComponent(tag)}`;

export { RouterLink as Link };
