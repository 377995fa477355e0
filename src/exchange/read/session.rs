//! Rows of timetables: of a class with merged dates, of a notice with everything in one cell, of a whole term.

use super::{Read, Row, Saved, Sheet, notes, tidy};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::Class;
use crate::domain::calendar::{Half, Time};
use crate::domain::date::{self, Context, Trouble};
use crate::domain::half_day::{self, Moment, Span};
use crate::domain::value::Value;
use crate::exchange::grid::{At, Cell};
use crate::exchange::{issue::Reason, sheet::Stop};
use chrono::{Datelike, NaiveDate, Weekday};
use color_eyre::eyre::Result;
use lesson::Lesson;
use std::rc::Rc;

mod lesson;
mod teachers;

/// Longest event over several days that is written as one row.
const LONGEST: i64 = 31;

/// What rows take over from those above them.
#[derive(Default)]
struct Above {
    date: Option<NaiveDate>,
    section: Option<Rc<str>>,
}

/// When a row takes place: on one day, or on each of several.
struct When {
    moment: Moment,
    until: Option<NaiveDate>,
}

/// Reads the table; rows without a date have that of the row, or of the line between rows, above.
pub fn table(sheet: &mut Sheet) -> Result<()> {
    let mut above = Above::default();
    for row in super::records(sheet) {
        sheet.begin(&row);
        let result = one(sheet, &row, &mut above);
        sheet.count(row.line.row, result)?;
    }
    Ok(())
}

fn one(sheet: &mut Sheet, row: &Row, above: &mut Above) -> Read<Saved> {
    let class = sheet.class_of(row)?;
    let context = days_of(sheet, &class);
    if above.section != row.line.section {
        above.section.clone_from(&row.line.section);
        let day = row.line.section.as_deref().and_then(|s| half_day::heading_day(s, &context));
        above.date = day.and_then(|d| d.exact()).or(above.date);
    }
    let when = when(sheet, row, &context)?;
    let date = match (when.moment.date, above.date) {
        (Some(date), _) => {
            let exact = date.exact().ok_or_else(|| bad_date(row))?;
            if when.until.is_none() {
                check_weekday(sheet, row, exact, when.moment.weekday);
            }
            exact
        }
        (None, Some(date)) => date,
        (None, None) => return Err(Stop::Reject(row.at_any(&["date", "time"]), Reason::MissingDate, String::new())),
    };
    above.date = Some(when.until.unwrap_or(date));
    let lesson = lesson::of(sheet, row, banner(row));
    let Some(title) = lesson.title.as_deref().and_then(tidy_title) else {
        let own = row.has("time") && !row.block.lessons && !sheet.grid.cell(row.at("time")).is_empty();
        if own && when.moment.span.starts.is_some() {
            sheet.warn(row.at("time"), Reason::ValueLeftOut, row.text("time").unwrap_or_default());
        }
        let something = row.has("teacher") && row.text("teacher").is_some() || row.text("place").is_some();
        return Err(if something { Stop::Reject(row.at("title"), Reason::MissingTitle, String::new()) } else { Stop::NoData });
    };
    let (span, half) = (when.moment.span, when.moment.span.half.unwrap_or(Half::Day));
    let last = when.until.unwrap_or(date);
    let days: Vec<NaiveDate> = date.iter_days().take_while(|d| *d <= last).collect();
    let mut saved = None;
    for day in &days {
        let at = Place { date: *day, half, span, share: days.len() };
        let one = save(sheet, row, &class, &at, &title, &lesson)?;
        saved = saved.or(Some(one));
    }
    saved.ok_or(Stop::NoData)
}

/// Days without a year are days of the class: from its first day on, or in the year of its plan.
fn days_of(sheet: &Sheet, class: &Class) -> Context {
    let year = i32::try_from(class.year).ok();
    Context { start: class.starts_on.or(sheet.days().start), year: sheet.year.or(year), ..sheet.days() }
}

/// Where in time a session is saved; hours of a row over several days are shared.
struct Place {
    date: NaiveDate,
    half: Half,
    span: Span,
    share: usize,
}

