//! What terminals send, and the keys it is: whole, cut anywhere, and what must never become text.

use crossterm::event::KeyCode;
use ganjiao::{
    app::input::{Came, Decoder, Encoding},
    ui::{Key, key},
};
use proptest::prelude::*;

/// Fed in one read, then a pause.
fn came(bytes: &[u8]) -> Vec<Came> {
    let mut decoder = Decoder::default();
    let mut came = decoder.feed(bytes);
    came.extend(decoder.pause());
    came
}

fn keys(bytes: &[u8]) -> Vec<Key> {
    came(bytes)
        .into_iter()
        .map(|what| match what {
            Came::Key(key, _) => key,
            other => panic!("{other:?} of {bytes:?}"),
        })
        .collect()
}

const KEYS: &[(&[u8], Key)] = &[
    (b"a", key::ch('a')),
    ("明".as_bytes(), key::ch('明')),
    ("\u{2cb4e}".as_bytes(), key::ch('\u{2cb4e}')),
    ("ｊ".as_bytes(), key::ch('ｊ')),
    (b"\x08", key::BACKSPACE),
    (b"\x7f", key::BACKSPACE),
    (b"\r", key::ENTER),
    (b"\n", key::ENTER),
    (b"\t", key::TAB),
    (b"\x11", key::ctrl('q')),
    (b"\x1b", key::ESC),
    (b"\x1b[A", key::UP),
    (b"\x1bOB", key::DOWN),
    (b"\x1b[1~", key::HOME),
    (b"\x1b[7~", key::HOME),
    (b"\x1b[H", key::HOME),
    (b"\x1bOH", key::HOME),
    (b"\x1b[4~", key::END),
    (b"\x1b[8~", key::END),
    (b"\x1b[F", key::END),
    (b"\x1bOF", key::END),
    (b"\x1b[Ow", key::END),
    (b"\x1b[5~", key::PAGE_UP),
    (b"\x1b[3~", key::DELETE),
    (b"\x1b[Z", key::BACK_TAB),
    (b"\x1bOP", key::f(1)),
    (b"\x1b[11~", key::f(1)),
    (b"\x1b[[A", key::f(1)),
    (b"\x1b[15~", key::f(5)),
    (b"\x1b[17~", key::f(6)),
    (b"\x1b[24~", key::f(12)),
    (b"\x1b[1;2R", key::f(3)),
    (b"\x1b[1;5C", Key { code: KeyCode::Right, ctrl: true, alt: false }),
    (b"\x1bOp", key::ch('0')),
    (b"\x1bOy", key::ch('9')),
    (b"\x1bOM", key::ENTER),
    (b"\x1bOk", key::ch('+')),
    (b"\x1bOn", key::ch('.')),
    (b"\x1bOo", key::ch('/')),
    (b"\x1bj", Key { code: KeyCode::Char('j'), ctrl: false, alt: true }),
    (b"\x1b[106;5u", key::ENTER),
    (b"\x1b[27;5;113~", key::ctrl('q')),
];

#[test]
fn every_terminals_keys() {
    for (bytes, is) in KEYS {
        assert_eq!(keys(bytes), [*is], "{:?}", String::from_utf8_lossy(bytes));
    }
}

/// A slow line cuts anywhere; as long as the rest comes before the pause, it is the same key.
#[test]
fn sequences_cut_anywhere_are_the_same_keys() {
    for (bytes, is) in KEYS {
        // A report that the window lost the keys is whole without the letter that makes it PuTTY's End.
        for cut in (1..bytes.len()).filter(|cut| bytes[..*cut] != *b"\x1b[O") {
            let mut decoder = Decoder::default();
            let mut came = decoder.feed(&bytes[..cut]);
            assert!(decoder.waits(), "{bytes:?} at {cut}");
            came.extend(decoder.feed(&bytes[cut..]));
            came.extend(decoder.pause());
            assert!(matches!(&came[..], [Came::Key(key, whole)] if key == is && whole == bytes), "{bytes:?} at {cut}: {came:?}");
        }
    }
    assert_eq!(keys(b"\x1b\x1b"), [key::ESC, key::ESC]);
    assert_eq!(keys(b"\x1b\x1b[A"), [key::ESC, key::UP]);
}

