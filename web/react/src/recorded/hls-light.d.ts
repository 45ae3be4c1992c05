/** The build without subtitles, other sound tracks and encryption has the types of the whole. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
