//! Question: what does it cost? `docs/COST.md`, from the measured tables and list prices.

mod bill;
mod prices;
mod scenes;

use std::fmt::Write as _;

use bill::{Assumed, Bill, PARTS, Route};
use scenes::{LARGE, LIVE, Line, Routes, STORED_BYTES, USERS, VIEWERS_EACH};

use crate::Failed;
use crate::process::repository;
use crate::report::{rows, sections};

/// Hours of a month.
const HOURS: f64 = 730.0;
/// Samples of 90 days of 10,000 rooms: 144 items a day of half a kB, in GB.
const SAMPLES_GB: f64 = 65.0;
/// Viewers of a broadcast.
const AUDIENCES: [f64; 3] = [100.0, 10_000.0, 100_000.0];
/// Bytes that the gateway logs of a call, by the format of its access log; Lambda logs nothing of one that goes well
/// (`tests/it/log_bytes.rs`).
const LOGGED_BY_AWS: f64 = 160.0;
/// With `LogDetail` full: Lambda's start and report, and the gateway's long line.
const LOGGED_IN_FULL: f64 = 1_200.0;
/// What a function logs of a call, where it was not measured.
const LOGGED_BY_US: f64 = 500.0;

/// What a message and a recording cost, worked out by hand.
const BY_HAND: &str = include_str!("by_hand.md");

/// Writes `docs/COST.md` from what `RESULTS.md` tells.
///
/// # Errors
/// The routes were not measured, or the file cannot be written.
pub fn write(results: &str) -> Result<(), Failed> {
    let (routes, logged) = measured(results);
    let assumed = assumed(logged);
    let page = page(&routes, &assumed)?;
    print!("{page}");
    Ok(std::fs::write(repository().join("docs/COST.md"), page)?)
}

/// The routes, and the most that a function logs of a call.
fn measured(results: &str) -> (Routes, Option<f64>) {
    let sections = sections(results);
    let section =
        |heading: &str| sections.iter().find(|(known, _)| known == heading).map_or("", |(_, text)| text.as_str());
    let number = |cells: &[&str], at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok());
    let route = |cells: Vec<&str>| {
        let (trips, read, write) = (number(&cells, 1)?, number(&cells, 3)?, number(&cells, 4)?);
        Some(Route { name: (*cells.first()?).to_owned(), trips, read, write })
    };
    let routes = rows(section("Cost of every route")).filter_map(route).collect();
    let logged = rows(section("Start and memory of a function")).filter_map(|cells| number(&cells, 10));
    (Routes(routes), logged.max_by(f64::total_cmp))
}

fn assumed(logged: Option<f64>) -> Assumed {
    Assumed {
        memory_mb: 256.0,
        gb_second: prices::ARM_SECOND.dollars,
        trip_millis: 5.0,
        own_millis: 3.0,
        livekit_millis: 100.0,
        log_bytes: LOGGED_BY_AWS + logged.unwrap_or(LOGGED_BY_US),
        answer_bytes: 1_500.0,
        edge_secs: Some(3.0),
        poll_secs: 30.0,
    }
}