/// Answers and reports: wanted ones are told, the others passed over, and none is ever text.
#[test]
fn what_a_terminal_answers_is_no_text() {
    for answer in [
        "\x1b[?1;2c",
        "\x1b[>0;136;0c",
        "\x1b[?2026;2$y",
        "\x1b[?0u",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1b]11;rgb:0000/0000/0000\x1b\\",
        "\x1bP>|TTY 0.81\x1b\\",
        "\x1b[I",
        "\x1b[O",
        "\x1b[8;24;80t",
        "\x1b[0n",
        "\x1b[<0;5;5M",
        "\x1b[M !!",
        "\x1b[201~",
    ] {
        for cut in 0..answer.len() {
            let mut decoder = Decoder::default();
            let mut seen = decoder.feed(&answer.as_bytes()[..cut]);
            seen.extend(decoder.feed(&answer.as_bytes()[cut..]));
            seen.extend(decoder.feed(b"j"));
            assert_eq!(seen, [Came::Key(key::ch('j'), b"j".to_vec())], "{answer:?} cut at {cut}");
        }
    }
    assert_eq!(came(b"\x1b[24;80R"), [Came::At(24, 80)]);
    // Cut off by a broken line: not text either.
    assert_eq!(came(b"\x1b[24;8"), []);
}

#[test]
fn a_paste_is_one_text_whatever_it_holds() {
    let pasted = "\x1b[200~张三\t水务局\r\n李四\x1b[31m\x1b[201~j";
    for cut in 0..pasted.len() {
        let mut decoder = Decoder::default();
        let mut seen = decoder.feed(&pasted.as_bytes()[..cut]);
        seen.extend(decoder.feed(&pasted.as_bytes()[cut..]));
        let is = [Came::Paste("张三\t水务局\r\n李四\x1b[31m".into()), Came::Key(key::ch('j'), b"j".to_vec())];
        assert_eq!(seen, is, "cut at {cut}");
    }
    // The end never came: what did is there.
    assert_eq!(came("\x1b[200~张三".as_bytes()), [Came::Paste("张三".into())]);
}

/// A terminal that writes GBK: told, and its second halves are no commands; in GBK it is read.
#[test]
fn gbk_is_noticed_and_can_be_read() {
    assert_eq!(came(b"\xc4\xe3\xba\xc3"), [Came::Invalid(4)]);
    assert_eq!(came(b"\xc4a\xd6b"), [Came::Invalid(4)]);
    let mut decoder = Decoder::default();
    decoder.set(Encoding::Gbk);
    let mut seen = decoder.feed(b"\xc4");
    seen.extend(decoder.feed(b"\xe3\xba\xc3q"));
    let typed: String = seen.iter().filter_map(|w| if let Came::Key(k, _) = w { k.typed() } else { None }).collect();
    assert_eq!(typed, "你好q");
}

proptest! {
    /// Any bytes, cut anywhere: no panic, nothing is held for ever, and bytes without Esc come out in their number.
    #[test]
    fn any_bytes_are_survived(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..12), 0..12)) {
        let mut decoder = Decoder::default();
        for piece in &pieces {
            decoder.feed(piece);
        }
        decoder.pause();
        prop_assert!(!decoder.waits());
        prop_assert_eq!(decoder.feed(b"j"), vec![Came::Key(key::ch('j'), b"j".to_vec())]);
    }

    /// Text stays text, however it is cut.
    #[test]
    fn text_comes_through(text in "[a-z0-9 ，。王明澜江·\u{2cb4e}]{0,40}", at in any::<prop::sample::Index>()) {
        let cut = at.index(text.len() + 1);
        let mut decoder = Decoder::default();
        let mut seen = decoder.feed(&text.as_bytes()[..cut]);
        seen.extend(decoder.feed(&text.as_bytes()[cut..]));
        let typed: String = seen.iter().filter_map(|w| if let Came::Key(k, _) = w { k.typed() } else { None }).collect();
        prop_assert_eq!(typed, text);
    }
}
