//! Chance is passed in, as time is, so that a test can repeat it.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Time;
use rand::rngs::StdRng;
use rand::{Rng as _, RngCore, SeedableRng as _};
use ulid::Ulid;

/// Where ids, waits and keys come from. Cheap to clone; clones of a seeded one draw from the same row.
#[derive(Clone)]
pub struct Random(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Random {
    /// The machine's, fit for secrets.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// The same row each time that it begins with `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// An id that no other has (a ULID), made at `at`: ids sort by their time.
    #[must_use]
    pub fn id(&self, at: Time) -> String {
        let millis = u64::try_from(at.as_millis()).unwrap_or_default();
        Ulid::from_parts(millis, u128::from_be_bytes(self.bytes())).to_string()
    }

    /// A whole number from 1 to `bound`.
    #[must_use]
    pub fn up_to(&self, bound: u64) -> u64 {
        self.draw(|rng| rng.random_range(1..=bound.max(1)))
    }

    /// Bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.draw(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn draw<T>(&self, draw: impl FnOnce(&mut dyn RngCore) -> T) -> T {
        match &self.0 {
            Source::System => draw(&mut rand::rng()),
            Source::Seeded(row) => draw(&mut *row.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_row_and_ids_sort_by_their_time() {
        let (one, other) = (Random::seeded(7), Random::seeded(7));
        let row = |random: &Random| (random.id(Time::from_secs(9)), random.up_to(1_000_000), random.bytes::<32>());
        assert_eq!(row(&one), row(&other));
        assert_ne!(row(&one), row(&Random::seeded(8)));
        let random = Random::system();
        assert_ne!(random.id(Time::from_secs(9)), random.id(Time::from_secs(9)));
        assert!(random.id(Time::from_secs(9)) < random.id(Time::from_secs(10)));
    }

    #[test]
    fn a_number_is_within_its_bounds() {
        let random = Random::system();
        assert!((0..1_000).all(|_| (1..=3).contains(&random.up_to(3))));
        assert_eq!(random.up_to(0), 1);
    }
}
