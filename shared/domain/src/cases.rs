//! How many generated cases a test plays.

use proptest::prelude::ProptestConfig;

/// Cases that proptest plays where nobody asks for another number.
const USUAL: u32 = 256;

/// A test that plays so many cases, or as many as `PROPTEST_CASES` asks for.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    if asked.cases == USUAL { ProptestConfig { cases, ..asked } } else { asked }
}
