// Who connects to the CDN, for the limits on guests: what a viewer sends under this name is overwritten.
function handler(event) {
  event.request.headers["x-onair-viewer"] = { value: event.viewer.ip };
  return event.request;
}
