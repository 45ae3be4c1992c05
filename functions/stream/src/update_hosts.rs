//! PUT /api/stream/hosts: whose live stream is shown while one is offline.

use axum::extract::State;
use domain::{MAX_HOSTS, UserId};
use store::HostsSet;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

web::refusals! {
    /// What setting them refuses.
    pub enum Refusal {
        NoUser = NotFound("User not found"),
    }
}

/// Whom to host.
#[derive(ToSchema)]
#[schema(as = UpdateHostsRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Their user ids, at most 10, in the order in which they are looked at; none hosts nobody.
    #[schema(max_items = 10)]
    user_ids: Vec<String>,
}

fn parse(body: &Body, own: &UserId) -> Answer<Vec<UserId>, Refusal> {
    let mut fields = Fields::default();
    let given = body.given("userIds");
    let given = match given.map(|value| value.as_array()) {
        Some(Some(given)) => given.as_slice(),
        Some(None) => {
            fields.error("userIds", "must be a list");
            &[]
        }
        None => {
            fields.error("userIds", "is required");
            &[]
        }
    };
    if given.len() > MAX_HOSTS {
        fields.error("userIds", format_args!("must have at most {MAX_HOSTS} elements"));
    }
    let (mut hosts, mut is_somebody) = (vec![], true);
    // Each of thousands told by its place would make an answer as long as the request.
    for (place, given) in given.iter().enumerate().take_while(|_| given.len() <= MAX_HOSTS) {
        let field = format!("userIds[{place}]");
        match given.as_str().map(|text| UserId::named(text.trim())) {
            None => fields.error(&field, "must be a string"),
            Some(Err(_)) => is_somebody = false,
            Some(Ok(id)) if id == *own => fields.error(&field, "must not be yourself"),
            Some(Ok(id)) if hosts.contains(&id) => fields.error(&field, "must not come twice"),
            Some(Ok(id)) => hosts.push(id),
        }
    }
    fields.finish()?;
    if is_somebody { Ok(hosts) } else { Err(Refusal::NoUser.into()) }
}

/// Sets whom the caller hosts, in the place of those before. Two trips: the gate and the write.
///
/// # Errors
/// `User not found`; fields that break their rules.
#[utoipa::path(
    put, path = "/api/stream/hosts",
    request_body = Request,
    responses((status = 200, body = Success<Vec<web::schema::UserId>>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Answer<Success<Vec<UserId>>, Refusal> {
    let hosts = parse(&body, creator.id())?;
    if app.store.set_hosts(creator.id(), &hosts).await? == HostsSet::NoUser {
        return Err(Refusal::NoUser.into());
    }
    tracing::info!(event = "hosts_update", user_id = %creator.id(), hosts = hosts.len(), outcome = "ok");
    Ok(Success::ok(hosts).message("Hosts updated"))
}
