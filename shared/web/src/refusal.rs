//! What an operation may refuse. Each declares its refusals once, by [`refusals!`](crate::refusals); the code that
//! refuses and the OpenAPI document both read that declaration, so neither can have one that the other lacks.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use domain::Time;
use runtime::Source;

use crate::error::Error;

/// What kind of refusal; `status.rs` says which status each is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A rule of the product refuses the request.
    Refused,
    /// No valid credentials of the operation's own kind.
    Unauthenticated,
    /// Known, but not permitted.
    Forbidden,
    /// Missing, or hidden from this caller.
    NotFound,
    /// The state is already so, or has moved on.
    Conflict,
    /// Too many of a kind, or too soon.
    TooMany,
    /// A dependency could not do what the request needs.
    Failed,
}

/// A refusal in the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub kind: Kind,
    /// The contract's text.
    pub error: &'static str,
    /// What to do about it, where the contract says so.
    pub message: Option<&'static str>,
    /// Its own name, where the contract gives it one.
    pub code: Option<&'static str>,
}

impl Refusal {
    /// A refusal of a kind.
    #[must_use]
    pub const fn new(kind: Kind, error: &'static str) -> Self {
        Self { kind, error, message: None, code: None }
    }

    /// With what to do about it.
    #[must_use]
    pub const fn advising(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }

    /// With a name of its own.
    #[must_use]
    pub const fn coded(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }
}

/// All refusals of an operation: an enum that [`refusals!`](crate::refusals) makes.
pub trait Refusals: std::fmt::Debug + Copy + Send + Sync + 'static {
    /// All of them.
    const ALL: &'static [Refusal];

    /// This one.
    fn refusal(self) -> Refusal;
}

/// The refusals of an operation that has none of its own.
impl Refusals for Infallible {
    const ALL: &'static [Refusal] = &[];

    fn refusal(self) -> Refusal {
        match self {}
    }
}

/// Declares the refusals of an operation: a name, the kind, the contract's text, advice where there is any, and the
/// contract's code where it has one (`Full = TooMany("Too many"): "FULL"`).
///
/// ```
/// web::refusals! {
///     /// What feeding refuses.
///     pub enum Refusal {
///         NoCat = NotFound("Cat not found"),
///         Fed = Conflict("Cat is fed", "Try again in an hour"),
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$about:meta])* $visible:vis enum $name:ident {
        $($(#[$of:meta])* $variant:ident = $kind:ident($error:literal $(, $message:literal)?) $(: $code:literal)?),+ $(,)?
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the texts say it")]
        $visible enum $name {
            $($(#[$of])* $variant),+
        }

        impl $crate::Refusals for $name {
            const ALL: &'static [$crate::Refusal] = &[
                $($crate::Refusal::new($crate::RefusalKind::$kind, $error)$(.advising($message))?$(.coded($code))?),+
            ];

            fn refusal(self) -> $crate::Refusal {
                <Self as $crate::Refusals>::ALL[self as usize]
            }
        }
    };
}

/// How an operation ends that does not succeed: by a refusal of its own, or by what any operation may end with.
#[derive(Debug, thiserror::Error)]
pub enum Failed<R: Refusals> {
    /// A refusal of its own.
    #[error("{}", .0.refusal().error)]
    Refused(R),
    /// A refusal of its own that a dependency is to blame for; the cause is for the log.
    #[error("{}", .0.refusal().error)]
    Because(R, #[source] Source),
    /// A refusal of its own that is a matter of time: until when, and when to try again.
    #[error("{}", .0.refusal().error)]
    Until(R, Option<Time>, Option<Duration>),
    /// What any operation may end with.
    #[error(transparent)]
    Common(Error),
}

/// What an operation answers.
pub type Answer<T, R = Infallible> = Result<T, Failed<R>>;

impl<R: Refusals> From<R> for Failed<R> {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal)
    }
}

impl<R: Refusals> From<Error> for Failed<R> {
    fn from(error: Error) -> Self {
        Self::Common(error)
    }
}

impl<R: Refusals> From<runtime::Error> for Failed<R> {
    fn from(error: runtime::Error) -> Self {
        Self::Common(error.into())
    }
}

/// A handler, as far as its refusals go: its return type names them. `Arguments` are its parameters.
pub trait Refuses<Arguments> {
    /// Its refusals.
    const REFUSALS: &'static [Refusal];
}

macro_rules! refuses {
    ($($argument:ident),*) => {
        impl<F, O, T, R, $($argument),*> Refuses<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> O,
            O: Future<Output = Answer<T, R>>,
            R: Refusals,
        {
            const REFUSALS: &'static [Refusal] = R::ALL;
        }
    };
}

refuses!(A);
refuses!(A, B);
refuses!(A, B, C);
refuses!(A, B, C, D);
refuses!(A, B, C, D, E);
refuses!(A, B, C, D, E, G);

#[cfg(test)]
mod tests {
    use super::*;

    refusals! {
        enum Feeding {
            NoCat = NotFound("Cat not found"),
            Fed = Conflict("Cat is fed", "Try again in an hour"),
        }
    }

    fn refusals_of<A, H: Refuses<A>>(_: H) -> &'static [Refusal] {
        H::REFUSALS
    }

    #[test]
    fn a_refusal_is_what_was_declared() {
        assert_eq!(Feeding::NoCat.refusal(), Refusal::new(Kind::NotFound, "Cat not found"));
        assert_eq!(Feeding::Fed.refusal().message, Some("Try again in an hour"));
        assert_eq!(Failed::from(Feeding::Fed).to_string(), "Cat is fed");
    }

    #[test]
    fn a_handler_has_the_refusals_of_its_error() {
        let none = async |_: u8| -> Answer<()> { Ok(()) };
        let some = async |_: u8, _: u8| -> Answer<(), Feeding> { Err(Feeding::Fed.into()) };
        assert_eq!(refusals_of(none), []);
        assert_eq!(refusals_of(some), Feeding::ALL);
    }
}
