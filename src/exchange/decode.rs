//! Bytes of a text file as text.
//!
//! Order: byte order mark, strict UTF-8, UTF-16 without a mark, then what the bytes look like in a Chinese office,
//! which is GB18030 almost always. Nothing is replaced silently: bytes that fit no encoding make the file unknown.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file, without its mark. `None` where no encoding fits.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..]);
    }
    if let Some(wide) = wide(bytes) {
        return strict(wide, bytes);
    }
    if let Some(text) = strict(UTF_8, bytes) {
        return Some(text);
    }
    let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    guess.feed(bytes, true);
    let guessed = guess.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    let guessed = if guessed == GBK { GB18030 } else { guessed };
    strict(GB18030, bytes).or_else(|| strict(guessed, bytes)).or_else(|| mended(bytes))
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 without a mark: every other byte of the first line is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let many = head.len() / 10;
    match (zeros(0), zeros(1)) {
        (even, odd) if even > many && odd * 8 < even => Some(UTF_16BE),
        (even, odd) if odd > many && even * 8 < odd => Some(UTF_16LE),
        _ => None,
    }
}

/// A Chinese text with a few broken bytes: the broken ones show as `�`, if they are fewer than one in a thousand.
fn mended(bytes: &[u8]) -> Option<String> {
    [UTF_8, GB18030].into_iter().find_map(|encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
        (broken * 1000 < text.chars().count()).then(|| text.into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_in_six_encodings() {
        let text = "姓名,单位\r\n李四,水务局\r\n王䶮𬭎,财政局\r\n";
        let wide = |big: bool, mark: bool| {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect::<Vec<u8>>()
        };
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(text.as_bytes());
        let files = [text.as_bytes().to_vec(), marked, GB18030.encode(text).0.into_owned(), wide(false, true), wide(true, true)];
        for bytes in files {
            assert_eq!(decode(&bytes).as_deref(), Some(text));
        }
        assert_eq!(decode(&GB18030.encode("李四").0).as_deref(), Some("李四"));
        let ascii = "id,name\r\n1,x\r\n".repeat(3);
        let bytes: Vec<u8> = ascii.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes), Some(ascii));
    }
}
