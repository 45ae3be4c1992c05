//! `cargo dev`.

fn main() {
    println!("{}", local::openapi::document().to_pretty_json().unwrap_or_default());
}
