//! The public halves of keys, as JWKs have them.

use jsonwebtoken::Algorithm;
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::jwk::{EllipticCurve, ThumbprintHash};
use ring::digest;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, KeyPair as _};

use crate::sign;

/// Modulus and exponent.
pub(crate) fn of_rsa(der: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(sign::rsa(der)?.public());
    Ok((n, e))
}

/// `ring` checks with public keys and does not take them apart; a JWKS document is read by its numbers, and made of private keys.
pub(crate) fn of_rsa_public(_: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    Err(ErrorKind::InvalidRsaKey("only a private key's numbers are told".to_owned()).into())
}

/// Curve, x and y.
pub(crate) fn of_ec(der: &[u8], algorithm: Algorithm) -> Result<(EllipticCurve, Vec<u8>, Vec<u8>)> {
    let (curve, signing) = match algorithm {
        Algorithm::ES256 => (EllipticCurve::P256, &ECDSA_P256_SHA256_FIXED_SIGNING),
        Algorithm::ES384 => (EllipticCurve::P384, &ECDSA_P384_SHA384_FIXED_SIGNING),
        _ => return Err(ErrorKind::InvalidEcdsaKey.into()),
    };
    let key = sign::ec(signing, der)?;
    // Uncompressed: a 4, then both numbers, of one length (SEC 1, 2.3.3).
    let numbers = key.public_key().as_ref().get(1..).unwrap_or_default();
    let (x, y) = numbers.split_at(numbers.len() / 2);
    Ok((curve, x.to_vec(), y.to_vec()))
}

/// The point.
pub(crate) fn of_ed(der: &[u8], curve: &EllipticCurve) -> Result<Vec<u8>> {
    match curve {
        EllipticCurve::Ed25519 => Ok(sign::ed(der)?.public_key().as_ref().to_vec()),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

/// The hash of a key's thumbprint (RFC 7638).
#[expect(clippy::needless_pass_by_value, reason = "it is called so")]
pub(crate) fn digest(data: &[u8], hash: ThumbprintHash) -> Result<Vec<u8>> {
    let algorithm = match hash {
        ThumbprintHash::SHA256 => &digest::SHA256,
        ThumbprintHash::SHA384 => &digest::SHA384,
        ThumbprintHash::SHA512 => &digest::SHA512,
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    Ok(digest::digest(algorithm, data).as_ref().to_vec())
}
