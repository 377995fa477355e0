//! The first import: files in, records and findings out.
//!
//! All files of one call are read as one: tables are taken in the order in which they depend on each other (units
//! before people, people before hours), whatever the order of files and sheets. Saving happens while reading, within
//! the caller's transaction, so that a row can refer to one that came a moment before; a rehearsal is the same work
//! in a transaction that is given up.

use super::choice::{self, Ask, Choices};
use super::grid::{At, Cell, Grid};
use super::issue::{Issue, Reason, Severity};
use super::kind::Kind;
use super::open::{Refusal, open};
use super::sheet::{Ledger, Outcome, Pending, Sheet};
use super::table::{self, Table};
use super::{read, rows, trace::Span};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::{Class, Office, Remembered};
use chrono::NaiveDate;
use color_eyre::eyre::Result;
use std::borrow::Cow;
use std::rc::Rc;

/// A file, opened.
pub struct Source {
    /// Its name without folder.
    pub name: String,
    /// A number by which the same file is known again.
    pub digest: String,
    /// Its sheets, or why it is not taken.
    pub grids: Result<Vec<Grid>, Refusal>,
}

impl Source {
    /// Opens a file; one that is too big is refused before it is read.
    #[must_use]
    pub fn open(name: &str, path: &std::path::Path) -> Self {
        let unreadable = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => Refusal::Missing,
            _ => Refusal::Unreadable(e.to_string()),
        };
        let bytes = match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(Refusal::Folder),
            // A device never ends, and a pipe may never begin.
            Ok(meta) if !meta.is_file() => Err(Refusal::Special),
            Ok(meta) if meta.len() > super::open::MAX_BYTES => Err(Refusal::TooLarge),
            Ok(_) => std::fs::read(path).map_err(unreadable),
            Err(error) => Err(unreadable(error)),
        };
        match bytes {
            Ok(bytes) => Self::new(name, &bytes),
            Err(why) => Self { name: crate::domain::clean::clean(name).0, digest: digest(&[]), grids: Err(why) },
        }
    }

    /// Opens the bytes of a file.
    #[must_use]
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: crate::domain::clean::clean(name).0, digest: digest(bytes), grids: open(bytes) }
    }
}

/// What the caller asks for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Take every sheet as this kind.
    pub kind: Option<Kind>,
    /// Take only the sheet of this name.
    pub sheet: Option<&'a str>,
    /// Today.
    pub today: NaiveDate,
    /// Now, ISO text.
    pub now: &'a str,
    /// Who imports.
    pub actor: &'a str,
    /// The language of the findings that are kept.
    pub lang: crate::text::Lang,
}

/// Sees how far an import is, and may stop it.
pub trait Watch {
    /// So many rows of so many are read.
    fn at(&self, done: u64, whole: u64);
    /// True once the person wants no more; nothing is written then.
    fn stopped(&self) -> bool;
}

/// What a person decided, and what is wanted to know, beyond what was asked for.
#[derive(Default)]
pub struct Guide<'a> {
    /// What was decided.
    pub choices: Choices,
    /// Aliases of units are kept for the next time: not for who may not change units.
    pub learn: bool,
    /// Each record is told of.
    pub detail: bool,
    /// Sees how far it is.
    pub watch: Option<&'a dyn Watch>,
    done: std::cell::Cell<u64>,
    whole: std::cell::Cell<u64>,
}

impl<'a> Guide<'a> {
    /// With what was decided.
    #[must_use]
    pub fn new(choices: Choices, learn: bool, watch: Option<&'a dyn Watch>) -> Self {
        Self { choices, learn, detail: true, watch, ..Self::default() }
    }

    /// So many rows are to be read.
    fn expect(&self, rows: usize) {
        self.done.set(0);
        self.whole.set(rows as u64);
    }

    /// A row more.
    ///
    /// # Errors
    /// [`crate::store::Error::Stopped`] where the person wants no more.
    pub(super) fn step(&self) -> Result<()> {
        const EACH: u64 = 64;
        let Some(watch) = self.watch else { return Ok(()) };
        let done = self.done.get() + 1;
        self.done.set(done);
        if !done.is_multiple_of(EACH) {
            return Ok(());
        }
        watch.at(done.min(self.whole.get()), self.whole.get());
        if watch.stopped() { Err(crate::store::Error::Stopped.into()) } else { Ok(()) }
    }
}

