//! Who speaks, by whichever token.

use std::sync::Arc;

use domain::chat::{Rank, Standing};
use domain::{Time, UserId, Username};
use services::chat::Room;
use web::{App, Speaker};

/// Somebody who speaks in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// A user's id, or a guest's identity.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their username; a guest has none.
    pub username: Option<Username>,
    /// Their picture.
    pub image: Option<String>,
    /// Since when they follow the host.
    pub followed_at: Option<Time>,
    /// Their rank, as far as is known: the write of a message finds out.
    pub rank: Option<Rank>,
    /// Of a guest: a hash of their address.
    pub address: Option<String>,
    /// Whether the host blocks them, as far as is known: a block is a ban, too.
    pub is_blocked: bool,
    is_host: bool,
    is_admin: bool,
}

impl Who {
    /// Who speaks, and the room, `None` where there is no such stream. By a chat token no trip, or one where the process
    /// does not know the room; by a bearer token one.
    ///
    /// # Errors
    /// The table away.
    pub(crate) async fn of(app: &App, host: &UserId, speaker: Speaker) -> web::Result<(Self, Option<Arc<Room>>)> {
        let id = speaker.id();
        match speaker {
            Speaker::Token(claims) => {
                let who = Self {
                    is_host: id == host.as_str(),
                    id,
                    name: claims.name,
                    username: claims.username,
                    image: claims.image,
                    followed_at: claims.followed_at,
                    rank: claims.rank,
                    address: claims.address,
                    is_blocked: false,
                    is_admin: claims.is_admin,
                };
                Ok((who, app.chat.rooms.get(host).await?))
            }
            Speaker::Bearer(viewer) => {
                let (seat, user) = tokio::try_join!(app.store.seat(host, Some(viewer.id())), viewer.user())?;
                let who = Self {
                    id,
                    name: user.name.clone(),
                    username: Some(user.username.clone()),
                    image: user.image.clone(),
                    followed_at: seat.watched.followed_at,
                    rank: seat.chatter.role,
                    address: None,
                    is_blocked: seat.watched.is_blocked,
                    is_host: user.id == *host,
                    is_admin: viewer.is_admin(),
                };
                Ok((who, app.chat.rooms.learn(host, &seat)))
            }
        }
    }

    /// What they are, with this rank.
    pub(crate) const fn standing(&self, rank: Option<Rank>) -> Standing {
        match Standing::of(self.is_host, self.username.is_none(), rank) {
            Standing::Viewer | Standing::Vip if self.is_admin => Standing::Moderator,
            standing => standing,
        }
    }

    /// Whether nobody is above them in this chat.
    pub(crate) const fn is_host_or_admin(&self) -> bool {
        self.is_host || self.is_admin
    }
}
