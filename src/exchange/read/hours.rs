//! Hours: ledgers of classes, lectures and study groups, and exports of online academies.

use super::{Read, Row, Saved, Sheet, notes};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::{Class, Entry, Person};
use crate::domain::date::{self, Context, Date};
use crate::domain::hours::Group;
use crate::domain::hours::share::{Share, share};
use crate::domain::value::Value;
use crate::domain::{class_name, clean, rulebook};
use crate::exchange::grid::At;
use crate::exchange::kind::Kind;
use crate::exchange::{delimited, issue::Reason, rows, sheet::Stop};
use chrono::{Datelike, NaiveDate};

/// What a row says, before it becomes an entry.
struct Said {
    title: String,
    form: String,
    online: bool,
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
    days: Option<f64>,
    hours: f64,
    class: Option<Class>,
    shares: Vec<Share>,
    year: Option<i32>,
}

pub fn row(sheet: &mut Sheet, row: &Row) -> Read<Saved> {
    let person = sheet.person(row)?;
    let mut note = Vec::new();
    let said = said(sheet, row, &mut note)?;
    let entries = sheet.office.entries(person.id)?;
    let known = entries.iter().find(|e| same(e, &said)).map(|e| (e.id, e.source.clone()));
    let at = row.at_any(&["title", "form"]);
    if let Some((id, source)) = &known {
        if let Some(earlier) = sheet.earlier("hour_entry", *id) {
            return Err(Stop::Duplicate(at, earlier));
        }
        if source == "attendance" && !said.online {
            return Ok(Saved::Same(*id));
        }
    }
    if !said.online && known.is_none() {
        overlap(sheet, row, &entries, &said);
    }
    let mut draft = draft(sheet, row, &person, &said, note)?;
    if known.is_none() {
        draft.set("batch_id", sheet.batch);
    }
    let saved = sheet.save(&draft, known.map(|(id, _)| id), at)?;
    shares(sheet, saved.id(), &said)?;
    Ok(saved)
}

fn said(sheet: &mut Sheet, row: &Row, note: &mut Vec<String>) -> Read<Said> {
    let by_code = class_by_code(sheet, row)?;
    let (form, online) = form(sheet, row, by_code.is_some() && row.text("title").is_none());
    let (mut starts, mut ends) = dates(sheet, row)?;
    let Some(title) = title(sheet, row, by_code.as_ref(), &form) else {
        return Err(Stop::Reject(row.at_any(&["title", "class_code"]), Reason::MissingTitle, String::new()));
    };
    if let Some(class) = by_code.as_ref().filter(|_| starts.is_none() && row.text("title").is_none()) {
        (starts, ends) = (class.starts_on, class.ends_on);
    }
    let days = sheet.day_count(row, "days", note)?;
    let hours = match sheet.hours(row, "hours", note)? {
        Some(hours) => hours,
        None => match days.filter(|_| !online) {
            Some(days) => sheet.worth(starts.or(ends))?.hours(days),
            None => return Err(Stop::Reject(row.at_any(&["hours", "days"]), Reason::MissingHours, String::new())),
        },
    };
    if hours == 0.0 {
        return Err(Stop::NoData);
    }
    let class = if online { None } else { class(sheet, row, &title, by_code, starts, ends)? };
    let mut said = Said { title, form, online, starts, ends, days, hours, class, shares: Vec::new(), year: None };
    when(sheet, row, &mut said)?;
    Ok(said)
}

/// What the entry is called: its own title, the class of its number, the topic above its column; a sum of a year has
/// none of these and is called after year and form.
fn title(sheet: &mut Sheet, row: &Row, class: Option<&Class>, form: &str) -> Option<String> {
    let own = row.line_of("title").or_else(|| class.map(|c| c.title.clone())).or_else(|| row.block.group.clone());
    let own = match row.line_of("term") {
        Some(term) => own.map(|title| format!("{title}（{term}）")),
        None => own,
    };
    if own.is_some() || row.has("title") && row.text("form").is_none() {
        return own;
    }
    if row.has("form") {
        return row.line_of("form");
    }
    let sums = ["form", "year"].iter().any(|key| row.block.said.contains_key(key));
    let about = if sums { None } else { of_sheet(sheet, row) };
    if about.as_deref().is_some_and(|title| title.contains('班')) {
        return about;
    }
    if !sheet.out.issues.iter().any(|i| i.reason == Reason::YearTotals) {
        let at = At { row: sheet.table.header.0, column: 0 };
        sheet.warn(at, Reason::YearTotals, String::new());
    }
    let year = year_said(row).or(sheet.year).map(|y| format!("{y}年度")).unwrap_or_default();
    about.or_else(|| Some(format!("{year}{form}学时")))
}

