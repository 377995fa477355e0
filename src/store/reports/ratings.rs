//! Teachers and classes by what trainees said of them in a year: mean by the weights of the form, forms, satisfaction,
//! rank; those with few forms are marked and not ranked.

use super::{Asked, Cell, Column, Kind, Line, Look, Report, Step, Table, Target, span};
use crate::{
    domain::{
        rates::half_up,
        ratings::{FEW, Mark, WEIGHT, mean, satisfaction},
        value::Value,
    },
    store::{Reader, Result, standing::whole},
    text::{evaluation as e, field as f, report as w},
};

/// Ranking by evaluation.
pub const RATINGS: Report = Report {
    name: "ratings",
    title: w::RATINGS,
    about: w::RATINGS_ABOUT,
    parts: &[("teachers", w::RATED_TEACHERS), ("classes", w::RATED_CLASSES)],
    columns: &[
        Column::new("name", f::NAME, Kind::Text, 24),
        Column::new("kind", f::KIND, Kind::Text, 10),
        Column::new("forms", e::FORMS, Kind::Count, 6),
        Column::new("mean", w::WEIGHED_MEAN, Kind::Tenths, 7),
        Column::new("satisfied", w::SATISFACTION, Kind::Tenths, 7),
        Column::new("rank", w::RANK, Kind::Count, 4),
        Column::new("few", w::FEW_FORMS, Kind::Text, 8),
        Column::new("bar", w::WEIGHED_MEAN, Kind::Bar, 10),
    ],
    listed: true,
    computed: false,
    load,
};

/// Somebody or something that was rated.
struct Rated {
    id: i64,
    name: String,
    kind: Option<String>,
    /// Forms handed in: of each lecture or class the item with most.
    forms: u64,
    marks: Vec<Mark>,
}

fn load(reader: &Reader, asked: &Asked, _: Step) -> Result<Table> {
    let teachers = asked.part == 0;
    let rated = rated(reader, asked, teachers)?;
    let (kind, list) = if teachers { ("teacher", "teacher_kind") } else { ("class", "class_kind") };
    let mut table = Table::default();
    let mut few = 0;
    for one in rated {
        let small = one.forms < FEW;
        few += usize::from(small);
        let mean = mean(&one.marks).map(half_up);
        let cells = vec![
            one.name.as_str().into(),
            one.kind.map(|word| reader.word(list, &word, asked.lang)).into(),
            one.forms.into(),
            mean.into(),
            satisfaction(&one.marks).map(half_up).into(),
            Cell::default(),
            if small { w::FEW_MARK.get(asked.lang).into() } else { Cell::default() },
            mean.into(),
        ];
        let look = if small { Look::Warn } else { Look::Plain };
        table.lines.push(Line { cells, to: Target::Record(kind, one.id), look });
    }
    rank(&mut table);
    table.notes.push(w::few_note(asked.lang, few, FEW));
    Ok(table)
}

/// Best first; those with few forms behind, without a rank.
fn rank(table: &mut Table) {
    let number = |line: &Line| line.cells[3].value.as_number().unwrap_or(-1.0);
    let small = |line: &Line| !line.cells[6].value.is_null();
    table.lines.sort_by(|a, b| small(a).cmp(&small(b)).then(number(b).total_cmp(&number(a))));
    let mut place = (0_i64, f64::NAN);
    for (n, line) in (1_i64..).zip(&mut table.lines).filter(|(_, line)| line.cells[6].value.is_null()) {
        let mean = line.cells[3].value.as_number().unwrap_or(-1.0);
        if (mean - place.1).abs() > 1e-9 || place.0 == 0 {
            place = (n, mean);
        }
        line.cells[5] = Value::Int(place.0).into();
    }
}

fn rated(reader: &Reader, asked: &Asked, teachers: bool) -> Result<Vec<Rated>> {
    let (from, to) = span(asked.year);
    let (table, name, kind, by) = match teachers {
        true => ("teacher", "o.name", "o.kind", "e.teacher_id = o.id"),
        false => ("training_class", "o.title", "o.kind", "e.class_id = o.id AND e.teacher_id IS NULL AND e.session_id IS NULL"),
    };
    let sql = format!(
        "SELECT o.id, {name}, {kind}, e.score, e.forms, e.satisfied, coalesce(CAST(k.parent AS REAL), {WEIGHT}),
           coalesce(e.session_id, -coalesce(e.class_id, 0)), coalesce(e.date, s.date, t.ends_on)
         FROM {table} o JOIN evaluation e ON {by} LEFT JOIN session s ON s.id = e.session_id
         LEFT JOIN training_class t ON t.id = e.class_id LEFT JOIN code k ON k.list = 'evaluation_item' AND k.name = e.item
         WHERE coalesce(e.date, s.date, t.ends_on) BETWEEN ?1 AND ?2 ORDER BY o.sort_no, o.id, 8, 9"
    );
    let mut stmt = reader.conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([from, to])?;
    let mut all: Vec<Rated> = Vec::new();
    let mut at: Option<(i64, i64, Option<String>, u64)> = None;
    while let Some(row) = rows.next()? {
        let (id, of, date): (i64, i64, Option<String>) = (row.get(0)?, row.get(7)?, row.get(8)?);
        let forms = whole(row, 4)?;
        let satisfied = row.get::<_, Option<i64>>(5)?.and_then(|n| u64::try_from(n).ok());
        let mark = Mark { score: row.get(3)?, forms, weight: row.get(6)?, satisfied };
        if all.last().is_none_or(|last| last.id != id) {
            all.push(Rated { id, name: row.get(1)?, kind: row.get(2)?, forms: 0, marks: Vec::new() });
        }
        let Some(rated) = all.last_mut() else { continue };
        let before = at.as_ref().filter(|(i, o, d, _)| *i == id && *o == of && *d == date).map_or(0, |seen| seen.3);
        rated.forms += forms.saturating_sub(before);
        at = Some((id, of, date, before.max(forms)));
        rated.marks.push(mark);
    }
    Ok(all)
}
