//! Question: which release profile? Builds `viewer`, the largest function, by each candidate: minutes of work,
//! so only where it is asked for.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use harness::World;
use tokio::process::Command;

use crate::Failed;
use crate::init::{environment, event, people, setup};
use crate::process::repository;
use crate::report::{Report, millis, percentile};
use crate::subject::{self, FIGURES, STARTS, Subject};

/// The function, and what it answers.
const FUNCTION: (&str, &str) = ("viewer", "get_stream.guest");

/// A candidate, by cargo's own words.
struct Profile {
    opt_level: &'static str,
    lto: &'static str,
    panic: &'static str,
    strip: &'static str,
}

/// The one of `Cargo.toml` first; then one thing is another at a time.
const PROFILES: [Profile; 7] = [
    Profile { opt_level: "s", lto: "fat", panic: "unwind", strip: "symbols" },
    Profile { opt_level: "z", lto: "fat", panic: "unwind", strip: "symbols" },
    Profile { opt_level: "2", lto: "fat", panic: "unwind", strip: "symbols" },
    Profile { opt_level: "3", lto: "fat", panic: "unwind", strip: "symbols" },
    Profile { opt_level: "s", lto: "thin", panic: "unwind", strip: "symbols" },
    Profile { opt_level: "s", lto: "fat", panic: "abort", strip: "symbols" },
    Profile { opt_level: "s", lto: "fat", panic: "unwind", strip: "none" },
];

impl Profile {
    fn name(&self) -> String {
        let Self { opt_level, lto, panic, strip } = self;
        format!("opt-level {opt_level}, {lto} LTO, {panic}, strip {strip}")
    }

    /// Builds the function, with a build directory of its own; tells where it is and how long it took.
    async fn build(&self) -> Result<(PathBuf, Duration), Failed> {
        let Self { opt_level, lto, panic, strip } = self;
        let target = repository().join(format!("target/profiles/{opt_level}-{lto}-{panic}-{strip}"));
        let begun = Instant::now();
        let built = Command::new("cargo")
            .args(["build", "--quiet", "--release", "--locked", "--package", FUNCTION.0, "--target-dir"])
            .arg(&target)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", lto)
            .env("CARGO_PROFILE_RELEASE_PANIC", panic)
            .env("CARGO_PROFILE_RELEASE_STRIP", strip)
            .current_dir(repository())
            .status()
            .await?;
        let took = begun.elapsed();
        if !built.success() {
            return Err(format!("{}: not built", self.name()).into());
        }
        Ok((target.join("release").join(FUNCTION.0), took))
    }
}

/// Builds and measures the candidates.
///
/// # Errors
/// One that cannot be built, or fails.
pub async fn measure(report: &mut Report) -> Result<(), Failed> {
    let mut builds = vec![];
    let mut subjects = vec![];
    for profile in PROFILES {
        let (file, took) = profile.build().await?;
        builds.push(took);
        subjects.push(Subject::new(profile.name(), file, Some(event(FUNCTION.1)?)));
    }
    let setup = setup();
    let world = World::with(setup.clone()).await;
    people(&world).await;
    subject::start_in_turns(&mut subjects, &environment(&world, &setup)).await?;
    report.heading("Release profile");
    report.line(&format!(
        "`{}` built by each profile, with everything that it is made of; codegen-units 1. Medians of {STARTS} starts in \
         turns; the event is `{}`.",
        FUNCTION.0, FUNCTION.1
    ));
    report.columns(&[&["profile", "build s", "init ms"], &FIGURES[..]].concat());
    for (subject, build) in subjects.iter_mut().zip(builds) {
        let init = millis(percentile(&mut subject.inits, 50));
        let mut row = vec![subject.name.clone(), build.as_secs().to_string(), init];
        row.extend(subject.figures().await?);
        report.row(&row);
    }
    Ok(())
}
