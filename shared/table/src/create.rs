//! The table itself, for engines on this machine; in AWS the stack makes it.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};
use aws_sdk_dynamodb::{Client, error::BuildError};
use runtime::{Error, Result};

use crate::key::{Index, PK, SK};

/// Makes a table with these indexes as `template.yaml` has it (a test compares the two), for local engines.
///
/// # Errors
/// [`Error::Unavailable`] when the engine cannot be reached; a table that is there already is fine.
pub async fn create(client: &Client, name: &str, indexes: &[Index]) -> Result<()> {
    let definition = |error: BuildError| Error::internal(error);
    let mut request = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key_schema(PK, SK).map_err(definition)?))
        .stream_specification(
            StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::NewAndOldImages)
                .build()
                .map_err(definition)?,
        );
    for name in [PK, SK].into_iter().chain(indexes.iter().flat_map(|index| {
        let (pk, sk) = index.attributes();
        [pk, sk]
    })) {
        request = request.attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .map_err(definition)?,
        );
    }
    for index in indexes {
        let (pk, sk) = index.attributes();
        request = request.global_secondary_indexes(
            GlobalSecondaryIndex::builder()
                .index_name(index.name())
                .set_key_schema(Some(key_schema(pk, sk).map_err(definition)?))
                .projection(Projection::builder().projection_type(ProjectionType::All).build())
                .build()
                .map_err(definition)?,
        );
    }
    match request.send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => Ok(()),
        Err(error) => Err(Error::unavailable("dynamodb", error)),
    }
}

fn key_schema(pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    [(pk, KeyType::Hash), (sk, KeyType::Range)]
        .into_iter()
        .map(|(name, key_type)| KeySchemaElement::builder().attribute_name(name).key_type(key_type).build())
        .collect()
}
