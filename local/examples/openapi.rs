//! Prints the OpenAPI document: `cargo run -q -p local --example openapi > docs/openapi.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", local::openapi::document().to_pretty_json()?);
    Ok(())
}
