//! Lines of an authorized-keys file: those of this program, and what a pasted key must be.

use crate::text::{Lang, key as w};

/// Types of keys that are taken, besides `ssh-rsa` of enough bits.
const KINDS: &[&str] = &[
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];
/// Fewest bits of an RSA key.
const RSA_BITS: usize = 2048;
const OPTIONS: &str = "restrict,pty,command=\"";

/// A key of this program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Whom it stands for.
    pub user: String,
    /// What sshd runs.
    pub command: String,
    /// Its type.
    pub kind: String,
    /// The key itself, base64.
    pub blob: String,
}

/// A line of the file.
#[derive(Clone, Debug)]
pub struct Line {
    /// As it stands.
    pub text: String,
    /// What it means, where this program wrote it.
    pub entry: Option<Entry>,
}

impl Line {
    /// The line of a key.
    #[must_use]
    pub fn of(entry: Entry) -> Self {
        let text = format!("{OPTIONS}{}\" {} {} {}", entry.command, entry.kind, entry.blob, entry.name);
        Self { text, entry: Some(entry) }
    }

    /// Reads a line.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { text: text.to_owned(), entry: entry(text) }
    }

    /// `None` for a line of this program, an empty one or a remark; else true where it gives its holder a shell.
    #[must_use]
    pub fn foreign(&self) -> Option<bool> {
        let text = self.text.trim();
        if self.entry.is_some() || text.is_empty() || text.starts_with('#') {
            return None;
        }
        Some(!text.contains("command=\""))
    }
}

fn entry(text: &str) -> Option<Entry> {
    let (command, key) = text.strip_prefix(OPTIONS)?.split_once("\" ")?;
    let (_, rest) = command.split_once(" serve --as ")?;
    let user = rest.split(' ').next()?;
    let [kind, blob, called] = key.split(' ').collect::<Vec<_>>().try_into().ok()?;
    let whole = command.split(' ').all(|word| path(word) || name(word) || word.starts_with("--"));
    (whole && name(user) && name(called)).then(|| Entry {
        name: called.to_owned(),
        user: user.to_owned(),
        command: command.to_owned(),
        kind: kind.to_owned(),
        blob: blob.to_owned(),
    })
}

/// True for the name of a key or a user that may stand in a line and in a command.
#[must_use]
pub fn name(text: &str) -> bool {
    let fit = |c: char| c.is_alphanumeric() || "._-@".contains(c);
    !text.is_empty() && !text.starts_with('-') && text.chars().count() <= 64 && text.chars().all(fit)
}

/// True for an absolute path that a shell takes as it is.
#[must_use]
pub fn path(text: &str) -> bool {
    text.starts_with('/') && text.chars().all(|c| c.is_alphanumeric() || "/._-@+".contains(c))
}

/// Why a pasted key is not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Unfit {
    /// More than one line.
    Several,
    /// Something before the type.
    Options,
    /// A private key.
    Private,
    /// What `PuTTYgen` saves.
    Putty,
    /// A type or a size that is broken by now.
    Weak(String),
    /// Not a key at all.
    NoKey,
    /// The content does not belong to the type, or ends early.
    Damaged,
}

impl Unfit {
    /// What to do instead.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Weak(kind) => w::weak(lang, kind),
            Self::Several => w::SEVERAL.get(lang).to_owned(),
            Self::Options => w::OPTIONS.get(lang).to_owned(),
            Self::Private => w::PRIVATE.get(lang).to_owned(),
            Self::Putty => w::PUTTY.get(lang).to_owned(),
            Self::NoKey => w::NO_PUBLIC.get(lang).to_owned(),
            Self::Damaged => w::DAMAGED.get(lang).to_owned(),
        }
    }
}

/// Type and content of a pasted public key; its own comment is dropped.
///
/// # Errors
/// Why it is not taken.
pub fn public(text: &str) -> Result<(String, String), Unfit> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(Unfit::Private);
    }
    if text.starts_with("---- BEGIN SSH2") {
        return Err(Unfit::Putty);
    }
    if text.contains(['\n', '\r']) {
        return Err(Unfit::Several);
    }
    let mut words = text.split_whitespace();
    let (kind, blob) = (words.next().ok_or(Unfit::NoKey)?, words.next().unwrap_or_default());
    if kind == "ssh-dss" {
        return Err(Unfit::Weak(kind.to_owned()));
    }
    if kind != "ssh-rsa" && !KINDS.contains(&kind) {
        let later = text.split([' ', '\t', ',']).any(|word| word.starts_with("ssh-") || KINDS.contains(&word));
        return Err(if later { Unfit::Options } else { Unfit::NoKey });
    }
    let bytes = decoded(blob).ok_or(Unfit::Damaged)?;
    let parts = parts(&bytes).filter(|parts| parts.len() > 1).ok_or(Unfit::Damaged)?;
    if parts[0] != kind.as_bytes() {
        return Err(Unfit::Damaged);
    }
    // An RSA key is its type, its exponent and its modulus, with a leading zero byte where the first bit is set.
    if kind == "ssh-rsa" {
        let modulus = parts.get(2).ok_or(Unfit::Damaged)?;
        let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
        let bits = modulus.len() * 8 - modulus.first().map_or(0, |b| b.leading_zeros() as usize);
        if bits < RSA_BITS {
            return Err(Unfit::Weak(format!("RSA {bits}")));
        }
    }
    Ok((kind.to_owned(), blob.to_owned()))
}

