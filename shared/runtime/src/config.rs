//! The only place that reads the environment.

pub use crate::config_error::ConfigError;
pub use crate::secret::{Secret, SecretValues, UploadKeys};

/// Where LiveKit's key and secret and the JWT secret come from.
#[derive(Debug, Clone)]
pub enum SecretsFrom {
    /// The environment (development and tests).
    Environment(SecretValues),
    /// One Secrets Manager secret, by its ARN; a JSON object with the names of [`SecretValues`].
    SecretsManager {
        /// The secret's ARN.
        arn: String,
    },
}

/// How bearer tokens are checked, beside the shared secret.
#[derive(Debug, Clone, Default)]
pub struct JwtConfig {
    /// `JWT_JWKS_URL`: keys for RS256, ES256 and EdDSA.
    pub jwks_url: Option<String>,
    /// `JWT_ISSUER`: checked when set.
    pub issuer: Option<String>,
    /// `JWT_AUDIENCE`, parted by commas: one of them is the token's; any where there are none.
    pub audiences: Vec<String>,
    /// `ADMIN_CLAIM`, default `role`: a claim's name, or the way to one (`realm_access.roles`).
    pub admin_claim: String,
    /// `ADMIN_VALUE`, default `admin`.
    pub admin_value: String,
}

/// What a deployment says of all chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatConfig {
    /// `DIRECT_CHAT`: whether viewers may write into a room past the API, where its host never said; default `true`.
    pub is_direct_allowed: bool,
    /// `CHAT_HISTORY_HOURS`: how long messages are kept, 1 to 168; default 24.
    pub history_hours: i64,
    /// `CHAT_SHOWN_PER_SECOND`: messages that a busy room is shown, 4 to 240; default 100.
    pub shown_per_second: usize,
    /// `CHAT_SENDS_PER_MINUTE`: packets a minute over all rooms, 61 and more; default 0: as many as there are.
    pub sends_per_minute: u32,
}

/// Where DynamoDB is and which tables are ours.
#[derive(Debug, Clone)]
pub struct TableConfig {
    /// `TABLE_NAME`.
    pub name: String,
    /// `CHAT_TABLE_NAME`: the table of chats; by default the other's name with `-chat` behind it.
    pub chat: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB`: another engine than the region's.
    pub endpoint: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`: Lambda sets them for the
    /// function's role and starts a new process before they expire.
    pub credentials: Credentials,
}

/// AWS credentials.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Public half.
    pub access_key_id: String,
    /// Secret half.
    pub secret_access_key: Secret,
    /// Of temporary credentials.
    pub session_token: Option<Secret>,
}

