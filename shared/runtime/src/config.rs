//! The only place that reads the environment.

use std::fmt;

/// A value that must not be seen: `Debug` and `Display` hide it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one call that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What is wrong with the environment, in one line for whoever started the process.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable that is needed is not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// A variable that cannot be used.
    #[error("{name} is not usable: {reason}")]
    Unusable {
        /// Its name.
        name: &'static str,
        /// Why.
        reason: String,
    },
}

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

/// The secrets of the service.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct SecretValues {
    /// `LIVEKIT_API_KEY`: name of the signing key, `iss` of tokens and webhooks.
    #[serde(rename = "LIVEKIT_API_KEY")]
    pub livekit_api_key: String,
    /// `LIVEKIT_API_SECRET`.
    #[serde(rename = "LIVEKIT_API_SECRET")]
    pub livekit_api_secret: Secret,
    /// `JWT_SECRET`: shared secret of HS256 bearer tokens; absent where only a JWKS is used.
    #[serde(rename = "JWT_SECRET", default)]
    pub jwt_secret: Option<Secret>,
    /// `LIVEKIT_PREVIOUS_API_KEY`: a key that still signs webhooks while keys are rotated.
    #[serde(rename = "LIVEKIT_PREVIOUS_API_KEY", default)]
    pub previous_api_key: Option<String>,
    /// `LIVEKIT_PREVIOUS_API_SECRET`.
    #[serde(rename = "LIVEKIT_PREVIOUS_API_SECRET", default)]
    pub previous_api_secret: Option<Secret>,
}

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// How bearer tokens are checked, beside the shared secret.
#[derive(Debug, Clone, Default)]
pub struct JwtConfig {
    /// `JWT_JWKS_URL`: keys for RS256, ES256 and EdDSA.
    pub jwks_url: Option<String>,
    /// `JWT_ISSUER`: checked when set.
    pub issuer: Option<String>,
    /// `JWT_AUDIENCE`: checked when set.
    pub audience: Option<String>,
    /// `ADMIN_CLAIM`, default `role`.
    pub admin_claim: String,
    /// `ADMIN_VALUE`, default `admin`.
    pub admin_value: String,
}

/// Where DynamoDB is and which table is ours.
#[derive(Debug, Clone)]
pub struct TableConfig {
    /// `TABLE_NAME`.
    pub name: String,
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
    /// Bearer tokens.
    pub jwt: JwtConfig,
    /// `RATE_LIMIT_SCALE`: every limit on callers times this; 0 for none (load tests).
    pub rate_limit_scale: u32,
    /// `AWS_LAMBDA_FUNCTION_NAME`: set by Lambda, and only there are metrics written.
    pub function_name: Option<String>,
}

/// Default of `INGRESS_PRESET` (contract: POST /api/stream/ingress).
pub const DEFAULT_INGRESS_PRESET: &str = "H264_1080P_30FPS_3_LAYERS";

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
        let get = |name: &'static str| lookup(name).filter(|value| !value.trim().is_empty());
        let need = |name: &'static str| get(name).ok_or(ConfigError::Missing(name));
        let secrets = match get("SECRET_ARN") {
            Some(arn) => SecretsFrom::SecretsManager { arn },
            None => SecretsFrom::Environment(SecretValues {
                livekit_api_key: need("LIVEKIT_API_KEY")?,
                livekit_api_secret: Secret::new(need("LIVEKIT_API_SECRET")?),
                jwt_secret: get("JWT_SECRET").map(Secret::new),
                previous_api_key: get("LIVEKIT_PREVIOUS_API_KEY"),
                previous_api_secret: get("LIVEKIT_PREVIOUS_API_SECRET").map(Secret::new),
            }),
        };
        let jwt = JwtConfig {
            jwks_url: get("JWT_JWKS_URL"),
            issuer: get("JWT_ISSUER"),
            audience: get("JWT_AUDIENCE"),
            admin_claim: get("ADMIN_CLAIM").unwrap_or_else(|| "role".to_owned()),
            admin_value: get("ADMIN_VALUE").unwrap_or_else(|| "admin".to_owned()),
        };
        Ok(Self {
            table: TableConfig {
                name: get("TABLE_NAME").unwrap_or_else(|| "onair".to_owned()),
                region: get("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
                endpoint: get("AWS_ENDPOINT_URL_DYNAMODB"),
                credentials: Credentials {
                    access_key_id: need("AWS_ACCESS_KEY_ID")?,
                    secret_access_key: Secret::new(need("AWS_SECRET_ACCESS_KEY")?),
                    session_token: get("AWS_SESSION_TOKEN").map(Secret::new),
                },
            },
            livekit_url: http_url(&need("LIVEKIT_URL")?)?,
            ingress_preset: get("INGRESS_PRESET").unwrap_or_else(|| DEFAULT_INGRESS_PRESET.to_owned()),
            secrets,
            secrets_endpoint: get("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            jwt,
            rate_limit_scale: match get("RATE_LIMIT_SCALE") {
                None => 1,
                Some(scale) => scale.trim().parse().map_err(|_| ConfigError::Unusable {
                    name: "RATE_LIMIT_SCALE",
                    reason: "it is not a whole number".to_owned(),
                })?,
            },
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

/// `ws`, `wss`, `http` or `https` to its http form, without a slash at the end.
fn http_url(text: &str) -> Result<String, ConfigError> {
    let unusable = |reason: String| ConfigError::Unusable { name: "LIVEKIT_URL", reason };
    let url = url::Url::parse(text.trim()).map_err(|error| unusable(error.to_string()))?;
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
            ("LIVEKIT_API_SECRET", "a-secret-of-livekit"),
            ("JWT_SECRET", "a-secret-of-jwt"),
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
    }

    #[test]
    fn no_secret_is_printed() {
        let printed = format!("{:?}", config(&[]).unwrap());
        assert!(!printed.contains("a-secret-of"), "{printed}");
    }
}
