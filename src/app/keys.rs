//! The thread that reads the terminal, waits out a lone Esc, and ends when the line does.

use super::input::{Came, Encoding};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// How what is typed is written, for the reading thread to see.
#[derive(Clone, Default)]
pub(super) struct Typing(Arc<AtomicBool>);

impl Typing {
    /// From now on.
    pub fn set(&self, encoding: Encoding) {
        self.0.store(encoding == Encoding::Gbk, Ordering::Relaxed);
    }

    fn get(&self) -> Encoding {
        if self.0.load(Ordering::Relaxed) { Encoding::Gbk } else { Encoding::Utf8 }
    }
}

#[cfg(unix)]
mod unix {
    use super::{Came, Typing};
    use crate::app::input::Decoder;
    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        io::{Errno, read},
    };
    use std::{env, io, thread, time::Duration};

    /// So long after a lone Esc nothing more belongs to it; over a network the rest may be late.
    const NEAR: Duration = Duration::from_millis(50);
    const FAR: Duration = Duration::from_millis(100);
    /// So long the rest of a sequence or of a paste may take.
    const REST: Duration = Duration::from_secs(2);

    /// Reads until the line is gone or nobody listens; `tell` gets `None` at the end.
    pub fn listen(typing: Typing, tell: impl Fn(Option<Came>) -> bool + Send + 'static) -> io::Result<()> {
        let short = if env::var_os("SSH_CONNECTION").is_some() { FAR } else { NEAR };
        thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
            read_on(&typing, short, &tell);
            tell(None);
        })?;
        Ok(())
    }

    fn read_on(typing: &Typing, short: Duration, tell: &impl Fn(Option<Came>) -> bool) {
        let stdin = io::stdin();
        let (mut decoder, mut bytes) = (Decoder::default(), [0; 4096]);
        loop {
            let wait = match (decoder.waits_shortly(), decoder.waits()) {
                (true, _) => Some(short),
                (false, true) => Some(REST),
                _ => None,
            };
            let wait = wait.and_then(|w| Timespec::try_from(w).ok());
            let mut line = [PollFd::new(&stdin, PollFlags::IN)];
            let came = match poll(&mut line, wait.as_ref()) {
                Ok(0) => decoder.pause(),
                Ok(_) => match read(&stdin, &mut bytes) {
                    Ok(0) => return,
                    Ok(n) => {
                        decoder.set(typing.get());
                        decoder.feed(&bytes[..n])
                    }
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Err(_) => return,
                },
                Err(Errno::INTR) => continue,
                Err(_) => return,
            };
            for what in came {
                if !tell(Some(what)) {
                    return;
                }
            }
        }
    }
}

#[cfg(unix)]
pub(super) use unix::listen;

/// Elsewhere the console gives keys and not bytes.
#[cfg(not(unix))]
pub(super) fn listen(_: Typing, tell: impl Fn(Option<Came>) -> bool + Send + 'static) -> std::io::Result<()> {
    use crate::ui::Key;
    use crossterm::event::{self, Event, KeyEventKind};
    std::thread::Builder::new().name("keys".into()).stack_size(256 * 1024).spawn(move || {
        while let Ok(event) = event::read() {
            let came = match event {
                Event::Key(key) if key.kind != KeyEventKind::Release => Came::Key(Key::from_event(key), Vec::new()),
                Event::Paste(text) => Came::Paste(text),
                _ => continue,
            };
            if !tell(Some(came)) {
                return;
            }
        }
        tell(None);
    })?;
    Ok(())
}
