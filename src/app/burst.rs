//! A paste on a terminal without brackets: it arrives as keys, and its line ends as Enter.
//!
//! Nobody types several characters, Enter and more within one look at the keyboard; so such a run is one paste, and its
//! Enter and Tab are text. In a list a paste has to look like a table too, because a slow line may deliver several
//! commands at once.

use std::{sync::mpsc, time::Duration};

/// From so many keys at once on, what follows may still belong to them.
const MANY: usize = 3;
/// So long nothing may come before a paste counts as over.
const QUIET: Duration = Duration::from_millis(8);
/// Characters of a table without Chinese text, at least: fewer may be commands.
const LONG: usize = 16;

/// What has happened at once, with runs of keys that were pasted put together. `typed` is the character of a plain key
/// (Enter and Tab as themselves), `paste` makes a paste of a text.
pub(super) fn gathered<H>(
    first: Option<H>,
    more: &mpsc::Receiver<H>,
    typing: bool,
    typed: impl Fn(&H) -> Option<char>,
    paste: impl Fn(String) -> H,
) -> Vec<H> {
    let mut all: Vec<H> = first.into_iter().chain(more.try_iter()).collect();
    while all.iter().rev().take(MANY).filter(|h| typed(h).is_some()).count() == MANY {
        let Ok(next) = more.recv_timeout(QUIET) else { break };
        all.push(next);
        all.extend(more.try_iter());
    }
    let mut out = Vec::with_capacity(all.len());
    let mut run: Vec<H> = Vec::new();
    let mut text = String::new();
    for happening in all {
        if let Some(c) = typed(&happening) {
            text.push(c);
            run.push(happening);
            continue;
        }
        flush(&mut out, &mut run, &mut text, typing, &paste);
        out.push(happening);
    }
    flush(&mut out, &mut run, &mut text, typing, &paste);
    out
}

fn flush<H>(out: &mut Vec<H>, run: &mut Vec<H>, text: &mut String, typing: bool, paste: &impl Fn(String) -> H) {
    let keys = std::mem::take(run);
    let text = std::mem::take(text);
    if pasted(&text, typing) {
        out.push(paste(text));
    } else {
        out.extend(keys);
    }
}

/// True where keys that came at once were a paste.
fn pasted(text: &str, typing: bool) -> bool {
    let inner = text.trim_matches(['\n', '\t']);
    let printed = inner.chars().filter(|c| !c.is_whitespace()).count();
    if typing {
        return printed >= MANY && inner.contains('\n');
    }
    let han = inner.chars().filter(|c| !c.is_ascii()).count();
    inner.contains(['\t', '\n']) && (han >= 2 || printed >= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, typing: bool) -> Vec<String> {
        let (send, more) = mpsc::channel();
        text.chars().for_each(|c| send.send(c.to_string()).unwrap());
        drop(send);
        let typed = |h: &String| h.chars().next().filter(|c| *c != '^');
        gathered(None, &more, typing, typed, |text| format!("paste {text}"))
    }

    #[test]
    fn a_column_into_a_field_is_one_paste() {
        assert_eq!(seen("张三\n李四\n", true), ["paste 张三\n李四\n"]);
        assert_eq!(seen("张三\n", true).len(), 3, "a name and Enter are typed");
        assert_eq!(seen("早上", true), ["早", "上"], "an input method commits several characters");
    }

    #[test]
    fn a_table_onto_a_list_is_one_paste_and_commands_are_not() {
        assert_eq!(seen("张三\t水务局\n", false), ["paste 张三\t水务局\n"]);
        assert_eq!(seen("6\tjj\n", false).len(), 5);
        assert_eq!(seen("Site 1\tTown Hall\nSite 2\tOld Mill\n", false).len(), 1);
    }

    #[test]
    fn other_keys_part_the_runs() {
        assert_eq!(seen("^张三\n李四\n^", true), ["^", "paste 张三\n李四\n", "^"]);
    }
}
