//! Erasing what stands in the bucket of a video or a clip.

use domain::recording::of_one;
use objects::Objects;
use runtime::{Error, Result};

/// Deletes until nothing is listed below `prefix`; cut short, it goes on the next time where it was. Returns how many objects
/// it deleted.
///
/// # Errors
/// The bucket away or refusing: some are deleted then. What is not the place of one video or clip is a fault of ours, and
/// nothing of it is deleted.
pub(crate) async fn erase_all(objects: &Objects, prefix: &str) -> Result<usize> {
    if of_one(prefix).is_none() {
        return Err(Error::fault(format!("{prefix:?} is not the place of one video or clip")));
    }
    let (mut erased, mut first_before) = (0, None);
    loop {
        let page = objects.list(prefix, None).await?;
        let keys: Vec<String> = page.objects.into_iter().map(|object| object.key).collect();
        let Some(first) = keys.first() else { return Ok(erased) };
        // S3 lists what is there; another engine that does not must not keep us here.
        if first_before.as_ref() == Some(first) {
            return Err(Error::unavailable("s3", format!("{first} is deleted, and listed")));
        }
        first_before = Some(first.clone());
        objects.delete(&keys).await?;
        erased += keys.len();
    }
}
