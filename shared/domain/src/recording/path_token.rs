//! Addresses of recordings: `/t/<expires>.<mac>/<place>`. The token stands in the path, so the relative names of a playlist
//! inherit it, and what it opens is one Vod or one clip, and a picture alone where it was made for the picture. The CDN
//! checks it (`web/hosting/recordings.js`), and so does the gateway of `cargo dev`, by what stands here; both are held against
//! `web/hosting/recordings.json`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::Time;

/// What a picture of a Vod or clip is called: who may see it may not see the rest for that.
const PICTURE: &str = "poster.jpeg";

/// The path by which a place of the bucket is found until `expires`, to the second. `key` signs it. A place that is none
/// of a Vod or clip has a path that opens nothing.
#[must_use]
pub fn signed_path(key: &[u8], place: &str, expires: Time) -> String {
    let secs = expires.as_secs();
    let mac = mac(key, secs, scope(place).unwrap_or_default()).finalize().into_bytes();
    format!("/t/{secs}.{}/{place}", URL_SAFE_NO_PAD.encode(mac))
}

/// The place of the bucket that a path opens at `now`, by one of these keys. `None`: nobody is shown it.
#[must_use]
pub fn opened<'a>(keys: &[&[u8]], path: &'a str, now: Time) -> Option<&'a str> {
    let (token, place) = path.strip_prefix("/t/")?.split_once('/')?;
    let (digits, given) = token.split_once('.')?;
    let is_number = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let secs = digits.parse().ok().filter(|secs| is_number && *secs > now.as_secs())?;
    let scope = scope(place)?;
    let given = URL_SAFE_NO_PAD.decode(given).ok()?;
    // Compared in constant time.
    keys.iter().any(|key| !key.is_empty() && mac(key, secs, scope).verify_slice(&given).is_ok()).then_some(place)
}

/// What a token for this place opens: everything of its Vod or clip (`v/ab/id`), or the picture alone.
fn scope(place: &str) -> Option<&str> {
    let is_of = |allowed: fn(u8) -> bool, part: &str| !part.is_empty() && part.bytes().all(allowed);
    let is_name = |part: &str| is_of(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'), part);
    let (folder, file) = place.rsplit_once('/')?;
    let mut parts = folder.split('/');
    let (kind, shard, id) = (parts.next()?, parts.next()?, parts.next()?);
    let (stem, ending) = file.rsplit_once('.')?;
    let is_hex = shard.len() == 2 && is_of(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'), shard);
    let is_ending = is_of(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit(), ending);
    if !(matches!(kind, "v" | "c") && is_hex && is_name(id) && parts.all(is_name) && is_name(stem) && is_ending) {
        return None;
    }
    if file == PICTURE { Some(place) } else { place.get(..kind.len() + shard.len() + id.len() + 2) }
}

fn mac(key: &[u8], secs: i64, scope: &str) -> Hmac<Sha256> {
    // The fixed type takes a key of any length.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes any key") };
    mac.chain_update(format!("{secs}/{scope}"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The cases by which the CDN's function is tested too.
    const CASES: &str = include_str!("../../../../web/hosting/recordings.json");

    #[test]
    fn each_case_is_opened_or_not_as_the_cdn_does() {
        let cases: Value = serde_json::from_str(CASES).unwrap();
        let keys: Vec<&[u8]> = cases["keys"].as_str().unwrap().split(' ').map(str::as_bytes).collect();
        let now = Time::from_secs(cases["now"].as_i64().unwrap());
        let all = cases["cases"].as_array().unwrap();
        assert!(all.len() > 20);
        for case in all {
            let path = case["path"].as_str().unwrap();
            assert_eq!(opened(&keys, path, now), case["opens"].as_str(), "{}: {path}", case["is"]);
        }
    }

    #[test]
    fn what_is_signed_is_opened_until_it_expires_and_so_is_all_of_its_scope() {
        let (key, now) = (b"a key".as_slice(), Time::from_secs(1_000));
        let path = signed_path(key, "v/ab/abc/index.m3u8", now.plus_secs(60));
        assert_eq!(opened(&[key], &path, now), Some("v/ab/abc/index.m3u8"));
        assert_eq!(opened(&[key], &path, now.plus_secs(60)), None);
        assert_eq!(opened(&[b"other"], &path, now), None);
        assert_eq!(opened(&[b"other", key], &path, now), Some("v/ab/abc/index.m3u8"), "the key before it");
        assert_eq!(opened(&[], &path, now), None);
        assert_eq!(opened(&[b""], &signed_path(b"", "v/ab/abc/index.m3u8", now.plus_secs(60)), now), None);
        let below = path.replace("index.m3u8", "0001-a-001/s_00001.ts");
        assert_eq!(opened(&[key], &below, now), Some("v/ab/abc/0001-a-001/s_00001.ts"));
        assert_eq!(opened(&[key], &path.replace("abc/", "abd/"), now), None);
        assert_eq!(opened(&[key], &path.replace("index.m3u8", PICTURE), now), None, "a picture has a token of its own");
        let picture = signed_path(key, "v/ab/abc/poster.jpeg", now.plus_secs(60));
        assert_eq!(opened(&[key], &picture, now), Some("v/ab/abc/poster.jpeg"));
        assert_eq!(opened(&[key], &picture.replace(PICTURE, "index.m3u8"), now), None, "and opens nothing else");
    }
}