fn save(sheet: &mut Sheet, row: &Row, class: &Class, when: &Place, title: &str, lesson: &Lesson) -> Read<Saved> {
    let time = |t: Option<Time>| t.map(|t| t.to_string());
    let event = lesson.event;
    let cast = if event { teachers::Cast::default() } else { teachers::of(sheet, row, lesson.teacher.as_deref())? };
    let place = if event { None } else { tidy(lesson.place.clone()) };
    let site = site(sheet, title, place.as_deref())?;
    let key: [(&'static str, Value); 5] = [
        ("class_id", class.id.into()),
        ("date", when.date.to_string().into()),
        ("half", when.half.code().into()),
        ("starts", time(when.span.starts).into()),
        ("title", title.into()),
    ];
    let id = sheet.ids("session", &key)?.first().copied();
    let mut note = Vec::new();
    let hours = sheet.hours(row, "hours", &mut note)?.map(|h| h / wide(when.share));
    let mut draft = Draft::new("session")
        .with("ends", time(when.span.ends))
        .with("kind", kind(title, row, site.is_some()))
        .with("course_id", course(sheet, title)?)
        .with("site_id", site)
        .with("teacher_text", cast.teachers)
        .with("assistant_text", cast.assistants)
        .with("assistant_work", row.line_of("assistant_work").filter(|_| !event))
        .with("host", cast.host)
        .with("place", place)
        .with("hours", hours)
        .with("note", notes(note, row.text("note").filter(|_| !event)));
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    let saved = sheet.save(&draft, id, row.at("title"))?;
    for (teacher, role) in cast.links {
        teachers::link(sheet, saved.id(), teacher, role)?;
    }
    Ok(saved)
}

#[allow(clippy::cast_precision_loss)]
const fn wide(n: usize) -> f64 {
    n as f64
}

/// Date, weekday and time of a row, from whichever columns the sheet has.
fn when(sheet: &mut Sheet, row: &Row, context: &Context) -> Read<When> {
    let (mut moment, mut until) = (Moment::default(), None);
    for key in ["date", "time"] {
        let more: Vec<String> = row.more(key).into_iter().filter(|c| !c.is_empty()).map(Cell::to_string).collect();
        match row.cell(key) {
            Cell::Empty if more.is_empty() => {}
            Cell::Day(day) if more.is_empty() => moment.date = Some(crate::domain::date::Date::of(day.date())),
            cell if key == "time" && more.is_empty() && cell.time().is_some() => moment.span.starts = cell.time(),
            cell => {
                let text = std::iter::once(cell.to_string()).chain(more).collect::<Vec<_>>().join(" ");
                read_moment(sheet, row, key, &text, context, &mut moment, &mut until)?;
            }
        }
    }
    let weekday = row.text("weekday").and_then(|t| crate::domain::date::weekday(&t));
    moment.weekday = moment.weekday.or(weekday);
    moment.span.half =
        row.text("half").and_then(|t| half_day::word(&t).or(half_day::take_half(&t).map(|(h, _)| h))).or(moment.span.half);
    for key in ["starts", "ends"] {
        if let Some(span) = time(sheet, row, key, moment.span.half) {
            moment.span.half = moment.span.half.or(span.half);
            let ends = if key == "ends" { span.starts } else { span.ends };
            moment.span.starts = if key == "starts" { span.starts } else { moment.span.starts };
            moment.span.ends = ends.or(moment.span.ends);
        }
    }
    if moment.span.half.is_none() {
        moment.span.half = moment.span.starts.map(|s| half_day::half_of(s, moment.span.ends));
    }
    Ok(When { moment, until })
}

/// Adds what a cell says: a day and a time, several days, or periods such as 第1-2节.
fn read_moment(
    sheet: &mut Sheet,
    row: &Row,
    key: &str,
    text: &str,
    context: &Context,
    moment: &mut Moment,
    until: &mut Option<NaiveDate>,
) -> Read<()> {
    match half_day::moment(text, context) {
        Ok(found) if key == "date" && found.span.starts.is_some_and(|t| t.minutes() == 0) => {
            merge(moment, Moment { span: Span::default(), ..found });
        }
        Ok(found) => merge(moment, found),
        Err(trouble) => {
            let range = date::range(text, context).and_then(|(from, to)| from.exact().zip(to.exact()));
            if let Some((from, to)) = range.filter(|(from, to)| (*to - *from).num_days() < LONGEST) {
                moment.date = Some(date::Date::of(from));
                *until = Some(to);
            } else if let (Trouble::Form, "time", Some(half)) = (trouble, key, half_day::of_periods(text)) {
                moment.span.half = Some(half);
                sheet.warn(row.at(key), Reason::PeriodsAsHalf, text);
            } else if (trouble, key) == (Trouble::Form, "time") {
                sheet.warn(row.at(key), Reason::ValueLeftOut, text);
            } else {
                return Err(bad_date(row));
            }
        }
    }
    Ok(())
}

fn merge(moment: &mut Moment, found: Moment) {
    moment.date = moment.date.or(found.date);
    moment.weekday = moment.weekday.or(found.weekday);
    moment.span = Span {
        half: found.span.half.or(moment.span.half),
        starts: found.span.starts.or(moment.span.starts),
        ends: found.span.ends.or(moment.span.ends),
    };
}

fn time(sheet: &mut Sheet, row: &Row, key: &str, half: Option<Half>) -> Option<Span> {
    match row.cell(key) {
        cell if cell.time().is_some() => Some(Span { half: None, starts: cell.time(), ends: None }),
        Cell::Empty => None,
        cell => {
            let text = cell.to_string();
            if banner(row).is_some() {
                return None;
            }
            let prefix = if half == Some(Half::Pm) { "下午" } else { "" };
            let found = half_day::span(&text)
                .and_then(|s| if s.half == Some(Half::Am) { half_day::span(&format!("{prefix}{text}")) } else { Some(s) });
            if found.is_none() {
                sheet.warn(row.at(key), Reason::BadTime, text);
            }
            found
        }
    }
}

fn bad_date(row: &Row) -> Stop {
    let key = if row.text("date").is_some() { "date" } else { "time" };
    Stop::Reject(row.at(key), Reason::BadDate, row.text(key).unwrap_or_default())
}

/// The date counts; a wrong weekday is a slip after last year's table was copied. Said once a date.
fn check_weekday(sheet: &mut Sheet, row: &Row, date: NaiveDate, said: Option<Weekday>) {
    let Some(said) = said.filter(|w| *w != date.weekday()) else { return };
    let _ = said;
    let key = if row.has("date") { "date" } else { "time" };
    let own = |key: &str| row.has(key) && !sheet.grid.cell(row.at(key)).is_empty();
    if !own(key) {
        return;
    }
    let weekday_at = row.at("weekday");
    let (at, value) = match row.text("weekday").filter(|_| own("weekday")) {
        Some(text) => (weekday_at, format!("{} {text}", row.text(key).unwrap_or_default())),
        None => (row.at(key), row.text(key).unwrap_or_default()),
    };
    sheet.warn(at, Reason::WeekdayMismatch(weekday(date).to_owned()), value);
}

const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "星期一",
        Weekday::Tue => "星期二",
        Weekday::Wed => "星期三",
        Weekday::Thu => "星期四",
        Weekday::Fri => "星期五",
        Weekday::Sat => "星期六",
        Weekday::Sun => "星期日",
    }
}

