//! What a lesson is called, who gives it and where: from columns, or from the lines of one cell of a week at a glance.

use super::{Row, Sheet, teachers};
use crate::domain::{clean, name};

/// Title, teacher and place of a row, as written.
#[derive(Debug, Default)]
pub struct Lesson {
    /// What it is about.
    pub title: Option<String>,
    /// Who gives it.
    pub teacher: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// A row merged across its columns: no teacher, no place.
    pub event: bool,
}

/// The lesson of a row; `banner` is the text of a row merged across its columns.
pub fn of(sheet: &Sheet, row: &Row, banner: Option<String>) -> Lesson {
    if row.block.lessons {
        return row.text("title").map_or_else(Lesson::default, |text| of_lines(sheet, &text));
    }
    let event = banner.is_some();
    let title = banner.or_else(|| row.line_of("title"));
    Lesson { title, teacher: row.text("teacher"), place: row.line_of("place"), event }
}

/// `党史专题⏎沈某⏎201教室` and `党史专题（沈某）`: the last lines are place and teacher, if they look like that.
fn of_lines(sheet: &Sheet, text: &str) -> Lesson {
    let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let mut lesson = Lesson::default();
    if lines.len() > 1 && lines.last().is_some_and(|l| place(l)) {
        lesson.place = lines.pop().map(|l| behind(l).to_owned());
    }
    if lines.len() > 1 && lines.last().is_some_and(|l| teacher(sheet, l)) {
        lesson.teacher = lines.pop().map(|l| behind(l).to_owned());
    }
    let title = lines.concat();
    let (head, note) = clean::split_note(&title);
    match note.filter(|n| lesson.teacher.is_none() && teachers::roster(sheet, n).is_some()) {
        Some(note) => {
            lesson.teacher = Some(note.to_owned());
            lesson.title = Some(head.to_owned());
        }
        None => lesson.title = Some(title).filter(|t| !t.is_empty()),
    }
    lesson
}

/// Without a word such as `地点：` in front.
fn behind(line: &str) -> &str {
    line.split_once(['：', ':']).map_or(line, |(_, rest)| rest.trim())
}

fn place(line: &str) -> bool {
    const ENDS: [&str; 12] = ["厅", "室", "楼", "堂", "馆", "会场", "中心", "基地", "广场", "机房", "操场", "校区"];
    let line_behind = behind(line);
    line.starts_with("地点")
        || ENDS.iter().any(|end| line_behind.ends_with(end))
        || line_behind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn teacher(sheet: &Sheet, line: &str) -> bool {
    let (bare, _) = clean::split_note(behind(line));
    let first = bare.split(['、', '，', ',', ' ', '/']).next().unwrap_or(bare);
    let named = ["授课", "主讲", "教师", "讲师", "老师"].iter().any(|w| line.starts_with(w));
    named || teachers::roster(sheet, first).is_some() || (name::plausible(first) && first.chars().count() <= 3)
}
