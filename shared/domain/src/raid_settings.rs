//! Who may raid a creator, by the creator's own word.

use serde::{Deserialize, Serialize};

/// Who may raid a creator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RaidsFrom {
    /// Every creator.
    #[default]
    Everyone,
    /// Creators whom they follow.
    Followed,
    /// Nobody.
    Nobody,
}

/// Who may raid a creator, and how many must follow those who do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RaidSettings {
    /// Who.
    #[serde(skip_serializing_if = "RaidsFrom::is_everyone")]
    pub raids_from: RaidsFrom,
    /// How many followers they have at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_followers: Option<u32>,
}

impl RaidsFrom {
    /// Whether nobody is kept out, which is not written down.
    pub(crate) const fn is_everyone(&self) -> bool {
        matches!(self, Self::Everyone)
    }
}

impl RaidSettings {
    /// Whether they let in a raider whom the creator follows or not, and who has so many followers.
    #[must_use]
    pub fn let_in(self, is_followed: bool, followers: u64) -> bool {
        let is_let_in = match self.raids_from {
            RaidsFrom::Everyone => true,
            RaidsFrom::Followed => is_followed,
            RaidsFrom::Nobody => false,
        };
        is_let_in && self.min_followers.is_none_or(|least| followers >= u64::from(least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_let_in_whom_they_name() {
        let let_in = |raids_from, min_followers, is_followed, followers| {
            RaidSettings { raids_from, min_followers }.let_in(is_followed, followers)
        };
        for is_followed in [false, true] {
            assert!(let_in(RaidsFrom::Everyone, None, is_followed, 0));
            assert_eq!(let_in(RaidsFrom::Followed, None, is_followed, 0), is_followed);
            assert!(!let_in(RaidsFrom::Nobody, None, is_followed, 1_000));
            assert!(!let_in(RaidsFrom::Everyone, Some(10), is_followed, 9));
            assert_eq!(let_in(RaidsFrom::Followed, Some(10), is_followed, 10), is_followed);
        }
        assert_eq!(serde_json::to_value(RaidSettings::default()).unwrap(), serde_json::json!({}));
    }
}
