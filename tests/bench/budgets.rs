//! Measures what the project promises, on data of any size, and prints one table: what, budget, and a column a size.
//!
//! `cargo bench` measures 10,000, 100,000 and 1,000,000 cadres, `cargo bench -- 10000` only those, `cargo bench -- 10000 inside`
//! only the reads in process (`outside`: at a terminal, `office`: the work of an office, `papers`: what leaves it,
//! `crowd`: 100 sessions at once, or as many as `GANJIAO_CROWD` says). The file is read once before, so
//! that a figure is the program's and not the disk's. The databases are kept in `target/bench/` and made where they are
//! missing. Nothing fails here: a budget that is exceeded is marked, because a machine under load exceeds any.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod crowd;
mod hours;
mod inside;
mod office;
mod outside;
mod papers;
#[allow(dead_code)]
#[path = "../pty/session.rs"]
mod session;
mod table;

use chrono::NaiveDate;
use ganjiao::store::demo::{Continue, Plan, build};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};
use table::Table;

const SIZES: &[u32] = &[10_000, 100_000, 1_000_000];
/// A part of the measurements, by the word that asks for it.
type Part = (&'static str, fn(&Path, &mut table::Column));
const PARTS: &[Part] = &[
    ("outside", outside::measure),
    ("inside", inside::measure),
    ("office", office::measure),
    ("hours", hours::measure),
    ("crowd", crowd::measure),
    ("papers", papers::measure),
];

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let parts: Vec<String> = std::env::args().filter(|arg| PARTS.iter().any(|(part, _)| part == arg)).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    let mut table = Table::default();
    for cadres in &sizes {
        let db = database(&folder, *cadres);
        eprintln!("measuring {cadres}");
        let mut column = table.column(*cadres);
        warm(&db);
        for (part, measure) in PARTS.iter().filter(|(part, _)| parts.is_empty() || parts.iter().any(|asked| asked == part)) {
            eprintln!("  {part}");
            measure(&db, &mut column);
        }
    }
    print!("{}", table.markdown());
    println!("\n{}", machine());
}

/// The day the sample city lives in.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

/// The sample city of this size, made unless it is there. A program with another schema makes another.
fn database(folder: &Path, cadres: u32) -> PathBuf {
    let path = folder.join(format!("city-{cadres}-schema-{}.db", ganjiao::store::schema::version()));
    if path.exists() {
        return path;
    }
    eprintln!("making {}", path.display());
    let since = Instant::now();
    let made = build(&path, &Plan { cadres, seed: 1, today: today() }, &mut |_| Continue::Yes).unwrap();
    let bytes = fs::metadata(&path).unwrap().len();
    eprintln!("{} entries, {} MB in {:.1} s", made.entries, bytes / 1_000_000, since.elapsed().as_secs_f64());
    path
}

/// Brings the file into the memory of the machine, after the copy of the day was made, so that no session makes it meanwhile.
fn warm(db: &Path) {
    ganjiao::store::backup::daily(db, ganjiao::app::clock::moment()).unwrap();
    let mut file = fs::File::open(db).unwrap();
    std::io::copy(&mut file, &mut std::io::sink()).unwrap();
}

/// Whose numbers these are.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim()));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let compiler =
        std::process::Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into())).arg("--version").output();
    let compiler = compiler.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    let binary = fs::metadata(env!("CARGO_BIN_EXE_ganjiao")).map_or(0, |meta| meta.len());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "{}, {cores} cores, load {}, {compiler}; binary {:.1} MB (budget 8 MB).",
        model.unwrap_or("unknown processor"),
        load.split(' ').next().unwrap_or("unknown"),
        binary as f64 / 1e6
    )
}
