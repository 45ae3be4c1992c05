//! What was handed out: codes, each for one use within a minute, and refresh tokens, each for one use and a
//! moment of grace.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{Time, Username};

/// For how long a code is good, in seconds.
const CODE_SECS: i64 = 60;
/// For how long a refresh token is good, in seconds.
const REFRESH_SECS: i64 = 30 * 24 * 60 * 60;
/// For how long a refresh token is good after its first use, in seconds: whoever leaves a page while that renews its
/// token never sees the new one, and the next page comes with the old one. Providers give some seconds for it.
const GRACE_SECS: i64 = 10;

/// One sign-in, and all that came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// Its name: the `sid` of its ID tokens.
    pub(super) id: String,
    pub(super) client_id: String,
    pub(super) username: Username,
    pub(super) nonce: Option<String>,
    pub(super) scope: String,
    /// When the user picked their name.
    pub(super) at: Time,
}

/// What a code is bound to.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) session: Session,
    pub(super) redirect_uri: String,
    /// Of PKCE, by S256.
    pub(super) challenge: String,
}

#[derive(Default)]
pub(super) struct Ledger {
    codes: HashMap<String, (Code, Time)>,
    refresh: HashMap<String, (Session, Time)>,
    /// Used codes and refresh tokens, with their sessions.
    spent: HashMap<String, String>,
    ended: HashSet<String>,
}

impl Ledger {
    pub(super) fn hand_out_code(&mut self, code: Code, now: Time) -> String {
        self.codes.retain(|_, (_, until)| now < *until);
        let name = secret();
        self.codes.insert(name.clone(), (code, now.plus_secs(CODE_SECS)));
        name
    }

    /// What `code` stands for. Whoever comes with a used one may have stolen it, so its session ends
    /// (RFC 9700, 4.5).
    pub(super) fn take_code(&mut self, code: &str, now: Time) -> Option<Code> {
        let Some((taken, until)) = self.codes.remove(code) else {
            self.end_spent(code);
            return None;
        };
        self.spent.insert(code.to_owned(), taken.session.id.clone());
        (now < until).then_some(taken)
    }

    pub(super) fn hand_out_refresh(&mut self, session: Session, now: Time) -> String {
        self.refresh.retain(|_, (_, until)| now < *until);
        let name = secret();
        self.refresh.insert(name.clone(), (session, now.plus_secs(REFRESH_SECS)));
        name
    }

    /// The session of a refresh token; used up by it a moment later ([`GRACE_SECS`]). One that comes after that ends
    /// its session.
    pub(super) fn take_refresh(&mut self, token: &str, client_id: &str, now: Time) -> Option<Session> {
        let Some((session, until)) = self.refresh.remove(token).filter(|(_, until)| now < *until) else {
            self.end_spent(token);
            return None;
        };
        self.spent.insert(token.to_owned(), session.id.clone());
        if session.client_id != client_id || self.ended.contains(&session.id) {
            return None;
        }
        self.refresh.insert(token.to_owned(), (session.clone(), until.min(now.plus_secs(GRACE_SECS))));
        Some(session)
    }

    /// Nothing more comes of this session.
    pub(super) fn end(&mut self, session: &str) {
        self.refresh.retain(|_, (of, _)| of.id != session);
        self.ended.insert(session.to_owned());
    }

    fn end_spent(&mut self, name: &str) {
        if let Some(session) = self.spent.get(name).cloned() {
            self.end(&session);
        }
    }
}

/// 256 bits that nobody guesses, as text.
pub(super) fn secret() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(runtime::Random::system().bytes::<32>())
}
