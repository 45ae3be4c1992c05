//! The buckets that egresses upload to.

use std::sync::{Mutex, PoisonError};

use livekit_protocol as proto;
use objects::{Objects, Place};
use runtime::config::Credentials;
use runtime::secret::Secret;

/// An access key's id, and its secret.
pub type Keys = (String, Secret);

/// Where uploads went so far, and by which right.
#[derive(Default)]
pub struct Buckets {
    own_keys: Option<Keys>,
    known: Mutex<Vec<Known>>,
}

struct Known {
    place: Place,
    keys: Keys,
    bucket: Objects,
}

impl Buckets {
    /// None yet; `own_keys` are the worker's, for requests that bring none.
    pub fn new(own_keys: Option<Keys>) -> Self {
        Self { own_keys, known: Mutex::default() }
    }

    /// The bucket that a request names.
    pub fn at(&self, upload: &proto::S3Upload) -> Result<Objects, String> {
        let given = Secret::new(&upload.secret).map(|secret| (upload.access_key.clone(), secret));
        let keys = given.or_else(|| self.own_keys.clone());
        let keys = keys.ok_or("NoCredentialProviders: the request brings no keys, and the worker has none")?;
        let (bucket, region) = (upload.bucket.clone(), upload.region.clone());
        let place = Place { bucket, region, endpoint: Some(upload.endpoint.clone()) };
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.iter().find(|known| (&known.place, &known.keys) == (&place, &keys)) {
            return Ok(known.bucket.clone());
        }
        let (access_key_id, secret_access_key) = keys.clone();
        let session_token = Secret::new(&upload.session_token);
        let credentials = Credentials { access_key_id, secret_access_key, session_token };
        let bucket = Objects::new(place.clone(), credentials);
        all.push(Known { place, keys, bucket: bucket.clone() });
        Ok(bucket)
    }
}
