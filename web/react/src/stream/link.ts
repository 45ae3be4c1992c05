import { createElement, type ReactNode } from "react";

/** Draws a link as the application's router wants it. */
export type LinkOf = (props: { href: string; className?: string; children: ReactNode }) => ReactNode;

/** A link of the browser's own. */
export const plainLink: LinkOf = (props) => createElement("a", props);