/// What came of an import: one line a sheet and kind, in the order of files and sheets.
#[derive(Debug, Default)]
pub struct Report {
    /// Sheets.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// The sum of a count over all sheets.
    #[must_use]
    pub fn sum(&self, count: fn(&Outcome) -> usize) -> usize {
        self.outcomes.iter().map(count).sum()
    }
}

/// A table with the place it has in the order of reading and of the report.
struct Job<'a> {
    file: usize,
    sheet: usize,
    number: usize,
    part: usize,
    kind: Kind,
    word: Option<&'static str>,
    grid: &'a Grid,
    table: &'a Table,
}

/// Imports the files into the office's data. Files that are refused are passed over: the caller has seen them.
pub fn import(office: &mut dyn Office, sources: &[Source], request: &Request) -> Result<Report> {
    guided(office, sources, request, &Guide::default())
}

/// The same with what a person decided.
pub fn guided(office: &mut dyn Office, sources: &[Source], request: &Request, guide: &Guide) -> Result<Report> {
    let memory = office.remembered()?;
    let tables = tables(sources, request, &guide.choices, &memory);
    let mut jobs = jobs(sources, &tables, request, &guide.choices);
    guide.expect(jobs.iter().map(|job| job.table.lines.len() * job.table.blocks.len()).sum());
    learn(office, &jobs, guide)?;
    jobs.sort_by_key(|job| (rank(job.kind), job.file, job.sheet, job.part));
    let batches = batches(office, sources, request)?;
    let mut written = Ledger::new();
    let mut done: Vec<((usize, usize, usize), Outcome)> = empty(sources, &tables, request);
    for job in &jobs {
        let source = &sources[job.file];
        let outcome = one(office, source, job, batches[job.file], &mut written, request, guide)?;
        done.push(((job.file, job.sheet, job.part), outcome));
    }
    done.sort_by_key(|(place, _)| *place);
    keep(office, sources, &batches, &done, request)?;
    Ok(Report { outcomes: done.into_iter().map(|(_, outcome)| outcome).collect() })
}

/// Keeps what was decided for the next time: units by other names, columns by their headings.
fn learn(office: &mut dyn Office, jobs: &[Job], guide: &Guide) -> Result<()> {
    for (alias, unit) in guide.choices.units.iter().filter(|_| guide.learn) {
        if office.find("unit_alias", &[("alias", alias.as_str().into())])?.is_empty() {
            let draft = Draft::new("unit_alias").with("unit_id", *unit).with("alias", alias.as_str());
            office.save(&draft, None)?;
        }
    }
    for job in jobs.iter().filter(|job| job.word.is_none()) {
        let decided = guide.choices.table(job.file, job.sheet, job.number);
        if decided.kind.is_none() && decided.columns.is_empty() {
            continue;
        }
        let print = choice::fingerprint(&job.table.headings);
        // One memory for the same headings: the latest.
        let known = office.find("column_map", &[("fingerprint", print.as_str().into())])?.pop();
        let draft = Draft::new("column_map")
            .with("kind", job.kind.code())
            .with("fingerprint", print)
            .with("mapping", choice::packed(&job.table.mapping));
        office.save(&draft, known)?;
    }
    Ok(())
}

/// The tables of every sheet of every file.
#[must_use]
pub fn tables(sources: &[Source], request: &Request, choices: &Choices, memory: &[Remembered]) -> Vec<Vec<Vec<Table>>> {
    let wanted = |grid: &Grid| request.sheet.is_none_or(|name| name == grid.name);
    let of = |source: &Source, grid: &Grid, at: (usize, usize)| {
        if !wanted(grid) {
            return Vec::new();
        }
        let names = format!("{} {}", source.name, grid.name);
        table::find(grid, &Ask { names: &names, only: request.kind, choice: choices.sheets.get(&at), memory })
    };
    let sheets = |file: usize, s: &Source| s.grids.iter().flatten().enumerate().map(|(n, grid)| of(s, grid, (file, n))).collect();
    sources.iter().enumerate().map(|(file, source)| sheets(file, source)).collect()
}

fn jobs<'a>(sources: &'a [Source], tables: &'a [Vec<Vec<Table>>], request: &Request, choices: &Choices) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        for (sheet, grid) in source.grids.iter().flatten().enumerate() {
            let mut part = 0;
            for (number, table) in tables[file][sheet].iter().enumerate() {
                let decided = choices.table(file, sheet, number);
                if decided.skip {
                    continue;
                }
                for (kind, word) in kinds(grid, table, &source.name, decided.kind.or(request.kind)) {
                    jobs.push(Job { file, sheet, number, part, kind, word, grid, table });
                    part += 1;
                }
            }
        }
    }
    jobs
}