fn page(routes: &Routes, assumed: &Assumed) -> Result<String, Failed> {
    let no_cdn = Assumed { edge_secs: None, ..*assumed };
    let mut page = String::from(
        "# What it costs\n\nMade by `cargo measure cost`, of the units and trips in \
         [bench/RESULTS.md](../bench/RESULTS.md) and the list prices below. LiveKit, which carries the video, is paid \
         apart, and is most of what a platform pays.\n",
    );
    assumptions(&mut page, assumed)?;
    page.push_str(
        "\n## A million calls of each route\n\nDollars, without a CDN. Measured units and trips, assumed times.\n",
    );
    head(&mut page, &["route"], &[PARTS.as_slice(), &["total"]].concat())?;
    for route in &routes.0 {
        let bill = no_cdn.uncached(route).times(1e6);
        row(&mut page, &route.name, bill)?;
    }
    page.push('\n');
    page.push_str(BY_HAND);
    page.push_str(
        "\n## An hour of a broadcast\n\nSimulated. Everybody comes, stays the hour and leaves; half are signed in; \
         each player asks for the stream (`GET /api/viewer/stream/:username`) each 30 s, as a guest. 100,000 of them are \
         3,333 requests a second, over the template's throttle (`ThrottlingRate`, 2,000): without a CDN it has to be \
         raised, and Lambda's concurrency with it.\n",
    );
    head(&mut page, &["viewers", "CDN"], &["joins", "polls", "counts", "start and end", "total", "dominant"])?;
    for viewers in AUDIENCES {
        for (cdn, assumed) in [("none", &no_cdn), ("3 s", assumed)] {
            lines(&mut page, &format!("{viewers} | {cdn}"), &scenes::broadcast(assumed, routes, viewers)?)?;
        }
    }
    platform(&mut page, routes, assumed)?;
    Ok(page)
}

fn assumptions(page: &mut String, assumed: &Assumed) -> Result<(), Failed> {
    writeln!(
        page,
        "\n## Assumptions\n\n\
         - A function has {} MB (the template's) on arm64, works {} ms of its own and waits {} ms for each sequential \
         round trip to the table; creating a key waits {} ms more, for LiveKit. Cold starts are too few to count.\n\
         - A call logs {} bytes: the function's lines as measured and the gateway's, `LogDetail` being short.\n\
         - An answer has {} bytes with its headers.\n\
         - A write wakes `project` once; in truth a batch holds up to 100 records.\n\
         - A CDN keeps guests' answers as `s-maxage` says ({} s for a stream and the live list) in one place: with its \
         regional caches apart, each lets as many past. The template's own (`Web`, off by \
         default) does so, without an origin shield. It also costs a secret (0.40 a month) and two functions, one run a \
         request (0.10 a million); its first TB and 10 million requests a month are free.\n\
         - No free tier, no discount, no traces, no alarms; taxes apart.\n\n\
         | price | dollars | each | page |\n| --- | --- | --- | --- |",
        assumed.memory_mb,
        assumed.own_millis,
        assumed.trip_millis,
        assumed.livekit_millis,
        assumed.log_bytes,
        assumed.answer_bytes,
        assumed.edge_secs.unwrap_or_default(),
    )?;
    for price in prices::ALL {
        writeln!(page, "| {} | {} | {} | <{}> |", price.what, price.dollars, price.each, price.page)?;
    }
    Ok(())
}

