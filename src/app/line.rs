//! The line to the terminal: one frame at a time, sent by a thread of its own.
//!
//! A line that is slow, or a window that nobody reads any more, holds up whoever writes to it for as long as it likes. So
//! the thread that draws never writes: it hands over a frame when the last one is gone and leaves out those in between.

use super::input::Encoding;
use std::{
    io::{self, Write},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

#[derive(Default)]
struct Shared {
    waiting: Mutex<Option<Vec<u8>>>,
    news: Condvar,
    broken: AtomicBool,
    gbk: AtomicBool,
}

/// Takes frames.
#[derive(Clone)]
pub(super) struct Line(Arc<Shared>);

impl Line {
    /// To this terminal; `sent` is told after each frame.
    pub fn start(mut out: impl Write + Send + 'static, sent: impl Fn() + Send + 'static) -> io::Result<Self> {
        let line = Self(Arc::default());
        let shared = Arc::clone(&line.0);
        thread::Builder::new().name("line-out".into()).stack_size(256 * 1024).spawn(move || {
            loop {
                let mut waiting = shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                while waiting.as_ref().is_none_or(Vec::is_empty) {
                    waiting = shared.news.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                }
                // An empty frame stays while this one is on its way: the line is not free yet.
                let bytes = waiting.replace(Vec::new()).unwrap_or_default();
                drop(waiting);
                let bytes = if shared.gbk.load(Ordering::Relaxed) { in_gbk(bytes) } else { bytes };
                let gone = out.write_all(&bytes).and_then(|()| out.flush()).is_err();
                shared.broken.store(gone, Ordering::Relaxed);
                *shared.waiting.lock().unwrap_or_else(PoisonError::into_inner) = None;
                shared.news.notify_all();
                sent();
                if gone {
                    return;
                }
            }
        })?;
        Ok(line)
    }

    /// True where the last frame is gone.
    pub fn free(&self) -> bool {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// True where the terminal takes nothing any more.
    pub fn broken(&self) -> bool {
        self.0.broken.load(Ordering::Relaxed)
    }

    /// How text is written from the next frame on.
    pub fn set(&self, encoding: Encoding) {
        self.0.gbk.store(encoding == Encoding::Gbk, Ordering::Relaxed);
    }

    /// Waits until the last frame is gone, or for so long; true if it is.
    pub fn finish(&self, patience: Duration) -> bool {
        let waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.news.wait_timeout_while(waiting, patience, |w| w.is_some());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_none()
    }
}

impl Write for Line {
    /// Hands over a frame; only where the line is [`free`](Self::free).
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.broken() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let mut waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_some() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        *waiting = Some(bytes.to_vec());
        self.0.news.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a terminal in the old encoding understands; a character it does not have is a question mark of its width.
fn in_gbk(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(bytes) else { return Vec::new() };
    let mut out = Vec::with_capacity(text.len());
    let mut one = [0; 4];
    for c in text.chars() {
        let (encoded, _, failed) = encoding_rs::GBK.encode(c.encode_utf8(&mut one));
        if failed {
            out.extend_from_slice(if crate::ui::text::width(one_char(&one, c)) > 1 { b"??" } else { b"?" });
        } else {
            out.extend_from_slice(&encoded);
        }
    }
    out
}

fn one_char(bytes: &[u8; 4], c: char) -> &str {
    std::str::from_utf8(&bytes[..c.len_utf8()]).unwrap_or_default()
}
