//! What kinds of items there are is not this crate's: how a kind is defined is.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::key::Key;

/// A kind of item: what it holds, and where it stands. Whoever writes one and whoever reads it have its key from one
/// function, which stands beside this.
pub trait Entity {
    /// What an item of this kind is read as.
    type Value;
    /// Partition and sort key, with words for what differs from item to item. No two kinds have one pattern.
    const PATTERN: Pattern;
}

/// What the keys of a kind look like: partition and sort key.
pub type Pattern = (&'static str, &'static str);

/// Where an item of a kind stands: it is read as what this kind holds, and as nothing else.
pub struct KeyOf<E> {
    key: Key,
    kind: PhantomData<fn() -> E>,
}

impl<E> KeyOf<E> {
    /// A key from its halves.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { key: Key::new(pk, sk), kind: PhantomData }
    }
}

impl<E> Clone for KeyOf<E> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), kind: PhantomData }
    }
}

impl<E> Deref for KeyOf<E> {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.key
    }
}

impl<E> From<KeyOf<E>> for Key {
    fn from(of: KeyOf<E>) -> Self {
        of.key
    }
}