/// A month of the whole platform, and what each lever would change.
fn platform(page: &mut String, routes: &Routes, assumed: &Assumed) -> Result<(), Failed> {
    let month = |assumed: &Assumed| -> Result<Bill, Failed> {
        let hour: Bill = scenes::platform(assumed, routes)?.into_iter().map(|(_, bill)| bill).sum();
        Ok(hour.times(HOURS))
    };
    let now = month(assumed)?;
    writeln!(
        page,
        "\n## A month of a million users\n\nSimulated: {USERS} users, {LIVE} live at any time with {VIEWERS_EACH} \
         viewers each, who stay half an hour and look at the live list every ten minutes; each user signs in, \
         searches and follows once a day and looks at two creators; a broadcast lasts two hours; {LARGE} rooms are of \
         over 60. Figures are what is beside the counts, of which one unit in three was the peak's before there were figures \
         (refused mostly, and charged all the same); their samples, kept for 90 days, are some {SAMPLES_GB} GB more. With \
         the CDN."
    )?;
    head(page, &["what"], &[PARTS.as_slice(), &["total"]].concat())?;
    for (what, bill) in scenes::platform(assumed, routes)? {
        row(page, what, bill.times(HOURS))?;
    }
    row(page, "all", now)?;
    let stored = USERS * STORED_BYTES / f64::from(1 << 30);
    writeln!(
        page,
        "\nBeside it, {stored:.1} GB stored for {:.2} dollars, backups included, and a secret for {:.2}. Dominant: {} \
         ({:.0} %).\n\n### Levers\n\nEach alone.",
        stored * (prices::STORAGE.dollars + prices::BACKUP.dollars),
        prices::SECRET.dollars,
        now.dominant().0,
        now.dominant().1,
    )?;
    head(page, &["lever"], &["a month", "saves, %"])?;
    let levers = [
        ("no CDN", Assumed { edge_secs: None, ..*assumed }),
        ("the CDN keeps answers 10 s, not 3", Assumed { edge_secs: Some(10.0), ..*assumed }),
        ("the CDN keeps answers 30 s", Assumed { edge_secs: Some(30.0), ..*assumed }),
        ("players ask each 60 s, not 30", Assumed { poll_secs: 60.0, ..*assumed }),
        ("128 MB, if times stay", Assumed { memory_mb: 128.0, ..*assumed }),
        ("512 MB, if times stay", Assumed { memory_mb: 512.0, ..*assumed }),
        ("x86_64, not arm64", Assumed { gb_second: prices::X86_SECOND.dollars, ..*assumed }),
        ("`LogDetail` full", Assumed { log_bytes: assumed.log_bytes - LOGGED_BY_AWS + LOGGED_IN_FULL, ..*assumed }),
    ];
    for (lever, changed) in levers {
        let total = month(&changed)?.total();
        writeln!(page, "| {lever} | {total:.0} | {:.1} |", 100.0 * (1.0 - total / now.total()))?;
    }
    Ok(())
}

fn head(page: &mut String, first: &[&str], columns: &[&str]) -> std::fmt::Result {
    let names = [first, columns].concat();
    writeln!(page, "\n| {} |\n|{}", names.join(" | "), " --- |".repeat(names.len()))
}

fn row(page: &mut String, what: &str, bill: Bill) -> std::fmt::Result {
    let parts: Vec<String> = bill.0.iter().map(|dollars| format!("{dollars:.2}")).collect();
    writeln!(page, "| {what} | {} | {:.2} |", parts.join(" | "), bill.total())
}

/// What goes on beside each other, the sum, and what is most of it.
fn lines(page: &mut String, what: &str, lines: &[Line]) -> std::fmt::Result {
    let all: Bill = lines.iter().map(|(_, bill)| *bill).sum();
    let parts: Vec<String> = lines.iter().map(|(_, bill)| format!("{:.4}", bill.total())).collect();
    let (part, share) = all.dominant();
    writeln!(page, "| {what} | {} | {:.4} | {part}, {share:.0} % |", parts.join(" | "), all.total())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_made_of_what_is_written_down() {
        let results = crate::report::written();
        let (routes, logged) = measured(&results);
        assert!(routes.0.len() > 50);
        let token = routes.get("create_token").unwrap();
        assert_eq!((token.trips, token.read, token.write), (1.0, 7.0, 0.0));
        let page = page(&routes, &assumed(logged)).unwrap();
        // Each scene's routes are there, and nothing is priced at no number.
        assert!(page.contains("### Levers") && !page.contains("NaN") && !page.contains(" inf"), "{page}");
    }

    #[test]
    fn more_viewers_cost_more_and_a_cdn_takes_the_polls_off_the_table() {
        let (routes, logged) = measured(&crate::report::written());
        let assumed = assumed(logged);
        let bare = Assumed { edge_secs: None, ..assumed };
        let sum = |assumed: &Assumed, viewers| -> Bill {
            scenes::broadcast(assumed, &routes, viewers).unwrap().into_iter().map(|(_, bill)| bill).sum()
        };
        assert!(sum(&bare, 100.0).total() < sum(&bare, 10_000.0).total());
        let reads = |bill: Bill| bill.0[3];
        assert!(reads(sum(&assumed, 10_000.0)) < reads(sum(&bare, 10_000.0)) / 10.0);
    }
}
