//! The embedded engine's stream, kept short.
//!
//! The engine (dynoxide 3.2) keeps every change of a table for good and has no index on them: each read of the
//! stream, and each write to the table, which wants the next sequence number, goes through all that were ever
//! made. DynamoDB drops them after a day. The engine has no call to drop any, and one to get at its SQLite
//! ([`Storage::conn`]); so its database gets
//! - an index in the order in which the engine asks for changes,
//! - a table of the engine's with one item a shard: the bookmark, up to where the shard was dealt with,
//! - a trigger: when a bookmark is put, the changes before it go, in the same transaction.
//!
//! The change at the bookmark stays. The engine numbers a change one higher than the last one that is there, or
//! by the clock if that is more: with none left, a clock that was set back would number new changes before the
//! bookmark, and nobody would read them.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::storage::Storage;
use dynoxide::types::{AttributeDefinition, KeySchemaElement, KeyType, ScalarAttributeType};
use dynoxide::{AttributeValue, Database, DynoxideError};
use runtime::{Clock, Random};

/// The engine's table of bookmarks: it has no stream.
const TABLE: &str = "cargo-dev-bookmarks";
/// Its key: the shard's id.
const SHARD: &str = "shard";
/// The table whose stream it is.
const OF: &str = "of";
/// The last change that was dealt with, by its sequence number.
const LAST: &str = "last";

/// In the engine's tables a sequence number is shorter than in its answers: those put a 1 before it and fill up
/// with zeros between. Made anew at each start, so that a database that an older build made gets the newest.
const SCHEMA: &str = r#"
    DROP INDEX IF EXISTS onair_stream_order;
    DROP TRIGGER IF EXISTS onair_stream_trim;
    CREATE INDEX onair_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE TRIGGER onair_stream_trim AFTER INSERT ON "cargo-dev-bookmarks" BEGIN
        DELETE FROM _stream_records
        WHERE table_name = json_extract(NEW.item_json, '$.of.S')
          AND shard_id = json_extract(NEW.item_json, '$.shard.S')
          AND CAST(sequence_number AS INTEGER)
            < CAST(substr(json_extract(NEW.item_json, '$.last.S'), 2) AS INTEGER);
    END;
"#;

/// The database that those in memory are copies of, with its path. It is there as long as a connection is.
static MODEL: Mutex<Option<(String, Database)>> = Mutex::new(None);

/// The engine's database with its stream kept short, once its bookmarks are put: in the file, or in memory. Without any its
/// changes stay, and are found by their order all the same.
pub(super) fn open(file: Option<&Path>) -> dynoxide::Result<Database> {
    if let Some(file) = file {
        let file = file.to_string_lossy();
        let database = Database::new(&file)?;
        keep_short(&database, &file)?;
        return Ok(database);
    }
    // A second connection gets at a database in memory only where the two share one cache, in which they turn each
    // other away instead of waiting. So one is made there, once, and copied, as a snapshot, into those that nobody shares.
    let mut model = MODEL.lock().unwrap_or_else(PoisonError::into_inner);
    let path = match &*model {
        Some((path, _)) => path,
        None => {
            let path = format!("file:onair-{}?mode=memory&cache=shared", Random::system().id(Clock::system().now()));
            let database = Database::new(&path)?;
            keep_short(&database, &path)?;
            &model.insert((path, database)).0
        }
    };
    let database = Database::memory()?;
    database.restore_from(path)?;
    Ok(database)
}

fn keep_short(database: &Database, path: &str) -> dynoxide::Result<()> {
    let table = CreateTableRequest {
        table_name: TABLE.to_owned(),
        key_schema: vec![KeySchemaElement { attribute_name: SHARD.to_owned(), key_type: KeyType::HASH }],
        attribute_definitions: vec![AttributeDefinition {
            attribute_name: SHARD.to_owned(),
            attribute_type: ScalarAttributeType::S,
        }],
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        ..CreateTableRequest::default()
    };
    match database.create_table(table) {
        Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => {}
        Err(error) => return Err(error),
    }
    Storage::new(path)?.conn().execute_batch(SCHEMA)?;
    Ok(())
}

