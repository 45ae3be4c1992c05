//! A recording as ffmpeg plays it, beside what the rig's encoder pushed.

use std::path::{Path, PathBuf};
use std::process::Command;

use runtime::{Clock, Random};

use crate::World;

/// The picture that `tests/rig/media/push.sh` sends.
const PICTURE: &str = "testsrc2=size=320x180:rate=15";

/// What ffmpeg makes of a playlist and its segments.
#[derive(Debug)]
pub struct Film {
    /// What ffmpeg complained of, playing all of it.
    pub complaints: String,
    /// From the first picture to the end of the last, in seconds, by their own times.
    pub seconds: f64,
    /// How many pictures there are.
    pub pictures: usize,
    /// How like the first one is to the encoder's, from 0 to 1.
    pub likeness: f64,
    /// The height of the tone, in hertz.
    pub hertz: f64,
}

/// A directory that goes with it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is a folder in the machine's own place for such.
        _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Film {
    /// Plays a playlist of the world's bucket: `place` is its key, its segments lie beside it or below.
    ///
    /// # Panics
    /// When it is not there, or without ffmpeg.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub async fn of(world: &World, place: &str) -> Self {
        let (below, name) = place.rsplit_once('/').expect("a place with a folder");
        let id = Random::system().id(Clock::system().now());
        let folder = Folder(std::env::temp_dir().join(format!("onair-film-{id}")));
        for object in world.objects().list_all(&format!("{below}/")).await.expect("the bucket") {
            let path = folder.0.join(object.key.strip_prefix(below).unwrap_or_default().trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let body = world.objects().get(&object.key).await.expect("the bucket").expect("an object that was listed");
            std::fs::write(path, body).expect("a file");
        }
        let playlist = folder.0.join(name);
        let film = tokio::task::spawn_blocking(move || Self::play(&playlist)).await.expect("ffmpeg");
        drop(folder);
        film
    }

    fn play(playlist: &Path) -> Self {
        let input = playlist.display().to_string();
        let (_, complaints) = run("ffmpeg", &["-nostdin", "-v", "error", "-i", &input, "-map", "0", "-f", "null", "-"]);
        let entries = ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0"];
        let (packets, _) = run("ffprobe", &[&entries[..], &[&input]].concat());
        let mut times: Vec<f64> = packets.lines().filter_map(|line| line.trim_matches(',').parse().ok()).collect();
        times.sort_by(f64::total_cmp);
        let span = times.last().zip(times.first()).map_or(0.0, |(last, first)| last - first);
        let pictures = times.len();
        // The last one is shown as long as the others are.
        let seconds = if pictures > 1 { span * pictures as f64 / (pictures - 1) as f64 } else { 0.0 };
        let graph = "[0:v]scale=320:180[film];[film][1:v]ssim";
        let options = ["-nostdin", "-i", &input, "-f", "lavfi", "-i", PICTURE, "-lavfi", graph, "-frames:v", "1"];
        let (_, compared) = run("ffmpeg", &[&options[..], &["-f", "null", "-"]].concat());
        let filter = "astats=measure_overall=none";
        let (_, heard) =
            run("ffmpeg", &["-nostdin", "-i", &input, "-vn", "-ar", "48000", "-af", filter, "-f", "null", "-"]);
        Self {
            complaints,
            seconds,
            pictures,
            likeness: after(&compared, " All:"),
            // The tone crosses zero twice in each of its waves.
            hertz: after(&heard, "Zero crossings rate: ") * 48_000.0 / 2.0,
        }
    }
}

/// What a program said on both of its outputs.
#[expect(clippy::expect_used, reason = "a test's own helper")]
fn run(program: &str, arguments: &[&str]) -> (String, String) {
    let output = Command::new(program).args(arguments).output().expect("ffmpeg, which the rig installs");
    let text = |of: &[u8]| String::from_utf8_lossy(of).trim().to_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The number after a label; 0 where there is none.
fn after(text: &str, label: &str) -> f64 {
    let rest = text.split_once(label).map_or("", |(_, rest)| rest);
    rest.split([' ', '\n']).next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
