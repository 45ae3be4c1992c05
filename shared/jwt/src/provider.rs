//! The cryptography that `jsonwebtoken` is given.

use jsonwebtoken::crypto::{CryptoProvider, KeyUtils};

use crate::{public, sign, verify};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: sign::signer,
    verifier_factory: verify::verifier,
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: public::of_rsa,
        rsa_pub_components_from_public_key: public::of_rsa_public,
        ec_pub_components_from_private_key: public::of_ec,
        ed_pub_components_from_private_key: public::of_ed,
        compute_digest: public::digest,
    },
};

/// Installs it for the process; again is as good as once.
pub(crate) fn install() {
    // Refused where it is installed already. Nobody else installs one: nobody else has `jsonwebtoken`.
    let _ = PROVIDER.install_default();
}
