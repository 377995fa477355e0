//! The summary beside the obligations: by cause, by due month with the overdue first, or by unit in official order.

use crate::{
    domain::calendar::iso,
    store::make_ups::Owed,
    text::{T, make_up_page as w},
    ui::{
        Cx, due,
        sheet::{Line, Part, To, Tone},
        show,
    },
};

/// How obligations are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Cause,
    Due,
    Unit,
}

impl By {
    pub const fn next(self) -> Self {
        match self {
            Self::Cause => Self::Due,
            Self::Due => Self::Unit,
            Self::Unit => Self::Cause,
        }
    }

    pub const fn label(self) -> T {
        match self {
            Self::Cause => w::BY_CAUSE,
            Self::Due => w::BY_DUE,
            Self::Unit => w::BY_UNIT,
        }
    }
}

/// What a group holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Cause(String),
    Overdue,
    Month(String),
    NoDue,
    Unit(Option<i64>),
}

/// A group with its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    key: Key,
    label: String,
    pub count: usize,
}

impl Group {
    /// True where an obligation belongs to it.
    pub fn holds(&self, by: By, owed: &Owed, cx: &Cx) -> bool {
        self.key == key(by, owed, cx)
    }
}

/// True where an obligation is still owed after its last day, or someone put it down as overdue.
pub(super) fn late(owed: &Owed, cx: &Cx) -> bool {
    owed.open() && (owed.state == "overdue" || owed.due_on.as_deref().and_then(due::last_day).is_some_and(|d| d < cx.today))
}

fn key(by: By, owed: &Owed, cx: &Cx) -> Key {
    match by {
        By::Cause => Key::Cause(owed.cause.clone()),
        By::Unit => Key::Unit(owed.unit_id),
        By::Due if late(owed, cx) => Key::Overdue,
        By::Due => owed.due_on.as_deref().and_then(|d| d.get(..7)).map_or(Key::NoDue, |month| Key::Month(month.to_owned())),
    }
}

/// The groups of these obligations.
pub(super) fn groups(by: By, owed: &[&Owed], units: &[(i64, String)], cx: &Cx) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = 0;
    for owed in owed {
        let key = key(by, owed, cx);
        // Neighbours are alike as a rule, because the list is ordered.
        if groups.get(last).is_none_or(|g| g.key != key) {
            last = groups.iter().position(|g| g.key == key).unwrap_or_else(|| {
                groups.push(Group { label: label(&key, units, cx), key, count: 0 });
                groups.len() - 1
            });
        }
        groups[last].count += 1;
    }
    let place = |id: &Option<i64>| units.iter().position(|(unit, _)| Some(*unit) == *id).unwrap_or(usize::MAX);
    match by {
        By::Cause => groups.sort_by_key(|g| std::cmp::Reverse(g.count)),
        By::Due => groups.sort_by_key(|g| match &g.key {
            Key::Overdue => (0, String::new()),
            Key::Month(month) => (1, month.clone()),
            _ => (2, String::new()),
        }),
        By::Unit => groups.sort_by_cached_key(|g| match &g.key {
            Key::Unit(id) => place(id),
            _ => usize::MAX,
        }),
    }
    groups
}

fn label(key: &Key, units: &[(i64, String)], cx: &Cx) -> String {
    match key {
        Key::Cause(cause) => show::word("make_up", "cause", cause, cx),
        Key::Overdue => cx.t(w::OVERDUE).to_owned(),
        Key::Month(month) if *month == iso(cx.today)[..7] => format!("{} *", month.replace('-', ".")),
        Key::Month(month) => month.replace('-', "."),
        Key::NoDue => cx.t(w::NO_DUE).to_owned(),
        Key::Unit(id) => {
            let name = units.iter().find(|(unit, _)| Some(*unit) == *id).map(|(_, name)| name.clone());
            name.unwrap_or_else(|| cx.t(w::NO_UNIT).to_owned())
        }
    }
}

/// The lines of the summary; the first stands for all.
pub(super) fn lines(groups: &[Group], all: usize, most: usize, cx: &Cx) -> Vec<Line> {
    let number = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
    let top = vec![Part::text(cx.t(w::ALL), 0), Part::number(number(all), 6), Part::text("", 6)];
    let mut lines = vec![Line::new(top).to(To::Here(0))];
    for (n, group) in groups.iter().enumerate() {
        let tone = if group.key == Key::Overdue { Tone::Bad } else { Tone::Plain };
        #[allow(clippy::cast_precision_loss)]
        let bar = Part::Bar { part: group.count as f64, whole: most as f64, width: 6, tone };
        let parts = vec![Part::text(&group.label, 0).tone(tone), Part::number(number(group.count), 6).tone(tone), bar];
        lines.push(Line::new(parts).to(To::Here(n + 1)));
    }
    lines
}
