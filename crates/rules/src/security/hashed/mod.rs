//! What says that a column holds a hash, and not what was hashed.

use rowproof_source::lower_case;

/// Parts of words that say it is not the secret itself.
const HASHED: &str = "hash,digest,crypt,argon,scrypt,salt,pbkdf,sha,md5,cipher,token,must";

/// Parts of words that say so of what is called a token anyhow.
const HASHED_TOKEN: &str = "hash,digest,crypt,sha256,sha-256,hmac,cipher,fingerprint";

/// Lengths of hashes in use: bcrypt, and Django's.
pub(super) const LENGTHS_OF_HASHES: [u64; 6] = [60, 64, 72, 97, 98, 128];

/// Whether a name or a comment of a password says that it is hashed.
pub(super) fn says_hashed(text: &str) -> bool {
    has_part(text, HASHED)
}

/// Whether a name or a comment of a token says that it is hashed or encrypted.
pub(super) fn says_hashed_token(text: &str) -> bool {
    has_part(text, HASHED_TOKEN)
}

fn has_part(text: &str, parts: &str) -> bool {
    let text = lower_case(text);
    parts.split(',').any(|part| text.contains(part))
}