/// The strings a key consists of, each behind its length (RFC 4253, 6.6); `None` where one ends early.
fn parts(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        parts.push(part);
        bytes = rest;
    }
    Some(parts)
}

/// Base64 with its padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if text.is_empty() || !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for c in digits.bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(digit)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Entry, Line, Unfit, path, public};

    const GOOD: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDIhz2GK/XCUj4i6Q5yQJNL1MKMe1CTxUZMbBGUDFuO4";

    /// An RSA key of this many bits, all of them ones.
    fn rsa(bits: usize) -> String {
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut blob = b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01".to_vec();
        blob.extend(u32::try_from(bits / 8).unwrap().to_be_bytes());
        blob.resize(blob.len() + bits / 8, 0xff);
        let missing = (3 - blob.len() % 3) % 3;
        blob.resize(blob.len() + missing, 0);
        let three = |c: &[u8]| {
            let n = u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]);
            [18, 12, 6, 0].map(|shift| char::from(digits[(n >> shift & 63) as usize]))
        };
        let mut text: String = blob.chunks(3).flat_map(three).collect();
        text.truncate(text.len() - missing);
        format!("ssh-rsa {text}{}", "=".repeat(missing))
    }

    #[test]
    fn a_plain_public_key_is_taken() {
        let (kind, blob) = public(&format!("{GOOD} zhang@pc\r\n")).unwrap();
        assert_eq!(format!("{kind} {blob}"), GOOD);
        assert_eq!(public(&format!("{GOOD}\n{GOOD}")), Err(Unfit::Several));
        assert_eq!(public(&format!("command=\"bash\" {GOOD}")), Err(Unfit::Options));
        assert_eq!(public(&format!("no-pty,{GOOD}")), Err(Unfit::Options));
        assert_eq!(public(&GOOD[..60]), Err(Unfit::Damaged));
        assert_eq!(public(&GOOD.replace("ssh-ed25519", "ecdsa-sha2-nistp256")), Err(Unfit::Damaged));
        assert_eq!(public("-----BEGIN OPENSSH PRIVATE KEY-----\nx"), Err(Unfit::Private));
        assert_eq!(public("---- BEGIN SSH2 PUBLIC KEY ----\nx"), Err(Unfit::Putty));
        assert_eq!(public("ssh-dss AAAA"), Err(Unfit::Weak("ssh-dss".to_owned())));
        assert_eq!(public("hello"), Err(Unfit::NoKey));
        assert_eq!(public(""), Err(Unfit::NoKey));
    }

    #[test]
    fn short_rsa_keys_are_not() {
        assert!(public(&rsa(2048)).is_ok());
        assert!(matches!(public(&rsa(1024)), Err(Unfit::Weak(_))));
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let (kind, blob) = public(GOOD).unwrap();
        let command = "/usr/local/bin/ganjiao --db /srv/ganjiao/office.db serve --as zhang".to_owned();
        let entry = Entry { name: "张三-pc".to_owned(), user: "zhang".to_owned(), command, kind, blob };
        let line = Line::of(entry.clone());
        assert_eq!(
            line.text,
            format!(
                "restrict,pty,command=\"/usr/local/bin/ganjiao --db /srv/ganjiao/office.db serve --as zhang\" {GOOD} 张三-pc"
            )
        );
        assert_eq!(Line::read(&line.text).entry, Some(entry));
        assert_eq!(Line::read(GOOD).foreign(), Some(true));
        assert_eq!(Line::read(&line.text.replace("restrict,pty,", "")).foreign(), Some(false));
        assert_eq!(Line::read("# remark").foreign(), None);
        assert!(!path("/a b") && !path("/a;b") && !path("a") && path("/数据/x.db"));
    }
}
