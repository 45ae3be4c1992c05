//! The examples of the standards, and what is no signature.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::{Header, Validation, decode, encode, generate_es256, public_half, sign, verify};

/// The claims of RFC 7515, appendix A.1 to A.3.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
/// The modulus of A.2.
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
/// Its signature.
const RS256: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

fn bytes(base64url: &str) -> Vec<u8> {
    DecodingKey::from_ed_components(base64url).unwrap().try_get_as_bytes().unwrap().to_vec()
}

/// Whether a signature holds for `header.payload`.
fn holds(key: &DecodingKey, algorithm: Algorithm, text: &str, signature: &[u8]) -> bool {
    verify::verifier(&algorithm, key).unwrap().verify(text.as_bytes(), &signature.to_vec()).is_ok()
}

#[test]
fn the_standards_own_examples_hold_and_nothing_else() {
    let hmac = DecodingKey::from_secret(&bytes(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    ));
    let rsa = DecodingKey::from_rsa_components(N, "AQAB").unwrap();
    let ec = DecodingKey::from_ec_components(
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    );
    // RFC 8037, appendix A.4.
    let ed = DecodingKey::from_ed_components("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    let examples = [
        (
            hmac,
            Algorithm::HS256,
            format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}"),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ),
        (rsa, Algorithm::RS256, format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}"), RS256),
        (
            ec.unwrap(),
            Algorithm::ES256,
            format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}"),
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            ed.unwrap(),
            Algorithm::EdDSA,
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
    ];
    for (key, algorithm, text, signature) in &examples {
        let signature = &bytes(signature)[..];
        assert!(holds(key, *algorithm, text, signature), "{algorithm:?}");
        assert!(!holds(key, *algorithm, &format!("{text}x"), signature), "{algorithm:?}, of another text");
        assert!(!holds(key, *algorithm, text, &[]), "{algorithm:?}, none");
        assert!(!holds(key, *algorithm, text, &signature[..signature.len() - 1]), "{algorithm:?}, cut short");
        for (other, as_algorithm, ..) in &examples {
            let fits = other.family() == key.family();
            assert_eq!(verify::verifier(as_algorithm, key).is_ok(), fits, "{algorithm:?} as {as_algorithm:?}");
        }
    }
}

#[test]
fn a_number_with_zeros_before_it_is_the_same_number() {
    let zeros = |number: &str| [&[0, 0], &bytes(number)[..]].concat();
    let key = DecodingKey::from_rsa_raw_components(&zeros(N), &zeros("AQAB"));
    assert!(holds(&key, Algorithm::RS256, &format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}"), &bytes(RS256)));
    let nothing = DecodingKey::from_rsa_raw_components(&[0, 0], &[]);
    assert!(!holds(&nothing, Algorithm::RS256, &format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}"), &bytes(RS256)));
}

#[test]
fn an_rsa_key_of_1024_bits_checks_nothing() {
    // Both by `openssl`: RFC 7518, 3.3, wants 2,048 bits or more.
    let n = "xJMYHjr4jSg3FfUxF7YD-WdHDh8mwfRurAlRDfejNWuTLnIv34mPRhxw4R90oPetckejLrtkdG5VdgSNnnWTrbKVwWgftjGUKADWLf3aQfs4D8kulRBaRrBjP4clIrlB9Np_BnGdn8-CEAzptMxrXCttFV-bDlwSU6khkFz0zVM";
    let signature = "kdyoYk4P3GAlqRnKABtF8dUrJiGVgiTNPcvA7Acy3A3Z2DKocnjYOF1KLGeW_F1dQ0Utrk_JQKuEW2zzeIcKcBx8j0rKGOzVdx2UrT217w7jf2XVKd8suP0QjfMoHjKB7A2x7OfN5FmREgCbh1wVpYS_6cnanv2oGawCaX53c6M";
    let key = DecodingKey::from_rsa_components(n, "AQAB").unwrap();
    assert!(!holds(&key, Algorithm::RS256, "eyJhbGciOiJSUzI1NiJ9.e30", &bytes(signature)));
}

#[test]
fn what_is_signed_is_read_by_the_public_half() {
    let private = generate_es256().unwrap();
    let public = DecodingKey::from_jwk(&public_half(&private, Algorithm::ES256).unwrap()).unwrap();
    let claims = json!({ "sub": "usr_alice" });
    let token = encode(&Header::new(Algorithm::ES256), &claims, &private).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    assert_eq!(decode::<Value>(&token, &public, &validation).unwrap().claims, claims);
    let another = public_half(&generate_es256().unwrap(), Algorithm::ES256).unwrap();
    let another = DecodingKey::from_jwk(&another).unwrap();
    assert!(decode::<Value>(&token, &another, &validation).is_err());
}

#[test]
fn a_key_of_another_kind_does_not_sign() {
    let secret = EncodingKey::from_secret(b"secret");
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        assert!(sign(b"text", &secret, algorithm).is_err(), "{algorithm:?}");
    }
    for nonsense in [
        EncodingKey::from_rsa_der(b"nonsense"),
        EncodingKey::from_ec_der(b"nonsense"),
        EncodingKey::from_ed_der(b"nonsense"),
    ] {
        for algorithm in nonsense.family().algorithms() {
            assert!(sign(b"text", &nonsense, *algorithm).is_err(), "{algorithm:?}");
        }
    }
}
