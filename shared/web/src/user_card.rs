//! A user as everybody sees them.

use domain::{StreamCard, User, UserId, Username};
use serde::Serialize;
use utoipa::ToSchema;

use crate::schema;

/// A user as everybody sees them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PublicUser)]
pub struct UserCard {
    /// Their id.
    #[schema(value_type = schema::UserId)]
    pub id: UserId,
    /// Their username.
    #[schema(value_type = schema::Username)]
    pub username: Username,
    /// The name that is shown.
    pub name: String,
    /// Address of their picture.
    pub image: Option<String>,
}

impl UserCard {
    /// With the copy of a creator's profile that their stream carries.
    #[must_use]
    pub fn of_stream(id: UserId, card: StreamCard) -> Self {
        Self { id, username: card.username, name: card.name, image: card.image }
    }
}

impl From<&User> for UserCard {
    fn from(user: &User) -> Self {
        let User { id, username, name, image, .. } = user;
        Self { id: id.clone(), username: username.clone(), name: name.clone(), image: image.clone() }
    }
}
