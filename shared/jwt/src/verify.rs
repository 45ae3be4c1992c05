//! Checking signatures.

use jsonwebtoken::crypto::JwtVerifier;
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use ring::hmac;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

/// What checks signatures of a key by an algorithm. A key that is none is found out by the first signature.
pub(crate) fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    if !key.family().algorithms().contains(algorithm) {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    let means = match algorithm {
        Algorithm::HS256 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA256, key.try_get_as_bytes()?)),
        Algorithm::HS384 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA384, key.try_get_as_bytes()?)),
        Algorithm::HS512 => Means::Hmac(hmac::Key::new(hmac::HMAC_SHA512, key.try_get_as_bytes()?)),
        Algorithm::RS256 => rsa(&RSA_PKCS1_2048_8192_SHA256, key),
        Algorithm::RS384 => rsa(&RSA_PKCS1_2048_8192_SHA384, key),
        Algorithm::RS512 => rsa(&RSA_PKCS1_2048_8192_SHA512, key),
        Algorithm::PS256 => rsa(&RSA_PSS_2048_8192_SHA256, key),
        Algorithm::PS384 => rsa(&RSA_PSS_2048_8192_SHA384, key),
        Algorithm::PS512 => rsa(&RSA_PSS_2048_8192_SHA512, key),
        Algorithm::ES256 => Means::Public(&ECDSA_P256_SHA256_FIXED, key.try_get_as_bytes()?.to_vec()),
        Algorithm::ES384 => Means::Public(&ECDSA_P384_SHA384_FIXED, key.try_get_as_bytes()?.to_vec()),
        Algorithm::EdDSA => Means::Public(&ED25519, key.try_get_as_bytes()?.to_vec()),
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    Ok(Box::new(KeyVerifier { algorithm: *algorithm, means }))
}

fn rsa(parameters: &'static RsaParameters, key: &DecodingKey) -> Means {
    match key.kind() {
        DecodingKeyKind::SecretOrDer(der) => Means::Public(parameters, der.clone()),
        // Some providers put a zero before the number, as DER does; `ring` takes none.
        DecodingKeyKind::RsaModulusExponent { n, e } => Means::Rsa(
            parameters,
            RsaPublicKeyComponents { n: without_zeros(n).to_vec(), e: without_zeros(e).to_vec() },
        ),
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

struct KeyVerifier {
    algorithm: Algorithm,
    means: Means,
}

enum Means {
    Hmac(hmac::Key),
    Rsa(&'static RsaParameters, RsaPublicKeyComponents<Vec<u8>>),
    Public(&'static dyn VerificationAlgorithm, Vec<u8>),
}

impl Verifier<Vec<u8>> for KeyVerifier {
    fn verify(&self, text: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let checked = match &self.means {
            // In constant time.
            Means::Hmac(key) => hmac::verify(key, text, signature),
            Means::Rsa(parameters, key) => key.verify(parameters, text, signature),
            Means::Public(algorithm, key) => UnparsedPublicKey::new(*algorithm, key).verify(text, signature),
        };
        checked.map_err(|_| Error::new())
    }
}

impl JwtVerifier for KeyVerifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
