//! GET /api/stream/hosts: whose live stream is shown while one is offline.

use axum::extract::State;
use domain::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Creator, UserCard};

/// Whom a creator hosts.
#[derive(Serialize, ToSchema)]
pub struct Hosts {
    /// Always true.
    #[schema(default = true)]
    success: bool,
    /// Their ids, in their order.
    #[schema(value_type = Vec<web::schema::UserId>)]
    data: Vec<UserId>,
    /// Who they are, in the same order.
    users: Vec<UserCard>,
}

/// The creators whom the caller hosts, in their order. Two trips: the gate's own read has their ids, a second one who they
/// are; none of that where there are none.
///
/// # Errors
/// None of its own.
#[utoipa::path(get, path = "/api/stream/hosts", responses((status = 200, body = Hosts)))]
pub async fn handle(State(app): State<App>, creator: Creator) -> Answer<axum::Json<Hosts>> {
    let data = creator.user.channel.hosts;
    let known = if data.is_empty() { Default::default() } else { app.store.profiles(&data).await? };
    let users = data.iter().filter_map(|id| known.get(id)).map(UserCard::from).collect();
    Ok(axum::Json(Hosts { success: true, data, users }))
}
