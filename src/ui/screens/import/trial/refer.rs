//! What a file means and does not say: people, units and classes that need a choice, and those that got one.

use crate::{
    catalog,
    domain::name,
    exchange::{grid::At, issue::Reason},
    ui::{
        Effect, Window,
        screens::{import::Work, link::LinkPick},
    },
};

/// Something a text can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refer {
    /// A unit, and in how many places.
    Unit(String, usize),
    /// A class, and in how many places.
    Class(String, usize),
    /// A person of one row.
    Person {
        /// File and sheet.
        place: (usize, usize),
        /// The cell.
        at: At,
        /// The name.
        name: String,
        /// As the finding says it.
        said: String,
    },
}

impl Refer {
    /// What stands in the file.
    pub fn text(&self) -> &str {
        match self {
            Self::Unit(text, _) | Self::Class(text, _) => text,
            Self::Person { said, .. } => said,
        }
    }

    /// The key under which its chosen title is kept.
    pub fn key(&self) -> String {
        match self {
            Self::Unit(text, _) => format!("u {text}"),
            Self::Class(text, _) => format!("c {text}"),
            Self::Person { place, at, .. } => format!("p {} {} {at}", place.0, place.1),
        }
    }

    /// Choosing from the register.
    pub fn search(&self) -> Effect {
        let (kind, typed) = match self {
            Self::Unit(text, _) => ("unit", text.as_str()),
            Self::Class(..) => ("class", ""),
            Self::Person { name, .. } => ("cadre", name.as_str()),
        };
        // A unit by another name is seldom found by that name: the list starts whole then.
        let typed = if kind == "unit" { "" } else { typed };
        catalog::register(kind).map_or(Effect::None, |register| Effect::open(Window(LinkPick::new(register, typed))))
    }

    /// This is meant.
    pub fn choose(&self, work: &mut Work, id: i64, title: &str) {
        match self {
            Self::Unit(text, _) => drop(work.choices.units.insert(text.clone(), id)),
            Self::Class(text, _) => drop(work.choices.classes.insert(text.clone(), id)),
            Self::Person { place, at, .. } => drop(work.choices.people.insert((place.0, place.1, *at), id)),
        }
        work.titles.insert(self.key(), title.to_owned());
        work.decided();
    }

    /// Nobody said what is meant.
    pub fn forget(&self, work: &mut Work) {
        match self {
            Self::Unit(text, _) => drop(work.choices.units.remove(text)),
            Self::Class(text, _) => drop(work.choices.classes.remove(text)),
            Self::Person { place, at, .. } => drop(work.choices.people.remove(&(place.0, place.1, *at))),
        }
        if work.titles.remove(&self.key()).is_some() {
            work.decided();
        }
    }
}

/// Everything of an import that needs a choice, then what got one: units, people, classes.
pub fn all(work: &Work) -> Vec<Refer> {
    let (mut units, mut people, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let add = |list: &mut Vec<(String, usize)>, text: &str| match list.iter_mut().find(|(known, _)| known == text) {
        Some((_, times)) => *times += 1,
        None => list.push((text.to_owned(), 1)),
    };
    let outcomes = work.trial.iter().flat_map(|t| &t.report.outcomes);
    for (outcome, issue) in outcomes.flat_map(|o| o.issues.iter().map(move |i| (o, i))) {
        match &issue.reason {
            Reason::UnitNotFound | Reason::UnitAmbiguous | Reason::UnitLeftOut | Reason::ParentLeftOut => {
                add(&mut units, issue.value.trim());
            }
            Reason::ClassNotFound | Reason::ClassAmbiguous => add(&mut classes, &issue.value),
            Reason::PersonNotFound | Reason::PersonAmbiguous => {
                let Some(place) = work.place(&outcome.file, &outcome.sheet) else { continue };
                let said = issue.value.split(['（', ' ']).next().unwrap_or_default();
                let (at, name) = (issue.at, name::parse(said).name);
                people.push(Refer::Person { place, at, name, said: issue.value.clone() });
            }
            _ => {}
        }
    }
    let known = |list: &[(String, usize)], text: &String| list.iter().any(|(t, _)| t == text);
    let more: Vec<_> = work.choices.units.keys().filter(|t| !known(&units, t)).map(|t| (t.clone(), 0)).collect();
    units.extend(more);
    let more: Vec<_> = work.choices.classes.keys().filter(|t| !known(&classes, t)).map(|t| (t.clone(), 0)).collect();
    classes.extend(more);
    for (file, sheet, at) in work.choices.people.keys() {
        let (place, at) = ((*file, *sheet), *at);
        if !people.iter().any(|p| matches!(p, Refer::Person { place: q, at: b, .. } if *q == place && *b == at)) {
            let said = work.cell(place, at);
            people.push(Refer::Person { place, at, name: name::parse(&said).name, said });
        }
    }
    let units = units.into_iter().map(|(text, times)| Refer::Unit(text, times));
    let classes = classes.into_iter().map(|(text, times)| Refer::Class(text, times));
    units.chain(people).chain(classes).collect()
}