/// What the whole sheet is about, where no column says it: a class of ours, else a title, the sheet's or the file's name.
fn of_sheet(sheet: &Sheet, row: &Row) -> Option<String> {
    if row.has("title") || row.has("class_code") {
        return None;
    }
    if let Some(class) = &sheet.class {
        return Some(class.title.clone());
    }
    let stem = rows::stem(&sheet.out.file);
    let lines = sheet.table.above.iter().flat_map(|line| line.lines()).filter(|line| !line.contains(['：', ':']));
    let all: Vec<&str> = lines.chain([sheet.grid.name.as_str(), stem]).collect();
    let class = all.iter().find(|text| text.contains('班'));
    let named = |text: &&&str| text.chars().count() > 3 && !text.starts_with("Sheet") && **text != delimited::SHEET;
    let text = class.or_else(|| all.iter().find(named))?;
    let mut title = clean::squeeze(text);
    while let Some(rest) = TAILS.iter().find_map(|tail| title.strip_suffix(tail).filter(|rest| !rest.is_empty())) {
        title = rest.to_owned();
    }
    Some(title)
}

/// What follows the name of a class in the name of a list of hours.
const TAILS: [&str; 16] = [
    "统计表",
    "登记表",
    "汇总表",
    "明细表",
    "情况表",
    "统计",
    "登记",
    "汇总",
    "明细",
    "情况",
    "导出",
    "名单",
    "成绩",
    "完成",
    "学时",
    "表",
];

/// The class of ours with the number of a row. A number that is filled and not ours stops a row without a title.
fn class_by_code(sheet: &Sheet, row: &Row) -> Read<Option<Class>> {
    let Some(code) = row.text("class_code") else { return Ok(None) };
    let found = sheet.office.classes()?.coded(&code).cloned();
    if found.is_none() && row.text("title").is_none() {
        return Err(Stop::Reject(row.at("class_code"), Reason::ClassNotFound, code));
    }
    Ok(found)
}

/// The form, a word of the list, and whether it counts as online. Where no column says it, the sheet may.
fn form(sheet: &Sheet, row: &Row, in_class: bool) -> (String, bool) {
    let text = row.line_of("form").or_else(|| by_name(sheet).map(str::to_owned));
    let text = text.or_else(|| in_class.then(|| "脱产培训".to_owned()));
    let known = text.as_deref().and_then(|t| rulebook::word("hour_form", t));
    let words = ["网络", "网上", "在线", "线上"];
    let online_word = text.as_deref().is_some_and(|t| words.iter().any(|w| t.contains(w)));
    let online_sheet = sheet.table.kind == Kind::HoursOnline || sheet.out.kind == Kind::HoursOnline;
    match known {
        Some(form) if rulebook::form_group(form) == Group::Online => (form.to_owned(), true),
        Some(form) if !online_sheet => (form.to_owned(), false),
        _ if online_word || online_sheet => ("网络培训".to_owned(), true),
        _ => (text.map_or_else(|| "其他集中培训".to_owned(), |t| contained(&t)), false),
    }
}

/// What title, sheet or file say the whole table is about.
fn by_name(sheet: &Sheet) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] =
        [("上讲台", "领导干部上讲台"), ("中心组", "中心组学习"), ("考试", "考试"), ("挂职", "挂职锻炼")];
    WORDS.iter().find(|(word, _)| sheet.names.contains(word)).map(|(_, form)| *form)
}

/// A form that a longer text contains, or the text.
fn contained(text: &str) -> String {
    let found = rulebook::list("hour_form").find(|row| text.contains(row.name.as_str()));
    found.map_or_else(|| text.to_owned(), |row| row.name.clone())
}

fn dates(sheet: &mut Sheet, row: &Row) -> Read<(Option<NaiveDate>, Option<NaiveDate>)> {
    let context = Context::of_year(sheet.today, year_said(row).or(sheet.year));
    let (mut starts, mut ends) = (sheet.date(row, "starts_on", &context)?, None);
    if row.text("ends_on").is_some() {
        let after = Context { start: starts.and_then(|d| d.exact()), ..context };
        ends = sheet.date(row, "ends_on", &after)?;
    }
    let more = row.more("dates").into_iter().filter(|c| !c.is_empty()).map(ToString::to_string).collect::<Vec<_>>();
    if let Some(text) = row.line_of("dates") {
        let text = std::iter::once(text).chain(more).collect::<Vec<_>>().join("至");
        match date::range(&text, &context) {
            Some((from, until)) => (starts, ends) = (starts.or(Some(from)), ends.or(Some(until))),
            None => {
                starts = starts.or(sheet.date(row, "dates", &context)?);
                ends = ends.or(starts);
            }
        }
    }
    let (first, last) = (starts.and_then(|d: Date| d.first()), ends.and_then(|d: Date| d.last()));
    match (first, last) {
        (Some(from), Some(until)) if until < from => {
            Err(Stop::Reject(row.at_any(&["ends_on", "dates"]), Reason::DateOrder, format!("{from}—{until}")))
        }
        found => Ok(found),
    }
}

fn year_said(row: &Row) -> Option<i32> {
    let text = row.text("year")?;
    text.trim_end_matches(['年', '度']).trim().parse::<i32>().ok().filter(|y| (1949..2200).contains(y))
}

