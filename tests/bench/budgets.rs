//! `cargo bench [-- SIZE…]`: the budgets of the design, measured from outside in a terminal of 120×36 and from inside.
//!
//! Sample cities of 10,000, 100,000 and 1,000,000 cadres are made once into `target/bench`. A key's time is from writing
//! it to the last byte before 30 ms of silence; the start is from spawning to the last byte before 50 ms of silence.

use ganjiao::{
    catalog,
    store::{
        Reader,
        demo::{Continue, Plan, build},
        query::{Edge, Query},
        search::{self, Limits},
    },
};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

const TODAY: &str = "2026-11-24";

/// A measured row: what, budget, and one value a size.
struct Row {
    what: &'static str,
    budget: f64,
    values: Vec<f64>,
}

/// The program in a terminal.
struct Session {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, usize)>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Session {
    fn start(db: &Path) -> (Self, f64) {
        let pty = native_pty_system().openpty(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ganjiao"));
        command.args(["--lang", "zh", "--today", TODAY, "--as", "bench", "--db"]);
        command.arg(db);
        command.env("TERM", "xterm-256color");
        let begun = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (send, chunks) = mpsc::channel();
        thread::spawn(move || {
            let mut buf = [0; 65536];
            while let Ok(n) = reader.read(&mut buf) {
                if n == 0 || send.send((Instant::now(), n)).is_err() {
                    return;
                }
            }
        });
        let writer = pty.master.take_writer().unwrap();
        let mut session = Self { child, writer, chunks, _master: pty.master };
        let (last, _) = session.settle(begun, Duration::from_millis(50));
        (session, last)
    }

    /// Milliseconds to the last byte before so much silence, and the bytes.
    fn settle(&mut self, begun: Instant, quiet: Duration) -> (f64, usize) {
        let (mut last, mut bytes) = (begun, 0);
        let mut wait = Duration::from_secs(2);
        while let Ok((at, n)) = self.chunks.recv_timeout(wait) {
            (last, bytes, wait) = (at, bytes + n, quiet);
        }
        ((last - begun).as_secs_f64() * 1000.0, bytes)
    }

    fn press(&mut self, keys: &str) -> (f64, usize) {
        let begun = Instant::now();
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.settle(begun, Duration::from_millis(30))
    }

    /// Resident and private memory in MB.
    fn memory(&self) -> (f64, f64) {
        let pid = self.child.process_id().unwrap();
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let kb = |name: &str| {
            let line = text.lines().find(|l| l.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
        };
        (kb("Rss:"), kb("Anonymous:"))
    }

    fn end(mut self) {
        self.writer.write_all(b"\x11").ok();
        thread::sleep(Duration::from_millis(100));
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let at = ((values.len() as f64 - 1.0) * share).ceil() as usize;
    values[at]
}

/// Presses a key so often: p99 of the time, most bytes.
#[allow(clippy::cast_precision_loss)]
fn keys(session: &mut Session, keys: &[&str], times: usize) -> (f64, f64) {
    let pressed: Vec<(f64, usize)> = (0..times).flat_map(|_| keys).map(|k| session.press(k)).collect();
    let mut times: Vec<f64> = pressed.iter().map(|p| p.0).collect();
    (percentile(&mut times, 0.99), pressed.iter().map(|p| p.1).max().unwrap_or(0) as f64)
}

fn outside(db: &Path, out: &mut Vec<(&'static str, f64, f64)>) {
    // The place is remembered: the first session leaves at the cadres, so the others start there.
    let (mut first, _) = Session::start(db);
    first.press("6");
    first.end();
    let mut starts: Vec<f64> = (0..7)
        .map(|_| {
            let (session, ms) = Session::start(db);
            session.end();
            ms
        })
        .collect();
    out.push(("start to first full frame, ms (median)", 20.0, percentile(&mut starts, 0.5)));
    let (mut s, _) = Session::start(db);
    thread::sleep(Duration::from_millis(500));
    s.settle(Instant::now(), Duration::from_millis(30));
    let (ms, bytes) = keys(&mut s, &["\x1b[B"], 25);
    out.push(("cursor move, ms (p99)", 3.0, ms));
    out.push(("cursor move, bytes (most)", 300.0, bytes));
    let (ms, bytes) = keys(&mut s, &["\x1b[6~"], 20);
    out.push(("page, ms (p99)", 8.0, ms));
    out.push(("page, bytes (most)", 4000.0, bytes));
    s.press("\x1bOR");
    let (ms, _) = keys(&mut s, &["w", "x", "m", "\x7f", "\x7f", "\x7f", "财", "政", "\x7f", "\x7f", "z", "\x7f"], 3);
    out.push(("find key, ms (p99)", 8.0, ms));
    let (rss, private) = s.memory();
    out.push(("resident memory, MB", 14.0, rss));
    out.push(("private memory, MB", 5.0, private));
    thread::sleep(Duration::from_secs(5));
    let idle: usize = s.chunks.try_iter().map(|(_, n)| n).sum();
    #[allow(clippy::cast_precision_loss)]
    out.push(("idle for 5 s, bytes", 0.0, idle as f64));
    s.end();
}

fn timed(times: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut all: Vec<f64> = (0..times)
        .map(|n| {
            let begun = Instant::now();
            work(n);
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    percentile(&mut all, 0.99)
}

fn inside(db: &Path, out: &mut Vec<(&'static str, f64, f64)>) {
    let reader = Reader::open(db).unwrap();
    let cadre = catalog::register("cadre").unwrap();
    let total = reader.total(cadre).unwrap();
    let fields: Vec<_> =
        std::iter::once(cadre.title).chain(cadre.columns.iter().copied()).filter_map(|n| cadre.field(n)).collect();
    let names = reader.page(cadre, Edge::At(total / 2), 200).unwrap();
    let rows = reader.rows(cadre, &fields[..1], &names).unwrap();
    let queries: Vec<String> = rows.iter().map(|r| r.cells[0].value.to_string()).collect();
    out.push((
        "a page of rows, ms (p99)",
        5.0,
        timed(200, |n| {
            let edge = if n % 2 == 0 { Edge::After(names[n % names.len()]) } else { Edge::End };
            let ids = reader.page(cadre, edge, 32).unwrap();
            reader.rows(cadre, &fields, &ids).unwrap();
        }),
    ));
    out.push((
        "find by name, ms (p99)",
        5.0,
        timed(400, |n| {
            search::find(reader.conn(), &queries[n % queries.len()], Limits::default()).unwrap();
        }),
    ));
    let unit = cadre.field("unit_id").unwrap();
    out.push((
        "counts by unit (a job), ms",
        f64::NAN,
        timed(3, |_| drop(reader.facets(&Query::all(cadre), unit, 2000).unwrap())),
    ));
}

fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")).map_or("?", |m| m.trim_start_matches([' ', '\t', ':']));
    let cores = thread::available_parallelism().map_or(0, usize::from);
    format!("{model}, {cores} cores")
}

fn city(size: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("city-{size}.db"));
    if !path.exists() {
        let begun = Instant::now();
        build(&path, &Plan { cadres: size, seed: 1, today: TODAY.parse().unwrap() }, &mut |_| Continue::Yes).unwrap();
        println!("made {size} cadres in {:.0} s", begun.elapsed().as_secs_f64());
    }
    path
}

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![10_000, 100_000, 1_000_000] } else { asked };
    let mut rows: Vec<Row> = Vec::new();
    for size in &sizes {
        let (db, mut out) = (city(*size), Vec::new());
        outside(&db, &mut out);
        inside(&db, &mut out);
        for (what, budget, value) in out {
            match rows.iter_mut().find(|r| r.what == what) {
                Some(row) => row.values.push(value),
                None => rows.push(Row { what, budget, values: vec![value] }),
            }
        }
    }
    println!("{}\n", machine());
    println!("| what | budget |{}", sizes.iter().map(|s| format!(" {s} |")).collect::<String>());
    println!("|---|---|{}", "---|".repeat(sizes.len()));
    for row in &rows {
        let cell = |v: &f64| format!(" {v:.1}{} |", if *v > row.budget { " over" } else { "" });
        let budget = if row.budget.is_nan() { "-".to_owned() } else { row.budget.to_string() };
        println!("| {} | {budget} |{}", row.what, row.values.iter().map(cell).collect::<String>());
    }
    let binary = fs::metadata(env!("CARGO_BIN_EXE_ganjiao")).map_or(0, |m| m.len());
    println!("\nbinary: {:.1} MB (budget 8)", binary as f64 / 1_048_576.0);
}
