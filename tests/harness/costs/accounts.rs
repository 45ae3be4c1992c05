//! Applications, and what administrators do.

use serde_json::json;

use super::cast::Cast;
use super::till::Till;

pub(super) async fn creators(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    let application = json!({"bio": "I stream every night.", "categories": ["TALK", "ART"]});
    let apply = || world.post("/api/creator/application").by(&cast.fan).json(&application);
    till.ring("submit_application", apply(), 201).await;
    till.ring("get_application", world.get("/api/creator/application").by(&cast.fan), 200).await;
    till.ring("get_application_status", world.get("/api/creator/application/status").by(&cast.fan), 200).await;
}

pub(super) async fn admins(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    till.ring_list("list_applications", "/api/admin/applications", Some(&cast.ada)).await;
    let reason = json!({"reason": "Because."});
    let act = |what: &str, id: &str| {
        let group = if what == "approve" || what == "reject" { "applications" } else { "creators" };
        let post = world.post(&format!("/api/admin/{group}/{id}/{what}")).by(&cast.ada);
        if what == "reject" || what == "suspend" { post.json(&reason) } else { post }
    };
    till.ring("reject_application", act("reject", &cast.fan.id), 200).await;
    till.ring("approve_application", act("approve", "usr_viewer_00"), 200).await;
    till.ring("suspend_creator: live", act("suspend", "usr_creator_00"), 200).await;
    till.ring("reinstate_creator", act("reinstate", "usr_creator_00"), 200).await;
    till.ring_list("list_audit", "/api/admin/audit", Some(&cast.ada)).await;
    world.go_live(&world.creator("creator_99").await).await;
}
