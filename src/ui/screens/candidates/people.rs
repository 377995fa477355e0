//! The ranked list: who, with points, and what speaks for and against it in words.

use super::Candidates;
use crate::{
    domain::{
        candidates::{Con, Out, Pro, Verdict},
        value::{self, Value},
    },
    exchange::export::{Heading, Sheet},
    store::candidates::Candidate,
    text::{T, candidates as w, field as f, list as lw},
    ui::{
        Cx, Paint,
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use ratatui::layout::Rect;

impl Candidates {
    pub(super) fn people_lines(&self, columns: u16, cx: &Cx) -> Vec<Line> {
        let Some(found) = &self.found else { return Vec::new() };
        if found.best.is_empty() {
            return vec![Line::words(cx.t(w::NONE), Tone::Quiet)];
        }
        found.best.iter().map(|candidate| self.person(candidate, columns, cx)).collect()
    }

    fn person(&self, c: &Candidate, columns: u16, cx: &Cx) -> Line {
        let mark = if self.marks.contains(&c.id) { cx.glyphs.mark } else { " " };
        let against = against(c, cx);
        let tone = if against.is_empty() { Tone::Plain } else { Tone::Warn };
        let words = if against.is_empty() { speaks_for(c, cx) } else { against };
        let mut parts = vec![Part::text(mark, 1), Part::text(&c.name, 8), Part::text(&c.unit, 14)];
        if columns >= 70 {
            parts.push(Part::text(c.position.as_deref().unwrap_or_default(), 14));
        }
        parts.push(Part::number(c.verdict.score().to_string(), 3));
        parts.push(Part::text(words.join(" "), 0).tone(tone));
        Line::new(parts).to(To::Record("cadre", c.id))
    }

    pub(super) fn draw_head(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (bold, quiet) = (paint.theme.heading(), paint.theme.quiet());
        let Some(found) = &self.found else {
            let words = if self.stopped { crate::text::gap::STOPPED } else { lw::WORKING };
            paint.put(area.x, area.y, area.width, cx.t(words), quiet);
            return;
        };
        let n = |n: u64| show::count(n.cast_signed());
        let words = w::head(cx.lang, n(found.asked), &self.head.class, n(found.fit), found.best.len());
        paint.put(area.x, area.y, area.width, &words, bold);
        let part = |(out, count): (&Out, &u64)| w::out_part(cx.lang, n(*count), cx.t(out_word(*out)));
        let parts: Vec<String> = found.out.iter().map(part).collect();
        if !parts.is_empty() {
            paint.put(area.x, area.y + 1, area.width, &w::out(cx.lang, parts.join("　")), quiet);
        }
    }

    /// What speaks for and against the selected person, in full.
    pub(super) fn draw_foot(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let Some(c) = self.selected() else { return };
        if area.height < 2 {
            return;
        }
        let (plain, warn) = (paint.theme.plain(), paint.theme.warn());
        paint.put(area.x, area.y, area.width, &w::for_words(cx.lang, speaks_for(c, cx).join("　")), plain);
        let against = against(c, cx);
        let (words, style) = match against.is_empty() {
            true => (cx.t(w::NOTHING_AGAINST).to_owned(), plain),
            false => (w::against_words(cx.lang, against.join("　")), warn),
        };
        paint.put(area.x, area.y + 1, area.width, &words, style);
    }

    pub(super) fn people_sheet(&self, cx: &Cx) -> Sheet {
        let heading = |name: &str, label: T, width: u16, numeric: bool| Heading {
            name: name.to_owned(),
            label: cx.t(label).to_owned(),
            width,
            numeric,
        };
        let headings = vec![
            heading("name", f::PERSON_NAME, 10, false),
            heading("unit", f::UNIT, 18, false),
            heading("position", f::POSITION, 18, false),
            heading("level", w::OUT_LEVEL, 12, false),
            heading("points", w::POINTS, 6, true),
            heading("for", f::REASON, 30, false),
            heading("against", crate::text::call_up_page::HEADING_FLAGS, 30, false),
        ];
        let mut sheet = Sheet::plain(format!("{} {}", self.head.class, cx.t(w::PEOPLE)), headings);
        let cell = |text: &str| (Value::text(text), text.to_owned());
        for c in self.found.iter().flat_map(|found| &found.best) {
            let score = c.verdict.score();
            sheet.row(vec![
                cell(&c.name),
                cell(&c.unit),
                cell(c.position.as_deref().unwrap_or_default()),
                cell(c.level.as_deref().unwrap_or_default()),
                (Value::Int(i64::from(score)), score.to_string()),
                cell(&speaks_for(c, cx).join("；")),
                cell(&against(c, cx).join("；")),
            ]);
        }
        sheet
    }
}

/// What speaks for somebody, in words.
pub(super) fn speaks_for(c: &Candidate, cx: &Cx) -> Vec<String> {
    let Verdict::Fits { pros, .. } = &c.verdict else { return Vec::new() };
    let word = |pro: &Pro| match pro {
        Pro::Owed => cx.t(w::PRO_OWED).to_owned(),
        Pro::Missing(hours) => w::pro_missing(cx.lang, value::number(*hours)),
        Pro::Years(n) => w::pro_years(cx.lang, n),
        Pro::Never => cx.t(w::PRO_NEVER).to_owned(),
        Pro::NewPost(n) => w::pro_new(cx.lang, n),
        Pro::Tag(tag) => w::pro_tag(cx.lang, tag),
    };
    pros.iter().map(word).collect()
}

fn against(c: &Candidate, cx: &Cx) -> Vec<String> {
    let Verdict::Fits { cons, .. } = &c.verdict else { return Vec::new() };
    let word = |con: &Con| match con {
        Con::Same(class) => w::con_same(cx.lang, class),
        Con::Meets(class) => w::con_meets(cx.lang, class),
        Con::Often(n) => w::con_often(cx.lang, n),
        Con::Retiring(n) => w::con_retiring(cx.lang, n),
        Con::Barred(tag) => w::con_barred(cx.lang, tag),
    };
    cons.iter().map(word).collect()
}

const fn out_word(out: Out) -> T {
    match out {
        Out::Named => w::OUT_NAMED,
        Out::Level => w::OUT_LEVEL,
        Out::Category => w::OUT_CATEGORY,
        Out::Tag => w::OUT_TAG,
        Out::Sex => w::OUT_SEX,
        Out::Party => w::OUT_PARTY,
        Out::Age => w::OUT_AGE,
        Out::LevelTime => w::OUT_LEVEL_TIME,
        Out::Recent => w::OUT_RECENT,
        Out::Programme => w::OUT_PROGRAMME,
    }
}
