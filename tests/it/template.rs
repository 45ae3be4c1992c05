//! `template.yaml` against the code: the table that it makes is the one of `store/table.rs`, and every
//! function of the workspace is deployed, at the routes of its group.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::types::{KeySchemaElement, TableDescription};
use local::Engine;
use runtime::aws;
use runtime::config::{Credentials, Secret, TableConfig};
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};
use table::client;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The template as JSON; CloudFormation's `!Ref x` is `{"Ref": "x"}`, as in its JSON form.
pub(crate) fn template() -> Value {
    let text = std::fs::read_to_string(repository().join("template.yaml")).unwrap();
    json_of(&Yaml::load_from_str(&text).unwrap()[0])
}

fn json_of(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(json_of).collect(),
        Yaml::Mapping(fields) => {
            let field = |(name, value): (&Yaml<'_>, &Yaml<'_>)| (name.as_str().unwrap().to_owned(), json_of(value));
            Value::Object(fields.iter().map(field).collect())
        }
        Yaml::Tagged(tag, value) => json!({ tag.suffix.as_str(): json_of(value) }),
        Yaml::Value(Scalar::Null) => Value::Null,
        other => panic!("not read: {other:?}"),
    }
}

pub(crate) fn resources(template: &Value) -> &Map<String, Value> {
    template["Resources"].as_object().unwrap()
}

/// The names of the workspace's functions.
pub(crate) fn functions() -> BTreeSet<String> {
    folders("functions")
}

