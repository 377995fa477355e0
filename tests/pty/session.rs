//! The real program in a pseudo terminal: keys in, stamped bytes out, the screen as a model terminal shows it.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read, Write},
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What is read from the terminal, each piece with its time.
#[derive(Default)]
struct Line {
    pieces: Mutex<Vec<(Instant, Vec<u8>)>>,
    news: Condvar,
    ended: AtomicBool,
    stop: AtomicBool,
}

impl Line {
    fn pieces(&self) -> MutexGuard<'_, Vec<(Instant, Vec<u8>)>> {
        self.pieces.lock().unwrap()
    }

    fn read(&self, mut from: impl Read) {
        let mut bytes = vec![0; 64 * 1024];
        while !self.stop.load(Ordering::SeqCst) {
            let n = from.read(&mut bytes).unwrap_or(0);
            let now = Instant::now();
            if n == 0 {
                break;
            }
            self.pieces().push((now, bytes[..n].to_vec()));
            self.news.notify_all();
        }
        self.ended.store(true, Ordering::SeqCst);
        self.news.notify_all();
    }
}

/// The answer to a key: from the key to its first and last byte, and how many bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer {
    /// Until the first byte; `None` without any.
    pub first: Option<Duration>,
    /// Until the last byte.
    pub last: Option<Duration>,
    /// Bytes sent.
    pub bytes: usize,
}

/// How to start the program.
pub struct Start<'a> {
    /// The database.
    pub db: &'a Path,
    /// Environment beside TERM, LANG, HOME and PATH.
    pub env: &'a [(&'a str, &'a str)],
    /// Columns and rows.
    pub size: (u16, u16),
    /// Further arguments.
    pub args: &'a [&'a str],
    /// A shell line that ends in `exec "$@"`, put before the program.
    pub shell: Option<&'a str>,
}

impl<'a> Start<'a> {
    /// At 80×24.
    pub const fn on(db: &'a Path) -> Self {
        Self { db, env: &[], size: (80, 24), args: &[], shell: None }
    }

    fn command(&self) -> CommandBuilder {
        let program = env!("CARGO_BIN_EXE_ganjiao");
        let mut command = match self.shell {
            None => CommandBuilder::new(program),
            Some(line) => {
                let mut command = CommandBuilder::new("sh");
                command.args(["-c", line, "sh", program]);
                command
            }
        };
        command.args(["--db".as_ref(), self.db.as_os_str()]);
        command.args(self.args);
        command.env_clear();
        let home = self.db.parent().unwrap().to_str().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        for (name, value) in
            [("TERM", "xterm-256color"), ("LANG", "zh_CN.UTF-8"), ("HOME", home), ("PATH", &path), ("USER", "tester")]
        {
            command.env(name, value);
        }
        for (name, value) in self.env {
            command.env(name, value);
        }
        command.cwd(home);
        command
    }
}

/// A running program.
pub struct Session {
    /// When it was started.
    pub started: Instant,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    line: Arc<Line>,
    reader: Option<JoinHandle<()>>,
    parser: vt100::Parser,
    parsed: usize,
    /// The terminal's settings before the program ran.
    pub before: String,
}

impl Session {
    /// Starts the program.
    pub fn start(start: &Start) -> Self {
        let (cols, rows) = start.size;
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let line = Arc::new(Line::default());
        let from = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let before = format!("{:?}", pair.master.get_termios());
        let reading = Arc::clone(&line);
        let reader = thread::spawn(move || reading.read(from));
        let started = Instant::now();
        let child = pair.slave.spawn_command(start.command()).unwrap();
        drop(pair.slave);
        Self {
            started,
            child,
            master: Some(pair.master),
            writer: Some(writer),
            line,
            reader: Some(reader),
            parser: vt100::Parser::new(rows, cols, 0),
            parsed: 0,
            before,
        }
    }

