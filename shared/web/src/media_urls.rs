//! Addresses of recordings at the CDN. Whoever is told one has been let in before: no media passes through a function.

use domain::Time;
use domain::recording::signed_path;
use runtime::config::{MediaConfig, Secret};

use crate::error::{Error, Result};

/// Seconds for which an address is good. A change of who may see a video acts within it.
pub const MEDIA_URL_SECS: i64 = 60 * 60;
/// Addresses of pictures change with each of these, in seconds, so that browsers keep what they have.
const PICTURE_STEP_SECS: i64 = 10 * 60;

/// Where recordings are found, and by which key addresses are signed.
#[derive(Debug, Clone)]
pub struct MediaUrls {
    base: String,
    /// None in a function that hands out no address but of what anybody may see.
    key: Option<Secret>,
}

/// An address, and until when it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaUrl {
    /// The address.
    pub url: String,
    /// Until when.
    pub expires_at: Time,
}

impl MediaUrls {
    /// As the configuration has them.
    pub(crate) fn of(media: &MediaConfig) -> Self {
        Self { base: media.url.clone(), key: media.keys.first().cloned() }
    }

    /// Of a place of a Vod or clip, for an hour from `now`: everything of that Vod or clip is found by it.
    ///
    /// # Errors
    /// There is no key.
    pub fn of_media(&self, place: &str, now: Time) -> Result<MediaUrl> {
        let expires_at = Time::from_secs(now.as_secs() + MEDIA_URL_SECS);
        let url = self.signed(place, expires_at).ok_or_else(|| Error::fault("RECORDINGS_URL_KEYS is not set"))?;
        Ok(MediaUrl { url, expires_at })
    }

    /// Of a Vod's or clip's picture, for 50 minutes or more: nothing else is found by it. `None` without a key.
    #[must_use]
    pub fn of_picture(&self, place: &str, now: Time) -> Option<String> {
        let step = now.as_secs() - now.as_secs() % PICTURE_STEP_SECS;
        self.signed(place, Time::from_secs(step + MEDIA_URL_SECS))
    }

    /// Of a place that anybody may see.
    #[must_use]
    pub fn of_open(&self, place: &str) -> String {
        format!("{}/{place}", self.base)
    }

    fn signed(&self, place: &str, expires: Time) -> Option<String> {
        let key = self.key.as_ref()?.expose().as_bytes();
        Some(format!("{}{}", self.base, signed_path(key, place, expires)))
    }
}

#[cfg(test)]
mod tests {
    use domain::recording::opened;

    use super::*;

    #[test]
    fn an_address_is_good_for_its_hour_and_a_picture_s_is_the_same_for_a_while() {
        let keys = ["the key of today", "the one before"].map(|key| Secret::new(key).unwrap());
        let urls = MediaUrls::of(&MediaConfig { url: "https://cdn".to_owned(), keys: keys.to_vec() });
        let now = Time::from_secs(1_000_000);
        let found = |url: &str, at: Time| {
            opened(&[b"the key of today"], url.strip_prefix("https://cdn").unwrap(), at).map(str::to_owned)
        };
        let media = urls.of_media("v/ab/abc/index.m3u8", now).unwrap();
        assert_eq!(media.expires_at, now.plus_secs(3_600));
        assert_eq!(found(&media.url, now.plus_secs(3_599)).as_deref(), Some("v/ab/abc/index.m3u8"));
        assert_eq!(found(&media.url, now.plus_secs(3_600)), None);
        let picture = urls.of_picture("v/ab/abc/poster.jpeg", now).unwrap();
        assert!(found(&picture, now.plus_secs(2_999)).is_some() && found(&picture, now.plus_secs(3_600)).is_none());
        assert_eq!(urls.of_picture("v/ab/abc/poster.jpeg", now.plus_secs(60)), Some(picture));
        assert_eq!(urls.of_open("p/ab/abc.jpeg"), "https://cdn/p/ab/abc.jpeg");
        assert!(!format!("{urls:?}").contains("the key"));
        let without = MediaUrls::of(&MediaConfig { url: "https://cdn".to_owned(), keys: vec![] });
        assert!(
            without.of_media("v/ab/abc/index.m3u8", now).is_err()
                && without.of_picture("v/ab/abc/poster.jpeg", now).is_none()
        );
    }
}