/// The kinds of a table: one, or those a column tells apart.
pub fn kinds(grid: &Grid, table: &Table, file: &str, decided: Option<Kind>) -> Vec<(Kind, Option<&'static str>)> {
    const WORDS: [(Kind, &str); 4] =
        [(Kind::Course, "课程"), (Kind::Case, "案例"), (Kind::Story, "故事"), (Kind::Site, "教学点")];
    match table.kind {
        Kind::Resource => {
            let column = table.blocks[0].columns.get("category").copied().unwrap_or_default();
            let said = |word: &str| table.lines.iter().any(|l| grid.filled(At { row: l.row, column }).to_string().contains(word));
            WORDS.into_iter().filter(|(_, word)| said(word)).map(|(kind, word)| (kind, Some(word))).collect()
        }
        Kind::HoursOffline if decided.map_or_else(|| online(grid, table, file), |kind| kind == Kind::HoursOnline) => {
            vec![(Kind::HoursOnline, None)]
        }
        kind => vec![(kind, None)],
    }
}

/// True where file, sheet or title speak of online study and not of both.
fn online(grid: &Grid, table: &Table, file: &str) -> bool {
    super::kind::online(&format!("{file} {} {}", grid.name, table.above.join(" ")))
}

/// What must come before what.
const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Unit => 0,
        Kind::Headcount => 1,
        Kind::Cadre => 2,
        Kind::Post => 3,
        Kind::Teacher => 4,
        Kind::Site => 5,
        Kind::Course => 6,
        Kind::Case | Kind::Story | Kind::Resource => 7,
        Kind::Class => 8,
        Kind::Session => 9,
        Kind::HoursOffline => 10,
        Kind::HoursOnline => 11,
        Kind::Quota => 12,
        Kind::Nominee => 13,
        Kind::Attendance => 14,
        Kind::MakeUp => 15,
        Kind::WorkItem | Kind::None => 16,
    }
}

/// Sheets without a table.
fn empty(sources: &[Source], tables: &[Vec<Vec<Table>>], request: &Request) -> Vec<((usize, usize, usize), Outcome)> {
    let mut done = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        for (sheet, grid) in source.grids.iter().flatten().enumerate() {
            if !tables[file][sheet].is_empty() || request.sheet.is_some_and(|name| name != grid.name) {
                continue;
            }
            let mut outcome = Outcome::new(&source.name, &grid.name, Kind::None);
            let at = At { row: 0, column: 0 };
            let (at, reason, value) = match table::nearly(grid) {
                Some((at, headings)) => (at, Reason::UnknownTable, headings),
                None => (at, Reason::NoTable, String::new()),
            };
            let severity = if reason == Reason::NoTable { Severity::Info } else { Severity::Warn };
            outcome.issues.push(Issue { severity, at, reason, value });
            done.push(((file, sheet, 0), outcome));
        }
    }
    done
}

fn one(
    office: &mut dyn Office,
    source: &Source,
    job: &Job,
    batch: i64,
    written: &mut Ledger,
    request: &Request,
    guide: &Guide,
) -> Result<Outcome> {
    let grid = job.grid;
    let table = &*informed(&*office, job, &source.name)?;
    let mut out = Outcome::new(&source.name, &grid.name, job.kind);
    out.header = Some(table.header);
    out.skipped.clone_from(&table.skipped);
    let names = format!("{} {} {}", table.above.join(" "), grid.name, source.name);
    let year = year(table, grid, &source.name);
    let mut sheet = Sheet {
        office,
        grid,
        table,
        names,
        today: request.today,
        now: request.now,
        actor: request.actor,
        batch,
        year,
        class: None,
        place: Rc::new((source.name.clone(), grid.name.clone())),
        written,
        out,
        guide,
        number: (job.file, job.sheet),
        current: None,
        pending: Pending::default(),
    };
    sheet.class = class(&sheet, &source.name)?;
    match job.word {
        Some(word) => read::category(&mut sheet, word)?,
        None => read::table(&mut sheet)?,
    }
    let mut out = sheet.out;
    about_columns(&mut out, grid, table);
    about_cells(&mut out, grid, table, job);
    Ok(out)
}