    /// Waits until nothing more comes: a frame may arrive in pieces.
    pub fn quiet(&self) {
        let (mut seen, mut still) = (self.pieces(), 0);
        while still < 10 {
            thread::sleep(Duration::from_millis(20));
            let now = self.pieces();
            still = if now == seen { still + 1 } else { 0 };
            seen = now;
        }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Pieces read so far.
    pub fn pieces(&self) -> usize {
        self.line.pieces().len()
    }

    /// Everything read from a piece on.
    pub fn bytes(&self, from: usize) -> Vec<u8> {
        self.line.pieces()[from..].iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect()
    }

    /// Waits for the answer that begins at a piece, until the line was quiet for so long.
    pub fn settle(&self, from: usize, since: Instant, quiet: Duration, longest: Duration) -> Answer {
        let mut pieces = self.line.pieces();
        loop {
            let now = Instant::now();
            let until = match pieces.last().filter(|_| pieces.len() > from) {
                Some((last, _)) => (*last).max(since) + quiet,
                None => since + longest,
            };
            if now >= until || self.line.ended.load(Ordering::SeqCst) {
                break;
            }
            pieces = self.line.news.wait_timeout(pieces, until - now).unwrap().0;
        }
        let after = |at: Option<&(Instant, Vec<u8>)>| at.map(|(time, _)| time.saturating_duration_since(since));
        let answer = pieces.get(from..).unwrap_or_default();
        Answer { first: after(answer.first()), last: after(answer.last()), bytes: answer.iter().map(|(_, b)| b.len()).sum() }
    }

    /// Sends keys as bytes.
    pub fn send(&mut self, bytes: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Sends bytes that need not be text.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Nobody reads the terminal any more, but it stays open; `key` is one that draws something.
    pub fn freeze(&mut self, key: &str) {
        self.line.stop.store(true, Ordering::SeqCst);
        self.send(key);
        self.reader.take().unwrap().join().unwrap();
    }

    /// Sends a key and waits for its answer: 30 ms of silence end it, 500 ms without a byte count as none.
    pub fn press(&mut self, bytes: &str) -> Answer {
        let (from, since) = (self.pieces(), Instant::now());
        self.send(bytes);
        self.settle(from, since, Duration::from_millis(30), Duration::from_millis(500))
    }

    /// What the model terminal shows now.
    pub fn screen(&mut self) -> &vt100::Screen {
        let pieces = self.line.pieces();
        for (_, bytes) in &pieces[self.parsed..] {
            self.parser.process(bytes);
        }
        self.parsed = pieces.len();
        drop(pieces);
        self.parser.screen()
    }

    /// Waits until the screen shows these words.
    #[track_caller]
    pub fn sees(&mut self, words: &str) {
        let until = Instant::now() + Duration::from_secs(10);
        while !self.screen().contents().contains(words) {
            let ended = self.line.ended.load(Ordering::SeqCst);
            assert!(!ended && Instant::now() < until, "no {words:?} on\n{}", self.screen().contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Another size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        // The program draws everything anew; what was on its way for the old size would not fit the model.
        self.parser = vt100::Parser::new(rows, cols, 0);
        self.parsed = self.pieces();
        self.master.as_ref().unwrap().resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The terminal's settings now.
    pub fn termios(&self) -> String {
        format!("{:?}", self.master.as_ref().unwrap().get_termios())
    }

    /// Closes the terminal as a dropped line does; `key` is one that draws something, which frees the reading thread.
    pub fn hang_up(&mut self, key: &str) {
        self.line.stop.store(true, Ordering::SeqCst);
        self.send(key);
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
    }

    /// How it ended, if it ended within this time.
    pub fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.last_bytes();
                return Some(status);
            }
            if Instant::now() > until {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The process may be gone before its last bytes were read.
    fn last_bytes(&self) {
        let until = Instant::now() + Duration::from_secs(2);
        while self.master.is_some() && !self.line.ended.load(Ordering::SeqCst) && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.pid());
        assert!(std::process::Command::new("sh").args(["-c", &line]).status().unwrap().success());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
