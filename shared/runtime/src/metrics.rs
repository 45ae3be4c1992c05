//! What is counted, as CloudWatch's embedded metric format (EMF): JSON lines on standard output that
//! CloudWatch reads metrics from, without a call of ours. They are no log lines: `RUST_LOG` does not
//! hold them back.
//!
//! Whoever has something to count calls [`count`], [`count_kind`], [`gauge`] or [`elapsed`]; the end of an
//! invocation calls [`flush`]. The process collects in one place, as with `tracing`: a process of Lambda has
//! one invocation at a time, so what is collected is the invocation's. Elsewhere (development, tests)
//! nothing is collected.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use domain::Time;
use serde_json::{Map, Value, json};

/// The namespace that the alarms and the dashboard of `template.yaml` look into.
const NAMESPACE: &str = "OnAir";
/// Most values that one metric may have in one line (AWS: embedded metric format).
const MAX_VALUES: usize = 100;

/// A metric. The dashboard and the alarms use these names. Requests and their latencies are none: the gateway and
/// Lambda count and time them, and each byte here is logged with each call; so no unit stands beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Failures answered, also by kind.
    Errors,
    /// Milliseconds that a call to DynamoDB took, retries included.
    DynamoDbLatency,
    /// Milliseconds that a call to LiveKit took.
    LiveKitLatency,
    /// Webhooks taken in.
    WebhooksAccepted,
    /// Webhooks without a good signature.
    WebhooksRefused,
    /// Webhooks that came late.
    WebhooksLate,
    /// Streams that are live.
    LiveStreams,
    /// What the reconciler mended, also by kind.
    Mendings,
    /// LiveKit calls that were due when the reconciler looked.
    OutboxEntries,
    /// Seconds since the oldest of them was first due.
    OldestOutboxEntry,
    /// Changes of the table's stream that a projection cannot read, also by kind.
    RecordsPassedOver,
    /// Egresses that record, by what became of them.
    Runs,
    /// Seconds from the end of a broadcast to its video.
    VodReadySecs,
    /// Bytes of a video.
    VodBytes,
    /// Clips, by what became of them.
    Clips,
    /// Seconds from the asking for a clip to its being ready.
    ClipReadySecs,
    /// Messages of chats that were taken.
    ChatAccepted,
    /// Messages of chats that were not taken, also by code.
    ChatRefused,
    /// Messages that wait for a moderator.
    ChatHeld,
    /// Milliseconds from a message to its being in the history.
    ChatLag,
    /// Packets of chats that LiveKit did not take.
    ChatSendsFailed,
}

impl Metric {
    /// Its name in CloudWatch.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Errors => "Errors",
            Self::DynamoDbLatency => "DynamoDbLatency",
            Self::LiveKitLatency => "LiveKitLatency",
            Self::WebhooksAccepted => "WebhooksAccepted",
            Self::WebhooksRefused => "WebhooksRefused",
            Self::WebhooksLate => "WebhooksLate",
            Self::LiveStreams => "LiveStreams",
            Self::Mendings => "Mendings",
            Self::OutboxEntries => "OutboxEntries",
            Self::OldestOutboxEntry => "OldestOutboxEntry",
            Self::RecordsPassedOver => "RecordsPassedOver",
            Self::Runs => "Runs",
            Self::VodReadySecs => "VodReadySecs",
            Self::VodBytes => "VodBytes",
            Self::Clips => "Clips",
            Self::ClipReadySecs => "ClipReadySecs",
            Self::ChatAccepted => "ChatAccepted",
            Self::ChatRefused => "ChatRefused",
            Self::ChatHeld => "ChatHeld",
            Self::ChatLag => "ChatLag",
            Self::ChatSendsFailed => "ChatSendsFailed",
        }
    }
}

static FUNCTION: OnceLock<String> = OnceLock::new();
static COLLECTED: Mutex<Collected> = Mutex::new(Collected::new());

/// Turns metrics on, under the name of the function that Lambda runs; without one they stay off.
pub fn report_as(function: Option<&str>) {
    if let Some(function) = function {
        // A second call has the same name: it is the process's.
        FUNCTION.get_or_init(|| function.to_owned());
    }
}

/// Counts one.
pub fn count(metric: Metric) {
    collect(|collected| collected.count(metric));
}

/// Counts one, in all and of its kind. Kinds are few and fixed: each is a metric that is paid for.
pub fn count_kind(metric: Metric, kind: &'static str) {
    collect(|collected| {
        collected.count(metric);
        *collected.kinds.entry((metric, kind)).or_default() += 1;
    });
}

/// Tells a number as it is now.
pub fn gauge(metric: Metric, number: usize) {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    collect(|collected| collected.sample(metric, number as f64));
}

/// Tells how long something took, in milliseconds to two places: each digit is logged with each call.
pub fn elapsed(metric: Metric, took: Duration) {
    collect(|collected| collected.sample(metric, (took.as_secs_f64() * 100_000.0).round() / 100.0));
}

