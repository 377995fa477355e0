//! Rows of timetables: of a class with merged dates, of a notice with everything in one cell, of a whole term.

use super::{Read, Row, Saved, Sheet, notes, tidy};
use crate::catalog::draft::Draft;
use crate::catalog::lookup::Class;
use crate::domain::calendar::{Half, Time};
use crate::domain::date::{Context, Trouble};
use crate::domain::half_day::{self, Moment, Span};
use crate::domain::value::Value;
use crate::exchange::grid::{At, Cell};
use crate::exchange::{issue::Reason, sheet::Stop};
use chrono::{Datelike, NaiveDate, Weekday};
use color_eyre::eyre::Result;

mod teachers;

/// Reads the table; rows without a date have that of the row above.
pub fn table(sheet: &mut Sheet) -> Result<()> {
    let mut last: Option<NaiveDate> = None;
    for row in super::records(sheet) {
        let result = one(sheet, &row, &mut last);
        sheet.count(row.line.row, result)?;
    }
    Ok(())
}

fn one(sheet: &mut Sheet, row: &Row, last: &mut Option<NaiveDate>) -> Read<Saved> {
    let class = sheet.class_of(row)?;
    let moment = when(sheet, row, &class)?;
    let date = match (moment.date, *last) {
        (Some(date), _) => {
            let exact = date.exact().ok_or_else(|| bad_date(row))?;
            check_weekday(sheet, row, exact, moment.weekday);
            exact
        }
        (None, Some(date)) => date,
        (None, None) => return Err(Stop::Reject(row.at_any(&["date", "time"]), Reason::MissingDate, String::new())),
    };
    *last = Some(date);
    let banner = banner(row);
    let title = banner.clone().or_else(|| row.line_of("title")).and_then(|t| tidy_title(&t));
    let Some(title) = title else {
        let something = row.has("teacher") && row.text("teacher").is_some() || row.text("place").is_some();
        return Err(if something { Stop::Reject(row.at("title"), Reason::MissingTitle, String::new()) } else { Stop::NoData });
    };
    let half = moment.span.half.unwrap_or(Half::Day);
    save(sheet, row, &class, date, half, moment.span, title, banner.is_some())
}

#[allow(clippy::too_many_arguments)]
fn save(
    sheet: &mut Sheet,
    row: &Row,
    class: &Class,
    date: NaiveDate,
    half: Half,
    span: Span,
    title: String,
    event: bool,
) -> Read<Saved> {
    let time = |t: Option<Time>| t.map(|t| t.to_string());
    let cast = if event { teachers::Cast::default() } else { teachers::of(sheet, row)? };
    let place = if event { None } else { tidy(row.line_of("place")) };
    let site = site(sheet, &title, place.as_deref())?;
    let key: [(&'static str, Value); 5] = [
        ("class_id", class.id.into()),
        ("date", date.to_string().into()),
        ("half", half.code().into()),
        ("starts", time(span.starts).into()),
        ("title", title.as_str().into()),
    ];
    let id = sheet.ids("session", &key)?.first().copied();
    let mut draft = Draft::new("session")
        .with("ends", time(span.ends))
        .with("kind", kind(&title, row, site.is_some()))
        .with("course_id", course(sheet, &title)?)
        .with("site_id", site)
        .with("teacher_text", cast.teachers)
        .with("assistant_text", cast.assistants)
        .with("assistant_work", row.line_of("assistant_work").filter(|_| !event))
        .with("host", cast.host)
        .with("place", place)
        .with("note", notes(Vec::new(), row.text("note").filter(|_| !event)));
    let mut none = Vec::new();
    draft.set("hours", sheet.number(row, "hours", &["学时", "课时"], &mut none)?);
    key.into_iter().for_each(|(column, value)| draft.set(column, value));
    let saved = sheet.save(&draft, id, row.at("title"))?;
    for (teacher, role) in cast.links {
        teachers::link(sheet, saved.id(), teacher, role)?;
    }
    Ok(saved)
}

/// Date, weekday and time of a row, from whichever columns the sheet has.
fn when(sheet: &mut Sheet, row: &Row, class: &Class) -> Read<Moment> {
    let context = Context { start: class.starts_on.or(sheet.days().start), ..sheet.days() };
    let mut moment = Moment::default();
    for key in ["date", "time"] {
        let at = row.at(key);
        match row.cell(key) {
            Cell::Empty => {}
            Cell::Day(day) => moment.date = Some(crate::domain::date::Date::of(day.date())),
            cell if key == "time" && cell.time().is_some() => moment.span.starts = cell.time(),
            cell => match half_day::moment(&cell.to_string(), &context) {
                Ok(found) => merge(&mut moment, found),
                Err(Trouble::Form) if key == "time" => sheet.warn(at, Reason::ValueLeftOut, cell.to_string()),
                Err(_) => return Err(bad_date(row)),
            },
        }
    }
    let weekday = row.text("weekday").and_then(|t| crate::domain::date::take_weekday(&t).0);
    moment.weekday = moment.weekday.or(weekday);
    moment.span.half = row.text("half").and_then(|t| half_day::take_half(&t).map(|(h, _)| h)).or(moment.span.half);
    for key in ["starts", "ends"] {
        if let Some(span) = time(sheet, row, key, moment.span.half) {
            let ends = if key == "ends" { span.starts } else { span.ends };
            moment.span.starts = if key == "starts" { span.starts } else { moment.span.starts };
            moment.span.ends = ends.or(moment.span.ends);
        }
    }
    if moment.span.half.is_none() {
        moment.span.half = moment.span.starts.map(|s| half_day::half_of(s, moment.span.ends));
    }
    Ok(moment)
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
