//! What `template.yaml` runs the functions with, and who is told when they fail: each figure has its reason, so a
//! change of one is a decision.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::template::{functions, resource_of, resources, template};

/// The deadline of a request in the code (`web`), and API Gateway's own.
const REQUEST_SECS: u64 = 9;
const GATEWAY_SECS: u64 = 30;

/// A setting of a function: its own, or that of all.
fn setting<'t>(template: &'t Value, function: &str, name: &str) -> &'t Value {
    let own = &resources(template)[&resource_of(function)]["Properties"][name];
    if own.is_null() { &template["Globals"]["Function"][name] } else { own }
}

#[test]
fn each_function_has_the_time_it_may_take() {
    let template = template();
    let secs = |function: &str| setting(&template, function, "Timeout").as_u64().unwrap();
    for (group, _) in local::functions::GROUPS {
        // After the code's own 503, so that the caller hears of us, and long before the gateway's 504.
        assert_eq!(secs(group), REQUEST_SECS + 1, "{group}");
        assert!(secs(group) < GATEWAY_SECS);
    }
    // A batch of a hundred records with calls to LiveKit among them, 4 s each at the worst.
    assert_eq!(secs("project"), 60);
    // A hundred rooms' frames, and their packets a quarter of a second apart.
    assert_eq!(secs("chat_fan"), 60);
    // Two looks ten seconds apart and what they mend, before the next minute's run.
    assert_eq!(secs("reconcile"), 55);
}

#[test]
fn each_function_has_the_memory_it_was_measured_with() {
    let template = template();
    for function in functions() {
        // Lambda gives CPU by memory: with half of it the first request of a process takes twice as long (bench).
        assert_eq!(setting(&template, &function, "MemorySize"), 256, "{function}");
        assert_eq!(setting(&template, &function, "Runtime"), "provided.al2023", "{function}");
    }
}

#[test]
fn only_the_reconciler_is_held_to_one_at_a_time() {
    let template = template();
    for function in functions() {
        let reserved = setting(&template, &function, "ReservedConcurrentExecutions");
        // Two reconcilers at once would mend the same things; a bound on any other would turn callers away.
        let expected = if function == "reconcile" { json!(1) } else { Value::Null };
        assert_eq!(*reserved, expected, "{function}");
    }
}

