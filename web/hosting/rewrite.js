import cf from "cloudfront";

// Who asks for a link's title and picture, and runs no scripts: a word of their User-Agent. Search engines that do run them
// get the page, as people do; CUBOT makes phones.
const CRAWLERS =
  "bot facebookexternalhit whatsapp preview embedly iframely cardyb mastodon synapse vkshare kakaotalk-scrap";
const OTHERS = "googlebot bingbot cubot";

// A path of the site is a screen, and every screen is the one page. What has a dot in its last part is a file.
function handler(event) {
  const request = event.request;
  const last = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") >= 0) return request;
  const preview = isCrawler(request.headers["user-agent"]) ? previewOf(request.uri) : null;
  if (preview === null) {
    request.uri = "/index.html";
    return request;
  }
  request.uri = preview;
  // For the limits on guests, as on the API's own paths.
  request.headers["x-onair-viewer"] = { value: event.viewer.ip };
  cf.selectRequestOriginById("api");
  return request;
}

function isCrawler(header) {
  const agent = header ? header.value.toLowerCase() : "";
  const has = (word) => agent.indexOf(word) >= 0;
  return CRAWLERS.split(" ").some(has) && !OTHERS.split(" ").some(has);
}

// What has a preview of its own, and whose it is; what stands below a channel is shown as the channel.
function previewOf(path) {
  const channel = /^\/@([^/]+)/.exec(path);
  if (channel) return "/api/viewer/preview/channel/" + channel[1];
  const recorded = /^\/(video|clip)s\/([^/]+)\/?$/.exec(path);
  return recorded ? "/api/viewer/preview/" + recorded[1] + "/" + recorded[2] : null;
}
