//! JSON Web Tokens (RFC 7519): `jsonwebtoken`, with `ring` for its cryptography, which TLS brings into every function anyway.
//!
//! Nothing else of the tree depends on `jsonwebtoken`: it wants its cryptography installed before the first token, and every way
//! in here does that (clippy.toml names those of its own that do not). All twelve algorithms of RFC 7518 that it knows work; which
//! of them a token may have is for the reader's [`Validation`] to say. An RSA key has 2,048 to 8,192 bits (RFC 7518, 3.3, asks for
//! 2,048 or more): a shorter one checks nothing.

mod provider;
mod public;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation, decode_header, errors, jwk,
};

use errors::Result;
use jwk::Jwk;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Makes a token of claims: header, claims and signature.
///
/// # Errors
/// The key is none for the header's algorithm, or the claims are no JSON object.
pub fn encode<T: Serialize>(header: &Header, claims: &T, key: &EncodingKey) -> Result<String> {
    provider::install();
    jsonwebtoken::encode(header, claims, key)
}

/// Reads a token's claims, once its signature and all that `validation` asks hold.
///
/// # Errors
/// Which of it did not hold.
pub fn decode<T: DeserializeOwned>(token: &str, key: &DecodingKey, validation: &Validation) -> Result<TokenData<T>> {
    provider::install();
    jsonwebtoken::decode(token, key, validation)
}

/// The signature of a text, as the third part of a token has it.
///
/// # Errors
/// The key is none for the algorithm.
pub fn sign(text: &[u8], key: &EncodingKey, algorithm: Algorithm) -> Result<String> {
    provider::install();
    jsonwebtoken::crypto::sign(text, key, algorithm)
}

/// A new private key for [`Algorithm::ES256`].
///
/// # Errors
/// The system gives no randomness.
pub fn generate_es256() -> Result<EncodingKey> {
    sign::new_p256().map(|der| EncodingKey::from_ec_der(&der))
}

/// The public half of a private key, as a JWKS document has it.
///
/// # Errors
/// The key is none for the algorithm.
pub fn public_half(key: &EncodingKey, algorithm: Algorithm) -> Result<Jwk> {
    provider::install();
    #[expect(clippy::disallowed_methods, reason = "here it is installed")]
    Jwk::from_encoding_key(key, algorithm)
}
