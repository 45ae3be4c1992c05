//! What `cargo dev` goes by: the environment, then `.env`, then defaults for development.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use runtime::config::{self, Config, Credentials, JwtConfig, MediaConfig, Secret};

use crate::trouble::{Context as _, Trouble};

/// Port of the gateway unless `--port` or `PORT` says otherwise.
pub const DEFAULT_PORT: u16 = 3000;

/// Defaults for what a deployed function must be told. None is a secret: all stand in the source, and
/// nothing but a process on this machine's loopback goes by them, unless `--listen` lets others in.
const DEVELOPMENT: [(&str, &str); 6] = [
    ("LIVEKIT_API_KEY", "devkey"),
    ("LIVEKIT_API_SECRET", "onair-development-secret-for-livekit"),
    ("JWT_SECRET", "onair-development-secret-for-bearer-tokens"),
    ("RECORDINGS_URL_KEYS", "onair-development-key-for-addresses-of-recordings"),
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
];

/// The bucket of recordings unless `RECORDINGS_BUCKET` says otherwise.
const DEVELOPMENT_BUCKET: &str = "onair-recordings";

/// Origins that the gateway lets in unless `ALLOWED_ORIGINS` says otherwise: where the development
/// servers of frontends listen.
const DEVELOPMENT_ORIGINS: &str = "http://localhost:3000,http://localhost:3001,http://localhost:4200,\
    http://localhost:5173,http://localhost:8080,http://127.0.0.1:3000,http://127.0.0.1:5173";

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

/// The variables.
pub struct Settings(Box<Lookup>);

impl Settings {
    /// The process's environment, and under it the `.env` of the working directory or the nearest
    /// directory above it. Nothing of the file gets into the process's environment.
    ///
    /// # Errors
    /// A `.env` that is there, and cannot be read or understood.
    pub fn read() -> Result<Self, Trouble> {
        let directory = std::env::current_dir().context("the working directory")?;
        let file = match directory.ancestors().map(|above| above.join(".env")).find(|path| path.exists()) {
            Some(path) => read_file(&path)?,
            None => HashMap::new(),
        };
        Ok(Self(Box::new(move |name| config::variable(name).or_else(|| file.get(name).cloned()))))
    }

    /// A variable as it is set; an empty one counts as not set.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<String> {
        self.0(name).filter(|value| !value.trim().is_empty())
    }

    /// A variable, or its default for development.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let default = || DEVELOPMENT.into_iter().find(|(of, _)| *of == name).map(|(_, value)| value.to_owned());
        self.given(name).or_else(default)
    }

    /// The gateway's port: the flag, else `PORT`, else [`DEFAULT_PORT`].
    ///
    /// # Errors
    /// A `PORT` that is none.
    pub fn port(&self, flag: Option<u16>) -> Result<u16, Trouble> {
        match (flag, self.given("PORT")) {
            (Some(port), _) => Ok(port),
            (None, Some(port)) => {
                port.trim().parse().map_err(|_| Trouble::new("PORT is not usable: it is not a port number"))
            }
            (None, None) => Ok(DEFAULT_PORT),
        }
    }

    /// Origins of frontends that may call: `ALLOWED_ORIGINS`, separated by commas.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        let given = self.given("ALLOWED_ORIGINS").unwrap_or_else(|| DEVELOPMENT_ORIGINS.to_owned());
        given.split(',').map(|origin| origin.trim().trim_end_matches('/').to_owned()).collect()
    }

    /// How bearer tokens are checked.
    ///
    /// # Errors
    /// A variable that cannot be used.
    pub fn jwt(&self) -> Result<JwtConfig, Trouble> {
        // The addresses are of no matter to a token.
        let lookup = |name: &str| match name {
            "LIVEKIT_URL" => Some("http://localhost".to_owned()),
            "SECRET_ARN" => None,
            _ => self.get(name),
        };
        Config::from_lookup(lookup).map(|config| config.jwt).map_err(Trouble::new)
    }

    /// The keys of the embedded engines.
    ///
    /// # Errors
    /// A variable that cannot be used.
    pub fn keys(&self) -> Result<Credentials, Trouble> {
        let config = self.config("http://localhost", "http://localhost", None)?;
        Ok(config.table.credentials)
    }

    /// The bucket of recordings: `RECORDINGS_BUCKET`, else one for development, unless a real LiveKit would have to be able to
    /// upload to it.
    #[must_use]
    pub fn bucket(&self) -> Option<String> {
        let default = || self.given("LIVEKIT_URL").is_none().then(|| DEVELOPMENT_BUCKET.to_owned());
        self.given("RECORDINGS_BUCKET").or_else(default)
    }

    /// Where the gateway at `api` plays the CDN's part, unless `RECORDINGS_URL` names another.
    #[must_use]
    pub fn media(&self, api: &str) -> MediaConfig {
        let keys = self.get("RECORDINGS_URL_KEYS").unwrap_or_default();
        MediaConfig {
            url: self.given("RECORDINGS_URL").unwrap_or_else(|| api.to_owned()),
            keys: keys.split(' ').filter_map(Secret::new).collect(),
        }
    }

    /// The functions' configuration, with LiveKit, DynamoDB and S3 at the given addresses. Secrets Manager
    /// has no part in it: what runs here runs by the environment.
    ///
    /// # Errors
    /// A variable that cannot be used; one that a real LiveKit needs and is not set.
    pub fn config(&self, livekit_url: &str, dynamodb: &str, s3: Option<&str>) -> Result<Config, Trouble> {
        if self.given("LIVEKIT_URL").is_some() {
            for name in ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"] {
                self.given(name).ok_or_else(|| Trouble::new(format_args!("{name} is not set, and LIVEKIT_URL is")))?;
            }
        }
        let lookup = |name: &str| match name {
            "LIVEKIT_URL" => Some(livekit_url.to_owned()),
            "AWS_ENDPOINT_URL_DYNAMODB" => Some(dynamodb.to_owned()),
            "AWS_ENDPOINT_URL_S3" => s3.map(str::to_owned),
            "RECORDINGS_BUCKET" => self.bucket(),
            "SECRET_ARN" => None,
            _ => self.get(name),
        };
        Config::from_lookup(lookup).map_err(Trouble::new)
    }
}

