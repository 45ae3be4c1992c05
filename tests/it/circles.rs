//! No circle of files: whoever reads one file has read all that it hangs on in an order, and what is cut out of a
//! circle drags the rest along. Between crates the compiler sees to it, within a crate this does.
//!
//! Read as text, which is enough for how this tree is written: `use` trees and paths that begin with `crate`, `self`,
//! `super` or a child module, followed through re-exports to the file that has the item. `mod` and re-exports are
//! nothing that hangs on a file, unless the name is used in the file itself. Not seen: methods that one file gives to
//! another's type, and macros. Tests beside the code are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module as its path within its crate: none for `lib.rs`.
type Module = Vec<String>;

/// A file of a crate.
struct Source {
    module: Module,
    code: String,
}

/// One name that a `use` brings in: what it is called, where it comes from, and whether others may import it from here.
struct Import {
    name: String,
    path: Vec<String>,
}

/// The code without comments, texts and tests, which must not be taken for code.
fn stripped(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = text.lines().map(|line| match line.find("//") {
        // `//` within a text, as in an address.
        Some(at) if line[..at].matches('"').count() % 2 == 1 => line,
        Some(at) => &line[..at],
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every `use` of the code, expanded, and the code without them.
fn imports(code: &str) -> (Vec<Import>, String) {
    let (mut found, mut own, mut done) = (vec![], String::new(), 0);
    for (at, _) in code.match_indices("use ") {
        let is_statement = !code[..at].chars().next_back().is_some_and(is_name);
        let Some((tree, _)) = code[at + 4..].split_once(';') else { continue };
        if is_statement && tree.chars().all(|c| is_name(c) || c.is_whitespace() || ":{},*".contains(c)) {
            expand(tree, &[], &mut found);
            own.push_str(&code[done..at]);
            done = at + 4 + tree.len() + 1;
        }
    }
    own.push_str(&code[done..]);
    let is_declaration =
        |line: &str| line.ends_with(';') && segments(&line.replace(' ', "::")).contains(&"mod".to_owned());
    (found, own.lines().filter(|line| !is_declaration(line)).collect::<Vec<_>>().join("\n"))
}

fn expand(tree: &str, prefix: &[String], found: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((before, group)) = tree.split_once('{') {
        let prefix = [prefix, &segments(before)].concat();
        let (mut depth, mut begin) = (0, 0);
        let group = group.strip_suffix('}').unwrap_or(group);
        for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if c == ',' && depth == 0 {
                expand(&group[begin..at], &prefix, found);
                begin = at + 1;
            }
        }
    } else if !tree.is_empty() {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path = [prefix, &segments(path)].concat();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let last = path.last().cloned().unwrap_or_default();
        found.push(Import { name: if name.is_empty() { last } else { name.trim().to_owned() }, path });
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Paths in the code itself, as `crate::item::read` or `super::Part`, and those that begin with a child module.
fn paths(code: &str, children: &BTreeSet<String>) -> Vec<Vec<String>> {
    let mut found = vec![];
    for (at, _) in code.match_indices("::") {
        let begin = code[..at].rfind(|c| !is_name(c)).map_or(0, |before| before + 1);
        let first = &code[begin..at];
        let is_inner = code[..begin].ends_with("::") || code[..begin].ends_with('$');
        if is_inner || !(["crate", "self", "super"].contains(&first) || children.contains(first)) {
            continue;
        }
        let end = code[at..].find(|c| !is_name(c) && c != ':').map_or(code.len(), |end| at + end);
        found.push(segments(&code[begin..end]));
    }
    found
}

/// One crate.
struct Crate {
    files: BTreeMap<Module, (Vec<Import>, String)>,
}

impl Crate {
    fn new(sources: Vec<Source>) -> Self {
        Self { files: sources.into_iter().map(|Source { module, code }| (module, imports(&code))).collect() }
    }

    /// The file that `path`, as it stands in `module`, leads to; `None` for other crates.
    fn file_of(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (mut at, rest) = match path.first()?.as_str() {
            "crate" => (vec![], &path[1..]),
            "self" => (module.clone(), &path[1..]),
            "super" => (module[..module.len().checked_sub(1)?].to_vec(), &path[1..]),
            _ => {
                let child: Module = [module.as_slice(), &path[..1]].concat();
                self.files.contains_key(&child).then_some((child, &path[1..]))?
            }
        };
        let mut rest = rest.iter().peekable();
        while let Some(part) = rest.peek() {
            if part.as_str() == "super" {
                at.pop();
            } else if self.files.contains_key(&[at.as_slice(), &[(*part).clone()]].concat()) {
                at.push((*part).clone());
            } else {
                break;
            }
            rest.next();
        }
        if let Some(name) = rest.next()
            && depth < 8
            && let Some(import) = self.files.get(&at)?.0.iter().find(|import| import.name == *name)
        {
            // Named here and found elsewhere: in another file, or in another crate.
            return self.file_of(&at, &import.path, depth + 1);
        }
        Some(at)
    }

    fn hangs_on(&self, module: &Module) -> BTreeSet<Module> {
        let (imports, own) = &self.files[module];
        let children = self.files.keys().filter(|of| of.len() == module.len() + 1 && of.starts_with(module));
        let children: BTreeSet<String> = children.filter_map(|child| child.last().cloned()).collect();
        let is_used = |name: &str| {
            own.match_indices(name).any(|(at, _)| {
                let (before, after) = (own[..at].chars().next_back(), own[at + name.len()..].chars().next());
                !before.is_some_and(is_name) && !after.is_some_and(is_name)
            })
        };
        let used = imports.iter().filter(|import| import.name == "_" || import.name == "*" || is_used(&import.name));
        let mut found: BTreeSet<Module> = used.filter_map(|import| self.file_of(module, &import.path, 0)).collect();
        found.extend(paths(own, &children).iter().filter_map(|path| self.file_of(module, path, 0)));
        found.remove(module);
        found
    }

    /// A circle, if there is one: the first file again at its end.
    fn circle(&self) -> Option<Vec<Module>> {
        let edges: BTreeMap<&Module, BTreeSet<Module>> =
            self.files.keys().map(|module| (module, self.hangs_on(module))).collect();
        let mut done = BTreeSet::new();
        self.files.keys().find_map(|from| walk(from, &edges, &mut vec![], &mut done))
    }
}

fn walk(
    at: &Module,
    edges: &BTreeMap<&Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    if let Some(begin) = way.iter().position(|before| before == at) {
        return Some(way[begin..].iter().chain([at]).cloned().collect());
    }
    if done.contains(at) {
        return None;
    }
    way.push(at.clone());
    let found = edges.get(at)?.iter().find_map(|next| walk(next, edges, way, done));
    way.pop();
    done.insert(at.clone());
    found
}

fn named(circle: &[Module]) -> String {
    let name = |module: &Module| if module.is_empty() { "lib".to_owned() } else { module.join("::") };
    circle.iter().map(name).collect::<Vec<_>>().join(" -> ")
}

/// The module of a file below `src`; `None` for tests and for what stands beside the crate.
fn module_of(path: &Path) -> Option<Module> {
    let mut module: Module = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match module.last().map(String::as_str) {
        Some("tests") => return None,
        Some("lib" | "main" | "mod") => _ = module.pop(),
        _ => {}
    }
    (module.first().map(String::as_str) != Some("bin")).then_some(module)
}

fn read(directory: &Path, below: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let is_binary_of_a_library = path.ends_with("main.rs") && path.with_file_name("lib.rs").exists();
        if path.is_dir() {
            read(&path, below, sources);
        } else if is_binary_of_a_library {
            // It sees the library from outside, as every other crate does.
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(module) = module_of(path.strip_prefix(below).unwrap())
        {
            sources.push(Source { module, code: stripped(&std::fs::read_to_string(&path).unwrap()) });
        }
    }
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let members = ["shared", "functions"].iter().flat_map(|group| std::fs::read_dir(root.join(group)).unwrap());
    let members = members.map(|member| member.unwrap().path());
    let others = ["local", "local/stand-in", "bench"].map(|member| root.join(member));
    let (mut looked_at, mut circles) = (0, vec![]);
    for member in members.chain(others) {
        let (mut sources, below) = (vec![], member.join("src"));
        read(&below, &below, &mut sources);
        looked_at += sources.len();
        let name = member.strip_prefix(root).unwrap().display().to_string();
        circles.extend(Crate::new(sources).circle().map(|circle| format!("{name}: {}", named(&circle))));
    }
    assert!(looked_at > 200, "only {looked_at} files were found");
    assert!(circles.is_empty(), "{circles:#?}");
}

fn of(files: &[(&str, &str)]) -> Option<String> {
    let sources =
        files.iter().map(|(path, text)| Source { module: module_of(Path::new(path)).unwrap(), code: stripped(text) });
    Crate::new(sources.collect()).circle().map(|circle| named(&circle))
}

#[test]
fn a_circle_is_found_through_re_exports_and_paths() {
    let lib = ("lib.rs", "mod item;\nmod key;\npub use item::{Item, read};\npub use key::Key;\n");
    let key = ("key.rs", "use std::fmt;\n\nuse crate::{\n    Item,\n};\n\npub struct Key(Item);\n");
    let item = ("item.rs", "pub struct Item;\n\npub fn read(key: &crate::key::Key) {}\n");
    assert_eq!(of(&[lib, key, item]).as_deref(), Some("item -> key -> item"));
    // Without the one arrow there is none: what `lib.rs` only hands on is no arrow of its own.
    assert_eq!(of(&[lib, key, ("item.rs", "pub struct Item;\n")]), None);
}

#[test]
fn a_child_that_uses_its_parent_is_a_circle_if_the_parent_uses_it() {
    let child = ("ranking/build.rs", "use super::LAG;\n\npub fn build() -> u8 {\n    LAG\n}\n");
    let parent = |rest| format!("mod build;\n\npub const LAG: u8 = 5;\n{rest}");
    let of = |rest| of(&[("lib.rs", "mod ranking;\n"), ("ranking/mod.rs", &parent(rest)), child]);
    assert_eq!(
        of("pub fn page() {\n    build::build();\n}\n").as_deref(),
        Some("ranking -> ranking::build -> ranking")
    );
    assert_eq!(of("pub use build::build;\n"), None);
    assert_eq!(
        of("use build::build;\n\npub fn page() {\n    build();\n}\n").as_deref(),
        Some("ranking -> ranking::build -> ranking")
    );
    assert_eq!(of("// build::build\n\n#[cfg(test)]\nmod tests {\n    use super::build::build;\n}\n"), None);
}
