/** Every text of the components, of one language. `n` is the number, `text` the same as it is written there. */
export interface Messages {
  /** The language, as a BCP 47 tag. */
  locale: string;
  guest: string;
  live: string;
}