#[test]
fn a_batch_of_the_stream_is_tried_again_bisected_and_put_aside() {
    let template = template();
    let mut all = vec![];
    for function in ["project", "chat_fan"] {
        let events = setting(&template, function, "Events").as_object().unwrap();
        let streams: Vec<&Value> = events.values().filter(|event| event["Type"] == "DynamoDB").collect();
        assert!((1..=2).contains(&streams.len()), "a shard of a stream takes two readers");
        all.extend(streams);
    }
    for event in all {
        let event = &event["Properties"];
        // What was written before the function was deployed is taken in as well.
        assert_eq!(event["StartingPosition"], "TRIM_HORIZON");
        // `cargo dev` hands in as many (local/src/table_stream/reader.rs).
        assert_eq!(event["BatchSize"], 100);
        // The function names the first record that failed; without it the whole batch would come again.
        assert_eq!(event["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
        // One bad record is told apart from the others, ...
        assert_eq!(event["BisectBatchOnFunctionError"], true);
        // ... tried again while a dependency may come back, and no longer, since all behind it wait, ...
        assert_eq!(event["MaximumRetryAttempts"], 10);
        assert_eq!(event["MaximumRecordAgeInSeconds"], 3_600);
        // ... and kept where somebody is told of it.
        assert_eq!(event["DestinationConfig"]["OnFailure"]["Destination"]["GetAtt"], "DeadLetters.Arn");
        assert!(event["FilterCriteria"]["Filters"].as_array().is_some_and(|filters| !filters.is_empty()));
    }
}

#[test]
fn a_run_of_the_reconciler_is_not_tried_again() {
    let template = template();
    // The next minute's run is the retry: one that comes late would only be in its way.
    let event = &setting(&template, "reconcile", "Events")["EachMinute"]["Properties"];
    assert_eq!(event["Schedule"], "rate(1 minute)");
    let once = json!({"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60});
    assert_eq!(event["RetryPolicy"], once);
    assert_eq!(event["DeadLetterConfig"]["Arn"]["GetAtt"], "DeadLetters.Arn");
    let invoke = setting(&template, "reconcile", "EventInvokeConfig");
    for (name, value) in once.as_object().unwrap() {
        assert_eq!(invoke[name], *value, "{name}");
    }
    assert_eq!(invoke["DestinationConfig"]["OnFailure"]["Destination"]["GetAtt"], "DeadLetters.Arn");
    // Two weeks, SQS's most: time to come back from a holiday.
    assert_eq!(resources(&template)["DeadLetters"]["Properties"]["MessageRetentionPeriod"], 14 * 24 * 3_600);
}

#[test]
fn the_table_is_not_lost_by_mistake() {
    let template = template();
    let table = &resources(&template)["Table"];
    assert_eq!(table["Properties"]["DeletionProtectionEnabled"], true);
    assert_eq!(table["Properties"]["SSESpecification"]["SSEEnabled"], true);
    assert_eq!(resources(&template)["ChatTable"]["Properties"]["DeletionProtectionEnabled"], true);
    // All that holds something, but what is made anew by who deploys.
    let holds = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"];
    let made_anew = ["WebBucket", "EdgeSecret", "RecordingsKeys"];
    let mut kept = vec![];
    for (name, resource) in resources(&template) {
        if holds.contains(&resource["Type"].as_str().unwrap()) && !made_anew.contains(&name.as_str()) {
            kept.push(name.as_str());
            for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
                assert_eq!(resource[policy], "Retain", "{name}: {policy}");
            }
        }
    }
    kept.sort_unstable();
    assert_eq!(kept, ["ChatTable", "RecordingsBucket", "Secret", "Table"]);
}

/// The alarms by name.
fn alarms(template: &Value) -> BTreeMap<&str, &Value> {
    let alarms = resources(template).iter().filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm");
    alarms.map(|(name, alarm)| (name.strip_suffix("Alarm").unwrap(), &alarm["Properties"])).collect()
}

/// Functions whose metric of Lambda's an alarm looks at.
fn watched(alarm: &Value, metric: &str) -> BTreeSet<String> {
    let parts = alarm["Metrics"].as_array().into_iter().flatten().map(|part| &part["MetricStat"]["Metric"]);
    let of_lambda = parts.filter(|part| part["Namespace"] == "AWS/Lambda" && part["MetricName"] == metric);
    of_lambda.map(|part| part["Dimensions"][0]["Value"]["Ref"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_function_is_watched() {
    let template = template();
    let alarms = alarms(&template);
    let workers = ["project", "chat_fan", "reconcile"];
    let (of_workers, of_api): (BTreeSet<_>, BTreeSet<_>) =
        functions().into_iter().partition(|function| workers.contains(&function.as_str()));
    // What is there under a condition has alarms of its own, under the same.
    let is_conditional = |name: &String| !resources(&template)[&resource_of(name)]["Condition"].is_null();
    let (conditional, of_api): (BTreeSet<_>, BTreeSet<_>) = of_api.into_iter().partition(is_conditional);
    assert_eq!(conditional, ["vod".to_owned()].into());
    let only_vod = BTreeSet::from([resource_of("vod")]);
    for (alarm, metric) in [("VodErrors", "Errors"), ("VodErrors", "Throttles"), ("VodSlow", "Duration")] {
        assert_eq!(watched(alarms[alarm], metric), only_vod, "{alarm}");
        assert_eq!(resources(&template)[&format!("{alarm}Alarm")]["Condition"], "Records");
    }
    let all = resources(&template);
    let of_recordings =
        |name: &&String| name.contains("Recordings") || name.starts_with("Vod") || name.starts_with("Clip");
    let of_recordings: Vec<&String> = all.keys().filter(of_recordings).collect();
    assert!(of_recordings.len() > 15);
    for name in of_recordings {
        assert_eq!(all[name]["Condition"], "Records", "{name}: nothing of it where nothing is recorded");
    }
    let resources = |of: &BTreeSet<String>| -> BTreeSet<String> { of.iter().map(|name| resource_of(name)).collect() };
    assert_eq!(watched(alarms["ApiErrors"], "Errors"), resources(&of_api));
    assert_eq!(watched(alarms["ApiThrottles"], "Throttles"), resources(&of_api));
    assert_eq!(watched(alarms["ApiSlow"], "Duration"), resources(&of_api));
    assert_eq!(watched(alarms["WorkerErrors"], "Errors"), resources(&of_workers));
    let reconciler = resource_of("reconcile");
    let unlimited = resources(&of_workers).into_iter().filter(|name| *name != reconciler).collect();
    assert_eq!(watched(alarms["WorkerThrottles"], "Throttles"), unlimited);
}

#[test]
fn an_alarm_can_be_made_and_tells_somebody() {
    let template = template();
    for (name, alarm) in alarms(&template) {
        let parts: Vec<&Value> = alarm["Metrics"].as_array().into_iter().flatten().collect();
        let metrics = parts.iter().filter(|part| !part["MetricStat"].is_null()).count();
        assert!(metrics <= 10, "{name}: CloudWatch takes ten metrics, and it has {metrics}");
        for part in parts.iter().filter(|part| !part["MetricStat"].is_null()) {
            // A metric that the expression does not name is looked at for nothing.
            let id = part["Id"].as_str().unwrap();
            let expression = parts.iter().find_map(|part| part["Expression"].as_str()).unwrap();
            let names = expression.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(names.into_iter().any(|word| word == id), "{name}: {id} is in no expression");
        }
        let topic = json!({"If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]});
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&topic, &topic), "{name}");
    }
}

#[test]
fn operations_has_a_section_for_each_alarm_and_no_other() {
    let template = template();
    let text = include_str!("../../docs/OPERATIONS.md");
    let section = text.split("\n## Alarms\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let headings = section.lines().filter_map(|line| line.strip_prefix("### ")?.split_once(": "));
    let told: BTreeSet<&str> = headings.flat_map(|(names, _)| names.split(", ")).collect();
    assert_eq!(told, alarms(&template).into_keys().collect());
}