/// Where recordings go, in a deployment that records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recordings {
    /// `RECORDINGS_BUCKET`.
    pub bucket: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_S3`: another engine than the region's.
    pub endpoint: Option<String>,
    /// `RECORDINGS_RETENTION_DAYS`: how long a video stays unless it is kept, 1 to 3,650; default 14.
    pub retention_days: u32,
}

/// Where viewers find recordings.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// `RECORDINGS_URL`: the CDN, or the gateway of `cargo dev`; without a slash at its end.
    pub url: String,
    /// `RECORDINGS_URL_KEYS`, parted by spaces: the first signs addresses, any of them is taken. None in functions that hand
    /// out no address but of what anybody may see.
    pub keys: Vec<Secret>,
}

/// The configuration of a function.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table.
    pub table: TableConfig,
    /// `LIVEKIT_URL`, in its http or https form.
    pub livekit_url: String,
    /// `INGRESS_PRESET`: LiveKit's name of the RTMP video encoding preset.
    pub ingress_preset: String,
    /// Secrets.
    pub secrets: SecretsFrom,
    /// `AWS_ENDPOINT_URL_SECRETS_MANAGER`: another endpoint than the region's.
    pub secrets_endpoint: Option<String>,
    /// Recordings; none where `RECORDINGS_BUCKET` is not set.
    pub recordings: Option<Recordings>,
    /// Where viewers find recordings; none where `RECORDINGS_URL` is not set.
    pub media: Option<MediaConfig>,
    /// Bearer tokens.
    pub jwt: JwtConfig,
    /// Chats.
    pub chat: ChatConfig,
    /// `RATE_LIMIT_SCALE`: every limit on callers times this; 0 for none (load tests).
    pub rate_limit_scale: u32,
    /// `BASE_PATH`: the mapping of a custom domain, without slashes at its ends.
    pub base_path: Option<String>,
    /// `KEPT_ANSWERS_BYTES`: bytes of guests' answers that a process keeps as long as caches may; 0 for none.
    pub kept_answers_bytes: usize,
    /// `EDGE_SECRET`: what our CDN says in `x-onair-edge`; with it, and only then, its `x-onair-viewer` is believed.
    pub edge_secret: Option<Secret>,
    /// `SITE_URL`: the site's own address, for links to it; without a slash at its end.
    pub site_url: Option<String>,
    /// `AWS_LAMBDA_FUNCTION_NAME`: set by Lambda, and only there are metrics written.
    pub function_name: Option<String>,
}

/// Default of `INGRESS_PRESET` (contract: POST /api/stream/ingress).
pub const DEFAULT_INGRESS_PRESET: &str = "H264_1080P_30FPS_3_LAYERS";

/// Default of `KEPT_ANSWERS_BYTES`: some fifty pages, and little of what a function may hold.
pub const DEFAULT_KEPT_ANSWERS_BYTES: usize = 1024 * 1024;

/// A variable of the process's environment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The first variable that is missing or cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(variable)
    }

    /// Reads variables through `lookup`; an empty value counts as not set.
    ///
    /// # Errors
    /// The first variable that is missing or cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| {
            let value = lookup(name)?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let need = |name: &'static str| get(name).ok_or(ConfigError::Missing(name));
        let secrets = match get("SECRET_ARN") {
            Some(arn) => SecretsFrom::SecretsManager { arn },
            None => SecretsFrom::Environment(SecretValues::read(get)?),
        };
        let jwt = JwtConfig {
            jwks_url: get("JWT_JWKS_URL"),
            issuer: get("JWT_ISSUER"),
            audiences: get("JWT_AUDIENCE").as_deref().map(listed).unwrap_or_default(),
            admin_claim: get("ADMIN_CLAIM").unwrap_or_else(|| "role".to_owned()),
            admin_value: get("ADMIN_VALUE").unwrap_or_else(|| "admin".to_owned()),
        };
        let region = get("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned());
        let name = get("TABLE_NAME").unwrap_or_else(|| "onair".to_owned());
        Ok(Self {
            media: get("RECORDINGS_URL").map(|url| MediaConfig {
                url: url.trim_end_matches('/').to_owned(),
                keys: get("RECORDINGS_URL_KEYS").unwrap_or_default().split(' ').filter_map(Secret::new).collect(),
            }),
            recordings: match get("RECORDINGS_BUCKET") {
                None => None,
                Some(bucket) => Some(Recordings {
                    bucket,
                    region: region.clone(),
                    endpoint: get("AWS_ENDPOINT_URL_S3"),
                    retention_days: whole(get, "RECORDINGS_RETENTION_DAYS", 14)?.clamp(1, 3_650),
                }),
            },
            table: TableConfig {
                chat: get("CHAT_TABLE_NAME").unwrap_or_else(|| format!("{name}-chat")),
                name,
                region,
                endpoint: get("AWS_ENDPOINT_URL_DYNAMODB"),
                credentials: Credentials {
                    access_key_id: need("AWS_ACCESS_KEY_ID")?,
                    secret_access_key: get("AWS_SECRET_ACCESS_KEY")
                        .as_deref()
                        .and_then(Secret::new)
                        .ok_or(ConfigError::Missing("AWS_SECRET_ACCESS_KEY"))?,
                    session_token: get("AWS_SESSION_TOKEN").as_deref().and_then(Secret::new),
                },
            },
            livekit_url: http_url(&need("LIVEKIT_URL")?)?,
            ingress_preset: get("INGRESS_PRESET").unwrap_or_else(|| DEFAULT_INGRESS_PRESET.to_owned()),
            secrets,
            secrets_endpoint: get("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            jwt,
            chat: ChatConfig {
                is_direct_allowed: match get("DIRECT_CHAT").as_deref() {
                    None | Some("true") => true,
                    Some("false") => false,
                    Some(_) => {
                        let reason = "it is neither true nor false".to_owned();
                        return Err(ConfigError::Unusable { name: "DIRECT_CHAT", reason });
                    }
                },
                history_hours: whole(get, "CHAT_HISTORY_HOURS", 24)?.clamp(1, 168),
                shown_per_second: whole(get, "CHAT_SHOWN_PER_SECOND", 100)?.clamp(4, 240),
                sends_per_minute: whole(get, "CHAT_SENDS_PER_MINUTE", 0)?,
            },
            rate_limit_scale: whole(get, "RATE_LIMIT_SCALE", 1)?,
            kept_answers_bytes: whole(get, "KEPT_ANSWERS_BYTES", DEFAULT_KEPT_ANSWERS_BYTES)?,
            base_path: get("BASE_PATH").map(|path| path.trim_matches('/').to_owned()).filter(|path| !path.is_empty()),
            edge_secret: get("EDGE_SECRET").as_deref().and_then(Secret::new),
            site_url: get("SITE_URL").map(|url| url.trim_end_matches('/').to_owned()),
            function_name: get("AWS_LAMBDA_FUNCTION_NAME"),
        })
    }

    /// The address that players connect to: `livekit_url` in its ws or wss form.
    #[must_use]
    pub fn livekit_ws_url(&self) -> String {
        // Only "http" and "https" get here, so the rest of the scheme ("s" or "") stays.
        format!("ws{}", self.livekit_url.trim_start_matches("http"))
    }
}

/// The values between commas.
fn listed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// A variable that is a whole number.
fn whole<N: std::str::FromStr>(
    get: impl Fn(&'static str) -> Option<String>,
    name: &'static str,
    default: N,
) -> Result<N, ConfigError> {
    let unusable = |_| ConfigError::Unusable { name, reason: "it is not a whole number".to_owned() };
    get(name).map_or(Ok(default), |number| number.trim().parse().map_err(unusable))
}

/// `ws`, `wss`, `http` or `https` to its http form, without a slash at the end.
fn http_url(text: &str) -> Result<String, ConfigError> {
    let unusable = |reason: String| ConfigError::Unusable { name: "LIVEKIT_URL", reason };
    let url = url::Url::parse(text).map_err(|error| unusable(error.to_string()))?;
    let scheme = match url.scheme() {
        "ws" | "http" => "http",
        "wss" | "https" => "https",
        other => return Err(unusable(format!("scheme {other} is not ws, wss, http or https"))),
    };
    if !url.has_host() {
        return Err(unusable("it names no host".to_owned()));
    }
    let rest = url.as_str().split_once(':').map_or("", |(_, rest)| rest);
    Ok(format!("{scheme}:{}", rest.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(extra: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut all = vec![
            ("LIVEKIT_URL", "wss://demo.livekit.cloud/"),
            ("LIVEKIT_API_KEY", "devkey"),
            ("LIVEKIT_API_SECRET", "a-secret-of-livekit-that-is-long-enough"),
            ("JWT_SECRET", "a-secret-of-jwt-that-is-long-enough-too"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "a-secret-of-aws"),
        ];
        all.extend_from_slice(extra);
        Config::from_lookup(|name| all.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn livekit_url_takes_four_schemes() {
        for (given, http, ws) in [
            ("wss://a.b/", "https://a.b", "wss://a.b"),
            ("https://a.b", "https://a.b", "wss://a.b"),
            ("ws://127.0.0.1:7880", "http://127.0.0.1:7880", "ws://127.0.0.1:7880"),
            ("http://127.0.0.1:7880", "http://127.0.0.1:7880", "ws://127.0.0.1:7880"),
        ] {
            let config = config(&[("LIVEKIT_URL", given)]).unwrap();
            assert_eq!(config.livekit_url, http);
            assert_eq!(config.livekit_ws_url(), ws);
        }
        assert!(config(&[("LIVEKIT_URL", "ftp://a")]).is_err());
        assert!(config(&[("LIVEKIT_URL", "nonsense")]).is_err());
    }

    #[test]
    fn an_empty_value_counts_as_not_set() {
        let error = config(&[("LIVEKIT_API_KEY", " ")]).unwrap_err();
        assert_eq!(error.to_string(), "LIVEKIT_API_KEY is not set");
        let config = config(&[("JWT_SECRET", "\n"), ("JWT_ISSUER", " "), ("BASE_PATH", "/")]).unwrap();
        let SecretsFrom::Environment(secrets) = config.secrets else { panic!("from the environment") };
        assert_eq!((secrets.jwt_secret, config.jwt.issuer, config.base_path), (None, None, None));
    }

    #[test]
    fn white_space_at_the_ends_is_no_part_of_a_value() {
        let config =
            config(&[("JWT_ISSUER", " https://id\n"), ("JWT_AUDIENCE", "a, b ,,"), ("BASE_PATH", " /v1/ ")]).unwrap();
        assert_eq!((config.jwt.issuer.as_deref(), config.base_path.as_deref()), (Some("https://id"), Some("v1")));
        assert_eq!(config.jwt.audiences, ["a", "b"]);
    }

    #[test]
    fn a_secret_too_short_is_told_at_the_start() {
        let error = config(&[("JWT_SECRET", "short")]).unwrap_err().to_string();
        assert!(error.starts_with("JWT_SECRET is not usable") && !error.contains("short"), "{error}");
    }

    #[test]
    fn recordings_are_found_where_it_says() {
        assert!(config(&[("RECORDINGS_URL_KEYS", "new")]).unwrap().media.is_none());
        let given = [("RECORDINGS_URL", "https://cdn/"), ("RECORDINGS_URL_KEYS", "new  old ")];
        let media = config(&given).unwrap().media.unwrap();
        assert_eq!(media.url, "https://cdn");
        assert_eq!(media.keys.iter().map(Secret::expose).collect::<Vec<_>>(), ["new", "old"]);
        assert!(!format!("{media:?}").contains("new"));
    }

    #[test]
    fn no_secret_is_printed() {
        let printed = format!("{:?}", config(&[]).unwrap());
        assert!(!printed.contains("a-secret-of"), "{printed}");
    }
}