/// The names of the crates in a folder of the workspace.
pub(crate) fn folders(of: &str) -> BTreeSet<String> {
    let directory = std::fs::read_dir(repository().join(of)).unwrap();
    directory.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// A function's name as CloudFormation takes it: letters and digits.
pub(crate) fn camel(function: &str) -> String {
    let capital = |word: &str| {
        word.char_indices().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect::<String>()
    };
    function.split('_').map(capital).collect()
}

/// Name of a function's resource.
pub(crate) fn resource_of(function: &str) -> String {
    format!("{}Function", camel(function))
}

/// What `store::create_tables` made, as an engine describes it: the table, and that of chats.
async fn created() -> [TableDescription; 2] {
    let engine = Engine::start_memory().await.unwrap();
    let config = TableConfig {
        name: "onair".to_owned(),
        chat: "onair-chat".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(engine.endpoint()),
        credentials: Credentials {
            access_key_id: "local".to_owned(),
            secret_access_key: Secret::new("local").unwrap(),
            session_token: None,
        },
    };
    let dynamodb = client::dynamodb(&config, aws::http());
    store::create_tables(&dynamodb, &config).await.unwrap();
    let described = [&config.name, &config.chat].map(|name| dynamodb.describe_table().table_name(name).send());
    let [table, chat] = described;
    [table.await.unwrap().table.unwrap(), chat.await.unwrap().table.unwrap()]
}

fn key_schema(schema: &[KeySchemaElement]) -> Value {
    let element = |element: &KeySchemaElement| json!({ "AttributeName": element.attribute_name(), "KeyType": element.key_type().as_str() });
    schema.iter().map(element).collect()
}

fn sorted(list: &Value, by: &str) -> Vec<Value> {
    let mut list = list.as_array().unwrap().clone();
    list.sort_by_key(|item| item[by].as_str().map(str::to_owned));
    list
}

#[tokio::test]
async fn the_table_is_the_one_of_the_code() {
    let [table, chat] = created().await;
    let template = template();
    let resources = &template["Resources"];
    compare(&table, &resources["Table"]["Properties"]);
    compare(&chat, &resources["ChatTable"]["Properties"]);
    // What was said yesterday is not worth a copy of each second of the last month.
    assert_eq!(
        resources["Table"]["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
        true
    );
    assert_eq!(resources["ChatTable"]["Properties"].get("PointInTimeRecoverySpecification"), None);
}

fn compare(created: &TableDescription, deployed: &Value) {
    assert_eq!(deployed["KeySchema"], key_schema(created.key_schema()));

    let attributes: Value = created
        .attribute_definitions()
        .iter()
        .map(|of| json!({ "AttributeName": of.attribute_name(), "AttributeType": of.attribute_type().as_str() }))
        .collect();
    let by = "AttributeName";
    assert_eq!(sorted(&deployed["AttributeDefinitions"], by), sorted(&attributes, by));

    let indexes: Value = created
        .global_secondary_indexes()
        .iter()
        .map(|index| {
            let projection = index.projection().and_then(|projection| projection.projection_type());
            json!({
                "IndexName": index.index_name(),
                "KeySchema": key_schema(index.key_schema()),
                "Projection": { "ProjectionType": projection.map(|of| of.as_str()) },
            })
        })
        .collect();
    let by = "IndexName";
    let none = json!([]);
    assert_eq!(sorted(deployed.get("GlobalSecondaryIndexes").unwrap_or(&none), by), sorted(&indexes, by));

    let stream = created.stream_specification().unwrap();
    assert!(stream.stream_enabled());
    assert_eq!(deployed["StreamSpecification"]["StreamViewType"], stream.stream_view_type().unwrap().as_str());
    // Engines keep what the code sets by itself; the deployed table has it from here.
    assert_eq!(deployed["TimeToLiveSpecification"], json!({ "AttributeName": table::EXPIRES_AT, "Enabled": true }));
    assert_eq!(deployed["BillingMode"], "PAY_PER_REQUEST");
}

#[test]
fn every_function_is_deployed_and_nothing_else() {
    let template = template();
    let deployed: BTreeSet<String> = resources(&template)
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function")
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(deployed, functions().iter().map(|function| resource_of(function)).collect());
    for function in functions() {
        let resource = &resources(&template)[&resource_of(&function)];
        assert_eq!(resource["Metadata"]["BuildMethod"], "rust-cargolambda", "{function}");
        assert_eq!(resource["Metadata"]["BuildProperties"]["Binary"], function.as_str(), "{function}");
    }
}

#[test]
fn every_group_has_its_routes_and_the_rest_has_a_function() {
    let template = template();
    let mut defaults = vec![];
    for (group, routes) in local::functions::GROUPS {
        let events = resources(&template)[&resource_of(group)]["Properties"]["Events"].as_object().unwrap();
        let gateway = events.values().filter(|event| event["Type"] == "HttpApi").map(|event| &event["Properties"]);
        let (rest, own): (Vec<_>, Vec<_>) = gateway.partition(|event| event.get("Path").is_none());
        let paths: Vec<_> = own.iter().map(|event| (event["Method"].as_str(), event["Path"].as_str())).collect();
        let prefix = format!("/api/{group}/");
        let mut expected = BTreeSet::from([format!("{prefix}{{proxy+}}")]);
        for (other, _) in local::functions::OTHERS.iter().filter(|(_, of)| *of == group) {
            expected.extend([format!("/api/{other}"), format!("/api/{other}/{{proxy+}}")]);
        }
        assert_eq!(paths.len(), expected.len(), "{group}");
        let paths: BTreeSet<String> =
            paths.iter().map(|path| format!("{} {}", path.0.unwrap(), path.1.unwrap())).collect();
        assert_eq!(paths, expected.iter().map(|path| format!("ANY {path}")).collect(), "{group}");
        assert!(own.iter().all(|event| event["PayloadFormatVersion"] == "2.0"), "{group}");
        for route in routes().table() {
            let reached = local::gateway::route(route.path);
            assert!(
                reached.group == group && reached.key != "$default",
                "{} is out of the gateway's reach",
                route.path
            );
        }
        defaults.extend(rest.iter().map(|_| group));
    }
    assert_eq!(defaults, ["viewer"], "`$default` is one function's");
}
