//! What `template.yaml` hosts the site with is what `web/hosting` says, which `cargo dev` and the web's tests go by.

use std::path::Path;

use serde_json::{Value, json};

use crate::template::{resources, template};

fn hosting(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("web/hosting");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn properties(template: &Value, name: &str) -> Value {
    let resource = &resources(template)[name];
    assert_eq!(resource["Condition"], "HasWeb", "{name} would be made where nobody asked for it");
    resource["Properties"].clone()
}

#[test]
fn its_functions_are_those_that_are_tested() {
    let template = template();
    for (resource, file) in [("WebRewrite", "rewrite.js"), ("WebViewer", "viewer.js")] {
        let code = properties(&template, resource)["FunctionCode"].as_str().unwrap().trim().to_owned();
        assert_eq!(code, hosting(file).trim(), "{file}");
    }
}

#[test]
fn the_check_of_recordings_is_the_one_that_is_tested() {
    let template = template();
    let check = &resources(&template)["RecordingsCheck"];
    assert_eq!(check["Condition"], "Records");
    let code = &check["Properties"]["FunctionCode"]["Sub"];
    assert_eq!(code[0].as_str().unwrap().trim(), hosting("recordings.js").trim());
    assert_eq!(code[0].as_str().unwrap().matches("${").count(), 1, "what else would CloudFormation put in?");
    let keys =
        |of: &str| resources(&template)[of]["Properties"]["Environment"]["Variables"]["RECORDINGS_URL_KEYS"].clone();
    assert_eq!(code[1]["Keys"], keys("VodFunction"), "the CDN takes what the function signs");
    assert_eq!(json!({"If": ["Records", code[1]["Keys"], ""]}), keys("ViewerFunction"), "and pictures of previews");
}

#[test]
fn nothing_of_a_recording_is_served_unchecked_but_the_live_picture() {
    let template = template();
    let distribution = &resources(&template)["RecordingsDistribution"]["Properties"]["DistributionConfig"];
    let check = "RecordingsCheck.FunctionARN";
    let runs = |behavior: &Value| behavior["FunctionAssociations"][0]["FunctionARN"]["GetAtt"] == check;
    assert!(runs(&distribution["DefaultCacheBehavior"]));
    for behavior in distribution["CacheBehaviors"].as_array().unwrap() {
        assert_eq!(runs(behavior), behavior["PathPattern"] != "/p/*", "{behavior}");
        assert_eq!(behavior["AllowedMethods"], json!(["GET", "HEAD"]));
    }
}

#[test]
fn its_headers_are_those_of_every_hosting() {
    let template = template();
    let headers = properties(&template, "WebHeaders")["ResponseHeadersPolicyConfig"].clone();
    let wanted: Value = serde_json::from_str(&hosting("headers.json")).unwrap();

    let security = &headers["SecurityHeadersConfig"];
    let policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Sub"][0].as_str().unwrap();
    let connect = " wss://${LiveKit} https://${LiveKit} ${WebConnect}${Media}";
    let filled = wanted["Content-Security-Policy"].as_str().unwrap();
    let filled = filled.replace("{img}", "").replace("{media}", "${Media}").replace("{connect}", connect);
    assert_eq!(policy, filled);
    assert_eq!(security["ReferrerPolicy"]["ReferrerPolicy"], wanted["Referrer-Policy"]);
    assert_eq!(wanted["X-Content-Type-Options"], "nosniff");
    assert_eq!(security["ContentTypeOptions"]["Override"], true);

    let others = headers["CustomHeadersConfig"]["Items"].as_array().unwrap();
    for other in others {
        assert_eq!(other["Value"], wanted[other["Header"].as_str().unwrap()]);
    }
    // Strict-Transport-Security is the CDN's own: `cargo dev` has no TLS.
    assert_eq!(others.len() + 3, wanted.as_object().unwrap().len(), "a header of headers.json is not in the template");
}

#[test]
fn the_api_is_neither_rewritten_nor_answered_for() {
    let template = template();
    let distribution = properties(&template, "Distribution")["DistributionConfig"].clone();
    // The API's own 403 and 404 would become the page.
    assert!(distribution["CustomErrorResponses"].is_null());
    let runs = |behavior: &Value| behavior["FunctionAssociations"][0]["FunctionARN"]["GetAtt"].clone();
    let site = &distribution["DefaultCacheBehavior"];
    assert_eq!(runs(site), "WebRewrite.FunctionARN");
    // The name that WebRewrite picks an origin by, and the header that it writes.
    let names: Vec<&Value> = distribution["Origins"].as_array().unwrap().iter().map(|origin| &origin["Id"]).collect();
    assert_eq!(json!(names), json!(["site", "api"]));
    assert_eq!(site["OriginRequestPolicyId"]["Ref"], "WebPageRequest");
    let handed = properties(&template, "WebPageRequest")["OriginRequestPolicyConfig"].clone();
    assert_eq!(handed["HeadersConfig"]["Headers"], json!(["x-onair-viewer"]));

    let behaviors = distribution["CacheBehaviors"].as_array().unwrap();
    let paths: Vec<&Value> = behaviors.iter().map(|behavior| &behavior["PathPattern"]).collect();
    assert_eq!(json!(paths), json!(["/api/*", "/api"]));
    for behavior in behaviors {
        assert_eq!(behavior["TargetOriginId"], "api");
        assert_eq!(runs(behavior), "WebViewer.FunctionARN");
        assert_eq!(behavior["AllowedMethods"].as_array().unwrap().len(), 7);
    }
    let cache = properties(&template, "WebApiCache")["CachePolicyConfig"].clone();
    let key = &cache["ParametersInCacheKeyAndForwardedToOrigin"];
    // What one caller is answered is no other's; what says nothing of caching is not kept.
    assert!(key["HeadersConfig"]["Headers"].as_array().unwrap().contains(&json!("Authorization")));
    assert_eq!((&cache["MinTTL"], &cache["DefaultTTL"]), (&json!(0), &json!(0)));
}

#[test]
fn the_edge_proves_itself_with_what_the_functions_know() {
    let template = template();
    properties(&template, "EdgeSecret");
    let distribution = properties(&template, "Distribution")["DistributionConfig"].clone();
    let origins = distribution["Origins"].as_array().unwrap();
    let api = origins.iter().find(|origin| origin["Id"] == "api").unwrap();
    let proof = &api["OriginCustomHeaders"][0];
    assert_eq!(proof["HeaderName"], "x-onair-edge");
    let known = &template["Globals"]["Function"]["Environment"]["Variables"]["EDGE_SECRET"]["If"];
    assert_eq!((&known[0], &known[1], &known[2]), (&json!("HasWeb"), &proof["HeaderValue"], &json!("")));
}
