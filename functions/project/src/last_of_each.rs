//! Which records of a batch are the last of their follower counter.

use std::collections::HashMap;

use domain::UserId;

use table::change::Record;

/// The records of a batch that are to be followed: of each creator's the last one, so that a star who gains 83
/// followers a second is counted once a batch.
pub(crate) struct LastOfEach<'a>(HashMap<&'a str, &'a str>);

impl<'a> LastOfEach<'a> {
    pub(crate) fn of(records: &'a [Record]) -> Self {
        let counters = records.iter().filter(|record| creator(record).is_some());
        Self(counters.map(|record| (record.pk(), record.sequence_number())).collect())
    }

    pub(crate) fn has(&self, record: &Record) -> bool {
        self.0.get(record.pk()) == Some(&record.sequence_number())
    }
}

/// Whose counter changed; `None` for every other item.
pub(crate) fn creator(record: &Record) -> Option<Result<UserId, impl std::error::Error>> {
    let ("FOLLOWERS", id) = record.pk().split_once('#')? else { return None };
    record.has_changed(&["total"]).then(|| UserId::parse(id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use table::change::TableEvent;

    #[test]
    fn of_each_creator_the_last_record_counts() {
        let record = |sequence: &str, pk: &str, old: u32, new: u32| {
            let image = |total: u32| json!({"pk": {"S": pk}, "sk": {"S": "07"}, "total": {"N": total.to_string()}});
            json!({"dynamodb": {"SequenceNumber": sequence, "OldImage": image(old), "NewImage": image(new)}})
        };
        let records = json!({"Records": [
            record("1", "FOLLOWERS#usr_a", 0, 1), record("2", "FOLLOWERS#usr_b", 4, 3),
            record("3", "FOLLOWERS#usr_a", 1, 2), record("4", "FOLLOWERS#usr_a", 2, 2), record("5", "STREAM#usr_a", 0, 1),
        ]});
        let batch: TableEvent = serde_json::from_value(records).unwrap();
        let last = LastOfEach::of(&batch.records);
        let followed = batch.records.iter().filter(|record| last.has(record)).map(Record::sequence_number);
        assert_eq!(followed.collect::<Vec<_>>(), ["2", "3"]);
    }
}
