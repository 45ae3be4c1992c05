//! What the documents say of the tree is so.

use std::collections::BTreeSet;
use std::path::Path;

/// Paths between backticks that begin with a folder of the root. Those with a placeholder are none.
fn paths(document: &str) -> impl Iterator<Item = &str> {
    const ROOTS: [&str; 9] =
        ["shared/", "functions/", "local/", "tests/", "bench/", "web/", "docs/", "events/", ".ci/"];
    let quoted = document.split('`').skip(1).step_by(2);
    let below = quoted.filter(|text| ROOTS.iter().any(|root| text.starts_with(root)) && !text.ends_with("/NAME"));
    below.filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)))
}

#[test]
fn every_path_in_the_documents_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs", "docs/adr"] {
        let files = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        documents.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    let mut seen = 0;
    for document in documents {
        let text = std::fs::read_to_string(&document).unwrap();
        for path in paths(&text) {
            seen += 1;
            assert!(root.join(path).exists(), "{path} in {}", document.display());
        }
    }
    assert!(seen > 60, "only {seen} paths were found");
}

/// The columns of "Where is what" are below a folder that their head names.
#[test]
fn where_is_what_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join("docs/ARCHITECTURE.md")).unwrap();
    let table = text.split("## Where is what").nth(1).unwrap().split("\n\n").nth(2).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let columns = [(2, "shared/domain/src/"), (3, "shared/store/src/"), (4, "functions/")];
    for row in &rows[2..] {
        for (column, below) in columns {
            let cell = row[column].split("; ").map(|part| part.split(':').next().unwrap_or_default());
            for path in cell.flat_map(|part| part.split('`').skip(1).step_by(2)) {
                assert!(root.join(below).join(path).exists(), "{below}{path}");
            }
        }
        // Within a cell a path may go on from the folder before it.
        let mut before = Path::new("web").to_path_buf();
        for path in row[6].split('`').skip(1).step_by(2) {
            let found =
                [root.join("web").join(path), root.join(&before).join(path)].into_iter().find(|path| path.exists());
            let found = found.unwrap_or_else(|| panic!("{path} of {}", row[1]));
            before = found.parent().unwrap().to_path_buf();
        }
    }
    assert!(rows.len() > 12);
}

/// A file that no module names is compiled by nobody, and its tests are run by nobody.
#[test]
fn every_file_of_tests_is_one_of_their_modules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    let named: BTreeSet<&str> = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    let there: BTreeSet<&str> = files.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    assert_eq!(named, &there - &BTreeSet::from(["main"]));
}