fn read_file(path: &Path) -> Result<HashMap<String, String>, Trouble> {
    let shown = path.display();
    let unreadable = |error: &io::Error| Trouble::new(format_args!("{shown} cannot be read: {error}"));
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    // The parser's own error shows what it stumbled over, and that may be a secret: the line's number
    // has to do.
    let malformed = |error: dotenvy::Error| match error {
        dotenvy::Error::LineParse(rest, _) => {
            let rest = rest.lines().next().unwrap_or_default().trim();
            let line = text.lines().position(|line| !rest.is_empty() && line.contains(rest));
            let place = line.map_or_else(String::new, |index| format!(": line {}", index + 1));
            Trouble::new(format_args!("{shown} cannot be understood{place}"))
        }
        dotenvy::Error::Io(error) => unreadable(&error),
        _ => Trouble::new(format_args!("{shown} cannot be understood")),
    };
    dotenvy::from_read_iter(text.as_bytes()).collect::<Result<_, _>>().map_err(malformed)
}

#[cfg(test)]
mod tests {
    use saphyr::{LoadableYamlNode as _, YamlOwned};

    use super::*;

    fn settings(pairs: &[(&'static str, &'static str)]) -> Settings {
        let pairs: HashMap<_, _> = pairs.iter().copied().collect();
        Settings(Box::new(move |name| pairs.get(name).map(|value| (*value).to_owned())))
    }

    fn file(text: &str) -> Result<HashMap<String, String>, Trouble> {
        let path = std::env::temp_dir()
            .join(format!("onair-env-{}", runtime::Random::system().id(runtime::Clock::system().now())));
        std::fs::write(&path, text).unwrap();
        let read = read_file(&path);
        std::fs::remove_file(&path).unwrap();
        read
    }

    #[test]
    fn development_needs_nothing_set() {
        let s3 = Some("http://127.0.0.1:9000");
        let config = settings(&[]).config("http://127.0.0.1:7880", "http://127.0.0.1:8000", s3).unwrap();
        let recordings = config.recordings.as_ref().unwrap();
        assert_eq!((recordings.bucket.as_str(), recordings.endpoint.as_deref()), (DEVELOPMENT_BUCKET, s3));
        assert_eq!(config.livekit_ws_url(), "ws://127.0.0.1:7880");
        assert_eq!(config.table.endpoint.as_deref(), Some("http://127.0.0.1:8000"));
        let secret = settings(&[]).get("LIVEKIT_API_SECRET").unwrap();
        assert!(secret.len() >= 32, "livekit-server refuses shorter ones");
    }

