//! An authenticator in software (`WebAuthn` Level 3 §6): it makes passkeys on the curve P-256, signs with
//! them, and can be told to misbehave.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The flag UP: somebody is there.
const PRESENT: u8 = 0x01;
/// The flag UV: the authenticator has made sure who.
const VERIFIED: u8 = 0x04;
/// The flag BE: the key may be copied.
const ELIGIBLE: u8 = 0x08;
/// The flag BS: it has been.
const BACKED_UP: u8 = 0x10;
/// The flag AT: a new key follows.
const ATTESTED: u8 = 0x40;

/// An authenticator with the browser around it.
#[derive(Clone)]
pub(crate) struct Authenticator {
    /// The origin that the browser is at.
    pub(crate) origin: String,
    /// The relying party that is signed for; the options' own unless set.
    pub(crate) relying_party: Option<String>,
    /// Whether it makes sure of its person.
    pub(crate) verifies: bool,
    /// Whether its keys are copied to other devices.
    pub(crate) synced: bool,
    /// What is added to the counter at each signature; 0 for one that does not count.
    pub(crate) step: u32,
    /// Whether the ceremony takes place in a frame of another site.
    pub(crate) framed: bool,
    /// Its passkeys, the newest last.
    pub(crate) keys: Vec<Key>,
}

#[derive(Clone)]
pub(crate) struct Key {
    id: Vec<u8>,
    /// PKCS#8.
    private: Vec<u8>,
    /// What the relying party calls the account.
    user: Value,
    counter: u32,
}

impl Authenticator {
    /// One at a page of this origin, which does as it should.
    pub(crate) fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            relying_party: None,
            verifies: true,
            synced: false,
            step: 1,
            framed: false,
            keys: Vec::new(),
        }
    }

    /// Answers `navigator.credentials.create` of these options.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let rng = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng).unwrap();
        let private = document.as_ref().to_vec();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &private).unwrap();
        let id = digest(&SHA256, key.public_key().as_ref()).as_ref().to_vec();
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), ATTESTED, self.step);
        data.extend([0; 16]);
        data.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        data.extend(&id);
        data.extend(cose(key.public_key().as_ref()));
        let user = options["user"]["id"].clone();
        self.keys.push(Key { id: id.clone(), private, user, counter: self.step });
        json!({
            "id": text(&id), "rawId": text(&id), "type": "public-key",
            "response": {
                "attestationObject": text(&attestation(&data)),
                "clientDataJSON": text(&self.client_data("webauthn.create", options)),
                "transports": ["internal"],
            },
            "clientExtensionResults": {"credProps": {"rk": true}},
        })
    }

    /// Answers `navigator.credentials.get` of these options with the passkey that was made last.
    pub(crate) fn get(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let key = self.keys.last_mut().unwrap();
        key.counter += self.step;
        let Key { id, private, user, counter } = key.clone();
        let data = self.data(options["rpId"].as_str().unwrap(), 0, counter);
        let client = self.client_data("webauthn.get", options);
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &private).unwrap();
        let signed = [&data[..], digest(&SHA256, &client).as_ref()].concat();
        let signature = key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": text(&id), "rawId": text(&id), "type": "public-key",
            "response": {
                "authenticatorData": text(&data),
                "clientDataJSON": text(&client),
                "signature": text(signature.as_ref()),
                "userHandle": user,
            },
            "clientExtensionResults": {},
        })
    }

    fn data(&self, relying_party: &str, flags: u8, counter: u32) -> Vec<u8> {
        let relying_party = self.relying_party.as_deref().unwrap_or(relying_party);
        let mut flags = flags | PRESENT;
        for (set, flag) in
            [(self.verifies, VERIFIED), (self.synced, ELIGIBLE), (self.synced, BACKED_UP)]
        {
            flags |= if set { flag } else { 0 };
        }
        let mut data = digest(&SHA256, relying_party.as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend(counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin,
            "crossOrigin": self.framed,
        });
        data.to_string().into_bytes()
    }
}

/// Bytes as the wire has them.
fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A public key on the curve P-256 in CBOR (RFC 9053 §7.1.1).
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = (&point[1..33], &point[33..65]);
    let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
    key.extend(x);
    key.extend([0x22, 0x58, 0x20]);
    key.extend(y);
    key
}

/// An attestation that states nothing (`WebAuthn` Level 3 §8.7), in CBOR.
fn attestation(data: &[u8]) -> Vec<u8> {
    let mut object = vec![0xa3, 0x63];
    object.extend(b"fmt");
    object.push(0x64);
    object.extend(b"none");
    object.push(0x67);
    object.extend(b"attStmt");
    object.push(0xa0);
    object.push(0x68);
    object.extend(b"authData");
    object.push(0x59);
    object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    object.extend(data);
    object
}