/// Writes what was collected, at the end of an invocation.
pub fn flush(now: Time) {
    let Some(function) = FUNCTION.get() else { return };
    let collected = std::mem::take(&mut *COLLECTED.lock().unwrap_or_else(PoisonError::into_inner));
    let mut out = std::io::stdout().lock();
    for line in collected.lines(function, now) {
        // Standard output is the log; when it is gone there is nobody to tell.
        _ = writeln!(out, "{line}");
    }
}

fn collect(add: impl FnOnce(&mut Collected)) {
    if FUNCTION.get().is_some() {
        add(&mut COLLECTED.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

#[derive(Default)]
struct Collected {
    counts: BTreeMap<Metric, u64>,
    kinds: BTreeMap<(Metric, &'static str), u64>,
    samples: BTreeMap<Metric, Vec<f64>>,
}

impl Collected {
    const fn new() -> Self {
        Self { counts: BTreeMap::new(), kinds: BTreeMap::new(), samples: BTreeMap::new() }
    }

    fn count(&mut self, metric: Metric) {
        *self.counts.entry(metric).or_default() += 1;
    }

    fn sample(&mut self, metric: Metric, value: f64) {
        let values = self.samples.entry(metric).or_default();
        if values.len() < MAX_VALUES {
            values.push(value);
        }
    }

    /// One line for the function, and one for each kind.
    fn lines(self, function: &str, now: Time) -> Vec<String> {
        let mut totals: Vec<(Metric, Value)> = self.counts.into_iter().map(|(name, n)| (name, json!(n))).collect();
        totals.extend(self.samples.into_iter().map(|(name, values)| (name, json!(values))));
        let mut lines = Vec::new();
        if !totals.is_empty() {
            lines.push(line(now, &[("Function", function)], totals));
        }
        for ((metric, kind), n) in self.kinds {
            lines.push(line(now, &[("Function", function), ("Kind", kind)], vec![(metric, json!(n))]));
        }
        lines
    }
}

fn line(now: Time, dimensions: &[(&str, &str)], values: Vec<(Metric, Value)>) -> String {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let metrics: Vec<Value> = values.iter().map(|(metric, _)| json!({ "Name": metric.name() })).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millis(),
            "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics }],
        }),
    );
    line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(values.into_iter().map(|(metric, value)| (metric.name().to_owned(), value)));
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Metric; 17] = [
        Metric::Errors,
        Metric::DynamoDbLatency,
        Metric::LiveKitLatency,
        Metric::WebhooksAccepted,
        Metric::WebhooksRefused,
        Metric::WebhooksLate,
        Metric::LiveStreams,
        Metric::Mendings,
        Metric::OutboxEntries,
        Metric::OldestOutboxEntry,
        Metric::RecordsPassedOver,
        Metric::Runs,
        Metric::ChatAccepted,
        Metric::ChatRefused,
        Metric::ChatHeld,
        Metric::ChatLag,
        Metric::ChatSendsFailed,
    ];

    #[test]
    fn an_invocation_is_one_line_and_one_more_for_a_kind() {
        let mut collected = Collected::new();
        collected.count(Metric::WebhooksAccepted);
        collected.count(Metric::Errors);
        *collected.kinds.entry((Metric::Errors, "not_found")).or_default() += 1;
        collected.sample(Metric::DynamoDbLatency, 3.5);
        collected.sample(Metric::DynamoDbLatency, 4.0);
        let lines: Vec<Value> = collected
            .lines("onair-viewer", Time::from_millis(7))
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(
            lines[0],
            json!({
                "_aws": {"Timestamp": 7, "CloudWatchMetrics": [{
                    "Namespace": "OnAir",
                    "Dimensions": [["Function"]],
                    "Metrics": [
                        {"Name": "Errors"}, {"Name": "WebhooksAccepted"}, {"Name": "DynamoDbLatency"},
                    ],
                }]},
                "Function": "onair-viewer", "WebhooksAccepted": 1, "Errors": 1, "DynamoDbLatency": [3.5, 4.0],
            })
        );
        assert_eq!(lines[1]["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Function", "Kind"]]));
        assert_eq!((&lines[1]["Kind"], &lines[1]["Errors"]), (&json!("not_found"), &json!(1)));
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_line_has_no_more_values_than_cloudwatch_reads() {
        let mut collected = Collected::new();
        for _ in 0..250 {
            collected.sample(Metric::DynamoDbLatency, 1.0);
        }
        assert_eq!(collected.samples[&Metric::DynamoDbLatency].len(), MAX_VALUES);
    }

    /// What the dashboard and the alarms look for is written by somebody.
    #[test]
    fn the_template_names_metrics_that_exist() {
        let template = include_str!("../../../template.yaml");
        let named: Vec<&str> = ["[\"OnAir\", \"", "Namespace: OnAir\n      MetricName: ", "MetricName=\\\""]
            .into_iter()
            .flat_map(|before| template.split(before).skip(1))
            .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
            .collect();
        assert!(named.len() > 10, "{named:?}");
        for name in named {
            assert!(ALL.iter().any(|metric| metric.name() == name), "{name}");
        }
    }
}