    /// What it cannot upload to, it is not asked to upload to.
    #[test]
    fn a_real_livekit_records_where_it_is_told_to_alone() {
        let real = ("LIVEKIT_URL", "wss://a.b");
        assert_eq!(settings(&[real]).bucket(), None);
        assert_eq!(settings(&[real, ("RECORDINGS_BUCKET", "ours")]).bucket().as_deref(), Some("ours"));
    }

    #[test]
    fn a_real_livekit_needs_its_own_key() {
        let settings = settings(&[("LIVEKIT_URL", "wss://a.b"), ("LIVEKIT_API_KEY", "key")]);
        let trouble = settings.config("wss://a.b", "http://127.0.0.1:8000", None).unwrap_err();
        assert_eq!(trouble.to_string(), "LIVEKIT_API_SECRET is not set, and LIVEKIT_URL is");
    }

    /// `local/livekit.compose.yaml` is not run by CI: at least it can be read, and says what is said here.
    #[test]
    fn the_compose_file_goes_by_the_same_key() {
        let parsed = |text: &str| YamlOwned::load_from_str(text).unwrap().remove(0);
        let at = |yaml: &YamlOwned, path: &[&str]| {
            let found = path.iter().try_fold(yaml, |node, name| node.as_mapping_get(name));
            found.unwrap_or_else(|| panic!("{path:?} is missing")).clone()
        };
        let text = |yaml: &YamlOwned, path: &[&str]| at(yaml, path).as_str().unwrap_or_default().to_owned();
        let [key, secret] = ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"].map(|name| settings(&[]).get(name).unwrap());
        let file = parsed(include_str!("../livekit.compose.yaml"));
        for service in ["redis", "livekit", "ingress", "egress"] {
            assert_eq!(text(&file, &["services", service, "network_mode"]), "host");
            let image = text(&file, &["services", service, "image"]);
            assert!(image.split_once(':').is_some_and(|(_, tag)| tag != "latest"), "{image} is not pinned");
        }
        let config = |service, name| parsed(&text(&file, &["services", service, "environment", name]));
        let server = config("livekit", "LIVEKIT_CONFIG");
        assert_eq!(text(&server, &["keys", &key]), secret);
        assert_eq!(text(&server, &["webhook", "api_key"]), key);
        let webhook =
            at(&server, &["webhook", "urls"]).as_sequence_get(0).and_then(YamlOwned::as_str).unwrap().to_owned();
        assert_eq!(webhook, format!("http://127.0.0.1:{DEFAULT_PORT}/api/webhook/livekit"));
        let (url, redis) = ("ws://127.0.0.1:7880", "127.0.0.1:6379");
        for (service, name) in [("ingress", "INGRESS_CONFIG_BODY"), ("egress", "EGRESS_CONFIG_BODY")] {
            let worker = config(service, name);
            assert_eq!(["api_key", "api_secret", "ws_url"].map(|name| text(&worker, &[name])), [&*key, &secret, url]);
            assert_eq!(text(&worker, &["redis", "address"]), redis);
        }
        assert_eq!(text(&server, &["redis", "address"]), redis);
    }

    #[test]
    fn the_flag_goes_before_the_variable() {
        assert_eq!(settings(&[]).port(None).unwrap(), 3000);
        assert_eq!(settings(&[("PORT", "4000")]).port(None).unwrap(), 4000);
        assert_eq!(settings(&[("PORT", "4000")]).port(Some(5000)).unwrap(), 5000);
        assert!(settings(&[("PORT", "http")]).port(None).is_err());
    }

    #[test]
    fn a_file_is_read_with_quotes_and_comments() {
        let read = file("# dev\nA=1\nexport B=\"two words\"\n\nC='#3'\n").unwrap();
        assert_eq!((read["A"].as_str(), read["B"].as_str(), read["C"].as_str()), ("1", "two words", "#3"));
    }

    #[test]
    fn a_malformed_line_is_named_and_not_shown() {
        for text in ["A=1\nJWT_SECRET=geheim nis\n", "A=1\nJWT_SECRET=\"geheim\nB=2\n", "A=1\ngeheim\n"] {
            let line = file(text).unwrap_err().to_string();
            assert!(line.ends_with("cannot be understood: line 2"), "{line}");
            assert!(!line.contains("geheim"), "{line}");
        }
    }
}
