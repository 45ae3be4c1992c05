// A path of the site is a screen, and every screen is the one page. What has a dot in its last part is a file.
function handler(event) {
  const request = event.request;
  const last = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") < 0) request.uri = "/index.html";
  return request;
}
