//! A table as a file that a spreadsheet opens (RFC 4180).

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// A table, row after row.
pub struct Csv {
    file: String,
    text: String,
}

/// What stands in a cell.
pub enum Cell {
    /// A number, as it is: one below zero is a number to a spreadsheet as well.
    Number(i64),
    /// A text. One that a spreadsheet could take for a formula gets an apostrophe before it.
    Text(String),
}

impl Cell {
    /// A number that cannot be below zero.
    pub fn count(number: impl TryInto<i64>) -> Self {
        Self::Number(number.try_into().unwrap_or(i64::MAX))
    }

    /// A text.
    pub fn text(text: &impl ToString) -> Self {
        Self::Text(text.to_string())
    }
}

impl Csv {
    /// A table with these columns, called `file` when it is kept.
    pub fn new(file: impl Into<String>, columns: &[&str]) -> Self {
        let mut csv = Self { file: file.into(), text: String::new() };
        csv.row(columns.iter().map(Cell::text));
        csv
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            match cell {
                Cell::Number(number) => self.text.push_str(&number.to_string()),
                Cell::Text(text) => self.text.push_str(&quoted(&defused(text))),
            }
        }
        self.text.push_str("\r\n");
    }
}

/// A cell that begins like a formula would be computed: by whoever opens the file, with what others wrote.
fn defused(text: String) -> String {
    // Spaces before it are passed over by some, and a tab or a line break begins a cell anew for others.
    let is_formula =
        text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

impl IntoResponse for Csv {
    fn into_response(self) -> Response {
        let attachment = format!("attachment; filename=\"{}\"", self.file);
        // The names are ours: dates and letters.
        let attachment = HeaderValue::from_str(&attachment).unwrap_or(HeaderValue::from_static("attachment"));
        let kind = HeaderValue::from_static("text/csv; charset=utf-8");
        ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, attachment)], self.text).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: Vec<Cell>) -> String {
        let mut csv = Csv { file: String::new(), text: String::new() };
        csv.row(cells);
        csv.text
    }

    #[test]
    fn cells_are_quoted_as_the_rfc_has_it() {
        let cells =
            vec![Cell::text(&"a"), Cell::text(&"b,c"), Cell::text(&"d\"e"), Cell::text(&"f\r\ng"), Cell::count(7_u32)];
        assert_eq!(line(cells), "a,\"b,c\",\"d\"\"e\",\"f\r\ng\",7\r\n");
        assert_eq!(line(vec![Cell::Number(-3), Cell::count(u64::MAX)]), format!("-3,{}\r\n", i64::MAX));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "=HYPERLINK(\"http://x\",\"y\")"]
        {
            let written = line(vec![Cell::text(&text)]);
            let bare = written.trim_start_matches('"');
            assert!(bare.starts_with('\''), "{written}");
        }
        for text in ["", "a=1", "1-2", "2026-11-29", "'=1", "😀"] {
            assert_eq!(line(vec![Cell::text(&text)]), format!("{text}\r\n"));
        }
    }
}