/// The table, with the unit its title begins with for rows that name none: `某县财政局干部名册`.
fn informed<'a>(office: &dyn Office, job: &Job<'a>, file: &str) -> Result<Cow<'a, Table>> {
    const KEYS: [&str; 3] = ["unit", "unit_position", "unit_code"];
    let table = job.table;
    let about = matches!(job.kind, Kind::Cadre | Kind::HoursOffline | Kind::HoursOnline);
    let named = |b: &table::Block| KEYS.iter().any(|k| b.columns.contains_key(*k) || b.said.contains_key(*k));
    if !about || table.blocks.iter().any(named) {
        return Ok(Cow::Borrowed(table));
    }
    let units = office.units()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let titles = table.above.iter().map(String::as_str).chain([job.grid.name.as_str(), stem]);
    let starts = |title: &str| {
        let bare = title.trim_start_matches(|c: char| c.is_ascii_digit() || "年度_-.、 　".contains(c));
        units.prefix(bare).filter(|(_, rest)| !rest.is_empty()).map(|(_, rest)| bare[..bare.len() - rest.len()].to_owned())
    };
    let Some(unit) = titles.into_iter().find_map(starts) else { return Ok(Cow::Borrowed(table)) };
    let mut table = table.clone();
    for block in &mut table.blocks {
        block.said.entry("unit_hint").or_insert(Cell::text(&unit).0);
    }
    Ok(Cow::Owned(table))
}

/// Columns nothing was read from, people without a unit, and what is hidden.
fn about_columns(out: &mut Outcome, grid: &Grid, table: &Table) {
    let first = At { row: table.header.0, column: table.unread.first().map_or(0, |(column, _)| *column) };
    let figures = |heading: &str| {
        !heading.contains("是否")
            && ["学时", "课时", "人数", "名额", "日期", "时间", "天数", "容量"].iter().any(|w| heading.contains(w))
    };
    for (serious, reason, severity) in [(true, Reason::UnreadFigures, Severity::Warn), (false, Reason::Unread, Severity::Info)] {
        let columns = table.unread.iter().filter(|(_, heading)| figures(heading) == serious);
        let said: Vec<String> = columns.map(|(column, heading)| format!("{} {heading}", At::letters(*column))).collect();
        if !said.is_empty() && out.records > 0 {
            out.issues.push(Issue { severity, at: first, reason, value: said.join("、") });
        }
    }
    let hidden = grid.hidden_here(table.header.0, table.lines.last().map_or(table.header.1, |l| l.row));
    if !hidden.is_empty() {
        out.issues.push(Issue { severity: Severity::Warn, at: first, reason: Reason::Hidden, value: hidden });
    }
}

/// Findings about the sheet itself.
fn about_cells(out: &mut Outcome, grid: &Grid, table: &Table, job: &Job) {
    let first = At { row: table.header.0, column: 0 };
    if out.records == 0 && table.lines.is_empty() {
        out.kind = Kind::None;
        out.issues.push(Issue { severity: Severity::Info, at: first, reason: Reason::NoRows, value: String::new() });
    }
    if grid.hidden {
        out.issues.push(Issue { severity: Severity::Warn, at: first, reason: Reason::HiddenSheet, value: String::new() });
    }
    let here = |at: &At| table.lines.iter().any(|l| l.row == at.row);
    for at in grid.cleaned.iter().filter(|at| job.part == 0 && here(at)) {
        out.issues.push(Issue { severity: Severity::Warn, at: *at, reason: Reason::ControlRemoved, value: String::new() });
    }
    out.issues.sort_by_key(|i| (i.at.row, i.severity, i.at.column));
}

/// The one year that title, sheet or file speak of.
fn year(table: &Table, grid: &Grid, file: &str) -> Option<i32> {
    table.above.iter().map(String::as_str).chain([grid.name.as_str(), file]).find_map(|text| {
        let years = years(text);
        if let [year] = years[..] { Some(year) } else { None }
    })
}

/// The years a text speaks of.
pub(super) fn years(text: &str) -> Vec<i32> {
    let text = crate::domain::clean::half_width(text);
    let mut found = Vec::new();
    let digit = |i: usize| text.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
    for (at, _) in text.match_indices("20").chain(text.match_indices("19")) {
        let alone = (at == 0 || !digit(at - 1)) && (at..at + 4).all(digit) && !digit(at + 4);
        if let Some(year) = text.get(at..at + 4).and_then(|t| t.parse().ok()).filter(|_| alone)
            && !found.contains(&year)
        {
            found.push(year);
        }
    }
    found
}

