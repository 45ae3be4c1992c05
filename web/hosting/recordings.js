// A recording's address is `/t/<expires>.<mac>/<place>`: the token opens one video or clip until then, and relative names
// inherit it. What is left is the place in the bucket, so that all viewers share what is kept. Several keys, parted by
// spaces: any of them is taken.
const crypto = require("crypto");
const keys = "${Keys}".split(" ");
const form =
  /^\/t\/(\d{1,12})\.([A-Za-z0-9_-]{43})(\/([vc]\/[0-9a-f]{2}\/[A-Za-z0-9_-]+)(?:\/[A-Za-z0-9_-]+)*\/([A-Za-z0-9_-]+\.[a-z0-9]+))$/;
const refused = { statusCode: 403, statusDescription: "Forbidden" };

function isSame(one, other) {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i);
  return difference === 0;
}

function handler(event) {
  const request = event.request;
  const found = form.exec(request.uri);
  if (found === null || Number(found[1]) <= Math.floor(Date.now() / 1000)) return refused;
  // A picture is shown to more people than its video.
  const scope = found[5] === "poster.jpeg" ? found[3].substring(1) : found[4];
  for (const key of keys) {
    if (key === "") continue;
    const mac = crypto
      .createHmac("sha256", key)
      .update(Number(found[1]) + "/" + scope)
      .digest("base64url");
    if (isSame(mac, found[2])) {
      request.uri = found[3];
      return request;
    }
  }
  return refused;
}