fn weekday(date: NaiveDate) -> &'static str {
    weekday_name(date.weekday())
}

/// A row merged across the columns of the content is one event: self-study, a holiday, an examination week.
fn banner(row: &Row) -> Option<String> {
    let column = *row.block.columns.get("title")?;
    let (from, to, text) = row.spread("title")?;
    let text = text.trim().to_owned();
    let wide = to - from >= 2 && from <= column;
    (wide && !text.is_empty() && half_day::take_half(&text).is_none_or(|(_, rest)| !rest.is_empty())).then_some(text)
}

fn tidy_title(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>();
    let latin = text.iter().any(|t| t.chars().any(|c| c.is_ascii_alphabetic()));
    let text = text.join(if latin { " " } else { "" });
    (!text.is_empty()).then_some(text)
}

/// What kind of session a title speaks of.
fn kind(title: &str, row: &Row, site: bool) -> &'static str {
    const WORDS: &[(&str, &[&str])] = &[
        ("ceremony", &["开班式", "结业式", "开班仪式", "结业仪式", "开学典礼", "结业典礼", "开班动员", "典礼", "合影"]),
        ("report", &["报到", "报道"]),
        ("travel", &["返程", "返回", "乘车", "赴", "离校"]),
        ("exam", &["考试", "测试", "考核", "测验", "答辩"]),
        ("site", &["现场教学", "实地", "参观", "考察"]),
        ("discussion", &["分组讨论", "讨论", "研讨", "座谈", "交流发言"]),
        ("forum", &["论坛", "学员讲堂", "大讲坛"]),
        ("film", &["观看", "影片", "电影", "专题片", "红色影视"]),
        ("study", &["自学", "自习", "自主学习", "晚自习"]),
        ("break", &["休息", "放假", "休整", "就餐", "早餐", "午餐", "晚餐"]),
    ];
    let said = row.line_of("kind").unwrap_or_default();
    let found = WORDS.iter().find(|(_, words)| words.iter().any(|w| title.starts_with(w) || said.contains(w)));
    let found =
        found.or_else(|| WORDS.iter().find(|(_, words)| words.iter().any(|w| title.contains(w) && title.chars().count() <= 12)));
    match found {
        Some(("ceremony", _)) if title.contains(['、', '《']) => "lecture",
        Some((kind, _)) => kind,
        None if site => "site",
        None => "lecture",
    }
}

/// The site a title or a place names: 现场教学：某某.
fn site(sheet: &Sheet, title: &str, place: Option<&str>) -> Read<Option<i64>> {
    let behind = title.split_once(['：', ':']).map(|(_, rest)| rest);
    for name in [behind, place].into_iter().flatten().flat_map(|t| t.split(['、', '，', '—', '→'])) {
        if let Some(id) = sheet.ids("site", &[("name", name.trim().into())])?.first() {
            return Ok(Some(*id));
        }
    }
    Ok(None)
}

/// The course of a title, with or without a prefix and quotation marks.
fn course(sheet: &Sheet, title: &str) -> Read<Option<i64>> {
    let bare = title.trim_matches(['《', '》', '“', '”']);
    let behind = title.split_once(['：', ':']).map(|(_, rest)| rest.trim_matches(['《', '》', '“', '”']));
    for name in [Some(title), Some(bare), behind].into_iter().flatten() {
        if let [id] = sheet.ids("course", &[("name", name.into())])?[..] {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Used by the module of teachers: the cell of a slot.
fn place(row: &Row, key: &str) -> At {
    row.at(key)
}