/// The class that the lines above the table, the sheet or the file name.
fn class(sheet: &Sheet, file: &str) -> Result<Option<Class>> {
    let about_class = [Kind::Session, Kind::Quota, Kind::Nominee, Kind::Attendance, Kind::MakeUp, Kind::HoursOffline];
    if !about_class.contains(&sheet.table.kind) {
        return Ok(None);
    }
    let pairs = rows::pairs(&sheet.table.above);
    let classes = sheet.office.classes()?;
    for (key, value) in &pairs {
        let coded = ["编号", "id", "编码", "代码"].iter().any(|w| key.ends_with(w));
        if let Some(class) = classes.coded(value.trim()).filter(|_| coded) {
            return Ok(Some(class.clone()));
        }
    }
    let stem = rows::stem(file);
    let said = pairs.iter().filter(|(key, _)| key.contains('班')).map(|(_, value)| value.as_str());
    let lines = sheet.table.above.iter().map(String::as_str).filter(|line| line.contains('班') && !line.contains('：'));
    let texts: Vec<&str> = said.chain(lines).chain([sheet.grid.name.as_str(), stem]).collect();
    let named = |text: &&str| sheet.class_named(text, sheet.year, None).ok();
    let within = |text: &&str| sheet.class_within(text, sheet.year).ok();
    let found = texts.iter().filter_map(named).chain(texts.iter().filter_map(within)).find(|found| found.len() == 1);
    Ok(found.and_then(|mut found| found.pop()))
}

fn batches(office: &mut dyn Office, sources: &[Source], request: &Request) -> Result<Vec<i64>> {
    let mut batches = Vec::new();
    for source in sources {
        let draft = Draft::new("import_batch")
            .with("at", request.now)
            .with("actor", request.actor)
            .with("file", source.name.as_str())
            .with("digest", source.digest.as_str());
        batches.push(office.save(&draft, None)?.id());
    }
    Ok(batches)
}

/// Keeps counts and findings of each file.
fn keep(
    office: &mut dyn Office,
    sources: &[Source],
    batches: &[i64],
    done: &[((usize, usize, usize), Outcome)],
    request: &Request,
) -> Result<()> {
    for (file, batch) in batches.iter().enumerate().take(sources.len()) {
        let here = || done.iter().filter(move |((f, ..), _)| *f == file).map(|(_, outcome)| outcome);
        let sum = |count: fn(&Outcome) -> usize| i64::try_from(here().map(count).sum::<usize>()).unwrap_or(i64::MAX);
        let draft = Draft::new("import_batch")
            .with("added", sum(|o| o.new))
            .with("updated", sum(|o| o.updated))
            .with("same", sum(|o| o.same))
            .with("duplicate", sum(|o| o.duplicate))
            .with("rejected", sum(|o| o.rejected))
            .with("warned", sum(Outcome::warned));
        office.save(&draft, Some(*batch))?;
        for outcome in here() {
            for span in &outcome.trace.spans {
                place(office, *batch, &outcome.sheet, span)?;
            }
            for issue in &outcome.issues {
                let draft = Draft::new("import_issue")
                    .with("batch_id", *batch)
                    .with("severity", issue.severity.code())
                    .with("sheet", outcome.sheet.as_str())
                    .with("cell", issue.at.to_string())
                    .with("reason", issue.reason.code())
                    .with("value", issue.shown())
                    .with("text", issue.sentence(request.lang));
                office.save(&draft, None)?;
            }
        }
    }
    Ok(())
}

/// Keeps where records came from.
fn place(office: &mut dyn Office, batch: i64, sheet: &str, span: &Span) -> Result<()> {
    let draft = Draft::new("import_row")
        .with("batch_id", batch)
        .with("sheet", sheet)
        .with("table_name", span.table)
        .with("first_id", span.first)
        .with("last_id", span.last)
        .with("first_row", i64::try_from(span.row + 1).unwrap_or(1))
        .with("step", span.step);
    office.save(&draft, None)?;
    Ok(())
}

/// FNV-1a over the bytes, with their number: enough to know a file again, not a protection against anyone.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}-{}", bytes.len())
}