/// The year of an entry; or, over a New Year, what counts in each.
fn when(sheet: &Sheet, row: &Row, said: &mut Said) -> Read<()> {
    if let (Some(from), Some(until)) = (said.starts, said.ends)
        && from.year() != until.year()
    {
        let days = match &said.class {
            Some(class) => sheet.office.class_days(class.id)?,
            None => Vec::new(),
        };
        said.shares = share(from, until, said.hours, said.days, &days);
        said.year = if let [only] = said.shares[..] { Some(only.year) } else { None };
        return Ok(());
    }
    let stated = year_said(row).or_else(|| row.block.group.as_deref().and_then(|g| g.get(..4)?.parse().ok()));
    let dated = said.starts.or(said.ends).map(|d| d.year());
    let year = if said.online { stated.or(dated) } else { dated.or(stated) };
    said.year = year.or(sheet.year);
    if said.year.is_none() {
        return Err(Stop::Reject(row.at_any(&["year", "starts_on", "dates", "title"]), Reason::MissingYear, String::new()));
    }
    Ok(())
}

/// The class of ours that an entry is about: by number, or by title and dates.
fn class(
    sheet: &Sheet,
    row: &Row,
    title: &str,
    by_code: Option<Class>,
    starts: Option<NaiveDate>,
    ends: Option<NaiveDate>,
) -> Read<Option<Class>> {
    if by_code.is_some() {
        return Ok(by_code);
    }
    let dates = starts.zip(ends.or(starts));
    let year = dates.map(|(_, until)| until.year()).or_else(|| year_said(row)).or(sheet.year);
    let found = sheet.class_named(title, year, dates)?;
    let near = |c: &&Class| dates.is_some() || year.is_some_and(|y| i64::from(y) == c.year);
    let near: Vec<&Class> = found.iter().filter(near).collect();
    Ok(if let [class] = near[..] { Some(class.clone()) } else { None })
}

/// The same person, title and year (and first day, where both have one).
fn same(entry: &Entry, said: &Said) -> bool {
    let class = said.class.as_ref().is_some_and(|c| entry.class_id == Some(c.id));
    let titled = || class_name::key(&entry.title) == class_name::key(&said.title);
    let year = match (entry.year, said.year) {
        (Some(a), Some(b)) => a == i64::from(b),
        (None, None) => true,
        _ => false,
    };
    let day = entry.starts_on.zip(said.starts).is_none_or(|(a, b)| a == b);
    year && day && (class || titled())
}

/// Says where two classes of a person overlap: both count, but someone should look.
fn overlap(sheet: &mut Sheet, row: &Row, entries: &[Entry], said: &Said) {
    let Some((from, until)) = said.starts.zip(said.ends) else { return };
    let other = entries.iter().find(|e| {
        let both = e.starts_on.zip(e.ends_on).is_some_and(|(s, t)| s <= until && from <= t);
        both && e.source != "academy"
    });
    if let Some(other) = other {
        let at = row.at_any(&["starts_on", "dates", "title"]);
        sheet.warn(at, Reason::Overlap(other.title.clone()), said.title.clone());
    }
}

fn draft(sheet: &mut Sheet, row: &Row, person: &Person, said: &Said, mut note: Vec<String>) -> Read<Draft> {
    let unit = sheet.unit_or(row, person)?;
    note.extend(row.text("result").filter(|r| r != "合格"));
    let mut none = Vec::new();
    let credit = sheet.number(row, "credit", &["分", "学分"], &mut none)?;
    Ok(Draft::new("hour_entry")
        .with("cadre_id", person.id)
        .with("year", said.year.map(i64::from))
        .with("form", said.form.as_str())
        .with("title", said.title.as_str())
        .with("class_id", said.class.as_ref().map(|c| c.id))
        .with("unit_id", unit)
        .with("organiser", row.line_of("organiser"))
        .with("starts_on", said.starts.map(|d| d.to_string()))
        .with("ends_on", said.ends.map(|d| d.to_string()))
        .with("days", said.days)
        .with("hours", (said.hours * 100.0).round() / 100.0)
        .with("credit", credit)
        .with("source", if said.online { "academy" } else { "ledger" })
        .with("evidence", row.line_of("evidence"))
        .with("note", notes(note, row.text("note"))))
}

/// What counts in each year, where it is more than one.
fn shares(sheet: &mut Sheet, entry: i64, said: &Said) -> Read<()> {
    if said.shares.len() < 2 {
        return Ok(());
    }
    for part in &said.shares {
        let key: [(&'static str, Value); 2] = [("entry_id", entry.into()), ("year", i64::from(part.year).into())];
        let id = sheet.ids("hour_share", &key)?.first().copied();
        let mut draft = Draft::new("hour_share").with("hours", part.hours).with("days", part.days);
        key.into_iter().for_each(|(column, value)| draft.set(column, value));
        sheet.office.save(&draft, id)?;
    }
    Ok(())
}
