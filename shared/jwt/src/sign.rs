//! Signing.

use jsonwebtoken::crypto::JwtSigner;
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer};
use jsonwebtoken::{Algorithm, EncodingKey};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};

/// What signs with a key by an algorithm.
pub(crate) fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    if !key.family().algorithms().contains(algorithm) {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    let key = key.as_bytes();
    let means = match algorithm {
        Algorithm::HS256 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA256, key)),
        Algorithm::HS384 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA384, key)),
        Algorithm::HS512 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA512, key)),
        Algorithm::RS256 => Means::Rsa(rsa(key)?, &RSA_PKCS1_SHA256),
        Algorithm::RS384 => Means::Rsa(rsa(key)?, &RSA_PKCS1_SHA384),
        Algorithm::RS512 => Means::Rsa(rsa(key)?, &RSA_PKCS1_SHA512),
        Algorithm::PS256 => Means::Rsa(rsa(key)?, &RSA_PSS_SHA256),
        Algorithm::PS384 => Means::Rsa(rsa(key)?, &RSA_PSS_SHA384),
        Algorithm::PS512 => Means::Rsa(rsa(key)?, &RSA_PSS_SHA512),
        Algorithm::ES256 => Means::Ec(ec(&ECDSA_P256_SHA256_FIXED_SIGNING, key)?),
        Algorithm::ES384 => Means::Ec(ec(&ECDSA_P384_SHA384_FIXED_SIGNING, key)?),
        Algorithm::EdDSA => Means::Ed(ed(key)?),
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    Ok(Box::new(KeySigner { algorithm: *algorithm, means }))
}

/// An RSA key of PKCS #1.
pub(crate) fn rsa(der: &[u8]) -> Result<RsaKeyPair> {
    RsaKeyPair::from_der(der).map_err(|error| ErrorKind::InvalidRsaKey(error.to_string()).into())
}

/// A key of a curve, of PKCS #8.
pub(crate) fn ec(curve: &'static EcdsaSigningAlgorithm, der: &[u8]) -> Result<EcdsaKeyPair> {
    EcdsaKeyPair::from_pkcs8(curve, der, &SystemRandom::new()).map_err(|_| ErrorKind::InvalidEcdsaKey.into())
}

/// A key of Ed25519, of PKCS #8: with or without its public half, which many leave out.
pub(crate) fn ed(der: &[u8]) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| ErrorKind::InvalidEddsaKey.into())
}

/// A new key of P-256, as PKCS #8.
pub(crate) fn new_p256() -> Result<Vec<u8>> {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    key.map(|key| key.as_ref().to_vec()).map_err(|_| ErrorKind::InvalidEcdsaKey.into())
}

struct KeySigner {
    algorithm: Algorithm,
    means: Means,
}

enum Means {
    Hmac(hmac::Key),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer<Vec<u8>> for KeySigner {
    fn try_sign(&self, text: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        match &self.means {
            Means::Hmac(key) => Ok(hmac::sign(key, text).as_ref().to_vec()),
            Means::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(*encoding, &random, text, &mut signature).map_err(|_| Error::new())?;
                Ok(signature)
            }
            Means::Ec(key) => {
                key.sign(&random, text).map(|signature| signature.as_ref().to_vec()).map_err(|_| Error::new())
            }
            Means::Ed(key) => Ok(key.sign(text).as_ref().to_vec()),
        }
    }
}

impl JwtSigner for KeySigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