/// Up to where a table's stream was dealt with, kept beside the engine's data.
#[derive(Clone)]
pub struct Bookmarks {
    database: Database,
    table: String,
}

impl Bookmarks {
    pub(super) fn new(database: Database, table: &str) -> Self {
        Self { database, table: table.to_owned() }
    }

    /// The sequence number of the last change of a shard that was dealt with; `None` before the first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn last(&self, shard: &str) -> io::Result<Option<String>> {
        let key = [(SHARD.to_owned(), AttributeValue::S(shard.to_owned()))].into();
        let request = GetItemRequest { table_name: TABLE.to_owned(), key, ..GetItemRequest::default() };
        let answer = self.call(move |database| database.get_item(request)).await?;
        Ok(answer.item.and_then(|mut item| match item.remove(LAST) {
            Some(AttributeValue::S(last)) => Some(last),
            _ => None,
        }))
    }

    /// Whether there are changes behind an iterator of the stream. Four times a second all day this is asked: the
    /// engine itself answers in a hundredth of what a call by the SDK costs.
    ///
    /// # Errors
    /// The database cannot be read; an iterator that is none of its.
    pub async fn is_behind(&self, iterator: &str) -> io::Result<bool> {
        let request = GetRecordsRequest { shard_iterator: iterator.to_owned(), limit: Some(1) };
        let answer = self.call(move |database| database.get_records(request)).await?;
        Ok(!answer.records.is_empty())
    }

    /// Everything of a shard up to this change is dealt with: the changes before it go.
    ///
    /// # Errors
    /// The database cannot be written to.
    pub async fn put(&self, shard: &str, last: &str) -> io::Result<()> {
        let attribute = |(name, value): (&str, &str)| (name.to_owned(), AttributeValue::S(value.to_owned()));
        let item = [(SHARD, shard), (OF, &self.table), (LAST, last)].into_iter().map(attribute).collect();
        let request = PutItemRequest { table_name: TABLE.to_owned(), item, ..PutItemRequest::default() };
        self.call(move |database| database.put_item(request)).await.map(drop)
    }

    /// A call waits for the engine's lock, so not on a thread that others wait for.
    async fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(Database) -> dynoxide::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let database = self.database.clone();
        let answer = tokio::task::spawn_blocking(move || call(database)).await?;
        answer.map_err(|error| io::Error::other(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the engine asks of its changes, in its own words: with another version they may be others.
    const ASKED: [&str; 2] = [
        "SELECT event_name FROM _stream_records
         WHERE table_name = 't' AND shard_id = 's' AND CAST(sequence_number AS INTEGER) > 5
         ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 100",
        "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 't'",
    ];

    #[test]
    fn changes_are_found_by_their_order() {
        let file =
            std::env::temp_dir().join(format!("onair-engine-{}.sqlite", Random::system().id(Clock::system().now())));
        let database = open(Some(&file)).unwrap();
        let storage = Storage::new(&file.to_string_lossy()).unwrap();
        for asked in ASKED {
            let plan: String =
                storage.conn().query_row(&format!("EXPLAIN QUERY PLAN {asked}"), [], |row| row.get(3)).unwrap();
            assert!(plan.contains("INDEX onair_stream_order (table_name=?"), "{asked}: {plan}");
        }
        drop((storage, database));
        for end in ["", "-wal", "-shm"] {
            _ = std::fs::remove_file(format!("{}{end}", file.display()));
        }
    }

    /// A database that was made before is opened again, and by a build that wants its stream otherwise.
    #[test]
    fn it_is_opened_again() {
        let file =
            std::env::temp_dir().join(format!("onair-engine-{}.sqlite", Random::system().id(Clock::system().now())));
        drop(Database::new(&file.to_string_lossy()).unwrap());
        for _ in 0..2 {
            drop(open(Some(&file)).unwrap());
        }
        std::fs::remove_file(file).unwrap();
    }
}
