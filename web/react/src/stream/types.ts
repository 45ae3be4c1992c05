import type { PublicStream } from "@onair/client";

/** A stream, with what newer servers say of it. */
export type Stream = Omit<PublicStream, "tags" | "preview" | "hosting"> & {
  tags?: readonly string[];
  /** The live picture. */
  preview?: string | null;
  /** Who is shown while it is offline. */
  hosting?: Stream | null;
};
