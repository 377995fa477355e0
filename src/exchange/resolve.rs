//! Whom and what a row means: people, units, classes.
//!
//! A sound identity number is the only thing that counts where there is one: a person of another county with the same
//! name must never get someone's hours. Without a number it is name and unit, then name and birth; more than one is
//! nobody.

use super::groups;
use super::issue::Reason;
use super::sheet::{Read, Row, Sheet, Stop};
use crate::catalog::lookup::{Class, Person, same_term};
use crate::domain::class_name::{self, Title};
use crate::domain::unit_name::{self, Match, Names};
use crate::domain::{id_card, name};
use chrono::NaiveDate;

/// A unit named by a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// None is named.
    None,
    /// This one of ours.
    One(i64),
    /// One that is not ours, as written.
    Other(String),
    /// One of several, as written.
    Many(String),
}

impl Unit {
    /// Its id, if it is one of ours.
    #[must_use]
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::One(id) => Some(*id),
            _ => None,
        }
    }
}

impl Sheet<'_> {
    /// The unit of a text.
    pub fn unit_named(&self, text: &str) -> Read<Unit> {
        if let Some(id) = self.guide.choices.units.get(text.trim()) {
            return Ok(Unit::One(*id));
        }
        Ok(match self.office.units()?.find(text) {
            Match::One(id) => Unit::One(id),
            Match::None => Unit::Other(text.to_owned()),
            Match::Many => Unit::Many(text.to_owned()),
        })
    }

    /// The unit of a row: by its number, by its name, by the beginning of unit and post, by the heading above.
    pub fn unit(&self, row: &Row) -> Read<Unit> {
        if let Some(code) = row.text("unit_code")
            && let [id] = self.ids("unit", &[("code", code.as_str().into())])?[..]
        {
            return Ok(Unit::One(id));
        }
        let section = row.line.section.as_deref().filter(|_| !row.has("unit") && !row.has("unit_position"));
        if let Some(Unit::One(id)) = section.map(|s| self.unit_named(s)).transpose()? {
            return Ok(Unit::One(id));
        }
        if let Some(text) = row.line_of("unit") {
            return self.unit_named(&text);
        }
        if let Some(text) = row.line_of("unit_position") {
            if let Some(id) = self.guide.choices.units.get(text.trim()) {
                return Ok(Unit::One(*id));
            }
            let units = self.office.units()?;
            if let Some((id, _)) = units.prefix(&text) {
                return Ok(Unit::One(id));
            }
            return match unit_name::unit_and_post(&text) {
                Some((unit, _)) => self.unit_named(unit),
                None => Ok(Unit::Other(text)),
            };
        }
        Ok(Unit::None)
    }

    /// The unit of a row where its own columns or the group it stands in name one; else the person's.
    pub fn unit_or(&self, row: &Row, person: &Person) -> Read<Option<i64>> {
        Ok(match self.unit(row)? {
            Unit::One(id) => Some(id),
            _ => person.unit_id,
        })
    }

    /// The unit that reports, or that the title begins with: often, but not surely, that of the people.
    pub fn hinted(&self, row: &Row) -> Read<Option<i64>> {
        Ok(match row.text("unit_hint") {
            Some(text) => self.unit_named(&text)?.id(),
            None => None,
        })
    }

    /// The unit of a row, which must be one of ours.
    pub fn own_unit(&self, row: &Row) -> Read<i64> {
        let at = row.at_any(&["unit", "unit_code", "unit_position"]);
        match self.unit(row)? {
            Unit::One(id) => Ok(id),
            Unit::None => match row.text("unit_code") {
                Some(code) => Err(Stop::Reject(row.at("unit_code"), Reason::UnitNotFound, code)),
                None => Err(Stop::Reject(at, Reason::MissingUnit, String::new())),
            },
            Unit::Other(text) => Err(Stop::Reject(at, Reason::UnitNotFound, text)),
            Unit::Many(text) => Err(Stop::Reject(at, Reason::UnitAmbiguous, text)),
        }
    }

    /// The post of a row: its own column, or what follows the unit.
    pub fn position(&self, row: &Row) -> Read<Option<String>> {
        if let Some(text) = row.line_of("position") {
            return Ok(Some(text));
        }
        let Some(text) = row.line_of("unit_position") else { return Ok(None) };
        let unit = self.unit(row)?;
        let names = self.office.units()?;
        let rest = match (&unit, names.prefix(&text)) {
            (Unit::One(_), Some((_, rest))) => rest.to_owned(),
            (Unit::Other(name) | Unit::Many(name), _) => text.strip_prefix(name.as_str()).unwrap_or(&text).to_owned(),
            _ => unit_name::unit_and_post(&text).map_or_else(|| text.clone(), |(_, post)| post.to_owned()),
        };
        Ok(Some(if rest.is_empty() { text } else { rest }))
    }

    /// The person of a row, who must be in the register.
    pub fn person(&mut self, row: &Row) -> Read<Person> {
        let name = row.text("name").map(|t| name::parse(&t).name).filter(|n| !n.is_empty());
        if let Some(person) = self.chosen_person(row)? {
            return Ok(person);
        }
        if let Some(id) = self.id_card(row, "id_card")? {
            return self.person_by_number(row, &id, name.as_deref());
        }
        if let Some(no) = row.text("staff_no")
            && let Some(person) = self.office.person_by_staff_no(&no)?
        {
            return Ok(person);
        }
        match name {
            Some(name) => self.person_by_name(row, &name),
            None => Err(Stop::Reject(row.at("name"), Reason::MissingName, String::new())),
        }
    }

    /// The person somebody said is meant by this row.
    fn chosen_person(&self, row: &Row) -> Read<Option<Person>> {
        let people = &self.guide.choices.people;
        let (file, sheet) = self.number;
        let chosen = ["name", "id_card"].iter().find_map(|key| people.get(&(file, sheet, row.at(key))));
        match chosen.filter(|_| !people.is_empty()) {
            Some(id) => Ok(self.office.person(*id)?),
            None => Ok(None),
        }
    }

    fn person_by_number(&mut self, row: &Row, id: &id_card::IdCard, said: Option<&str>) -> Read<Person> {
        let Some(person) = self.office.person_by_id_card(&id.number)? else {
            let value = said.map_or_else(|| id.number.clone(), |name| format!("{name} {}", id.number));
            return Err(Stop::Reject(row.at("id_card"), Reason::PersonNotFound, value));
        };
        if said.is_some_and(|said| name::key(said) != name::key(&person.name)) {
            self.warn(row.at("name"), Reason::NameMismatch, person.name.clone());
        }
        Ok(person)
    }

    fn person_by_name(&mut self, row: &Row, said: &str) -> Read<Person> {
        let at = row.at("name");
        let people = self.office.people_named(said)?;
        let unit = self.unit(row)?;
        let birth = self.month(row, "birth").map(|d| d.to_string());
        let born = |p: &&Person| same_month(p.birth.as_deref(), birth.as_deref());
        let mut found: Vec<&Person> = match unit.id() {
            Some(id) => people.iter().filter(|p| p.unit_id == Some(id)).collect(),
            None => Vec::new(),
        };
        if found.len() > 1 && birth.is_some() {
            found.retain(born);
        }
        if found.is_empty() && birth.is_some() {
            found = people.iter().filter(born).collect();
        }
        if found.is_empty() && birth.is_none() && unit == Unit::None {
            let near = self.hinted(row)?;
            found = people.iter().filter(|p| near.is_some() && p.unit_id == near).collect();
            if found.is_empty() {
                found = people.iter().collect();
            }
        }
        match found[..] {
            [person] => Ok(person.clone()),
            [] => Err(Stop::Reject(at, Reason::PersonNotFound, described(said, row))),
            _ => Err(Stop::Reject(at, Reason::PersonAmbiguous, said.to_owned())),
        }
    }

    /// The class a text names, near these dates if more than one can be meant.
    pub fn class_named(&self, text: &str, year: Option<i32>, dates: Option<(NaiveDate, NaiveDate)>) -> Read<Vec<Class>> {
        let units = self.office.units()?;
        let title = class_name::parse(text, units.home());
        let classes = self.office.classes()?;
        let found = classes.titled(&title).into_iter().filter(|c| fits(c, &title, &units)).cloned().collect();
        Ok(nearest(found, title.year.or(year), dates))
    }

    /// The class a longer title is about: the longest name of a class of ours that stands in it.
    pub fn class_within(&self, text: &str, year: Option<i32>) -> Read<Vec<Class>> {
        let units = self.office.units()?;
        let title = class_name::parse(text, units.home());
        let key = class_name::key(&title.name);
        let classes = self.office.classes()?;
        let stands = |c: &&Class| {
            let front = class_name::front(&key, &class_name::key(&c.name));
            front.is_some_and(|front| !class_name::foreign(front, |t| ours(&units, t)))
        };
        let within: Vec<&Class> = classes.all().iter().filter(stands).collect();
        let longest = within.iter().map(|c| class_name::key(&c.name).len()).max().unwrap_or(0);
        let term = |c: &&Class| same_term(c.term.as_deref(), title.term.as_deref());
        let found = within.into_iter().filter(|c| class_name::key(&c.name).len() == longest).filter(term).cloned().collect();
        let said = title.year.or_else(|| super::import::years(text).first().copied());
        Ok(nearest(found, said.or(year), None))
    }

    /// What the sheet is called: the line above the table that speaks of a class, else the first, else the sheet's name.
    #[must_use]
    pub fn titled(&self) -> String {
        let lines = &self.table.above;
        let line = lines.iter().find(|l| groups::class_word(l)).or(lines.first());
        line.map_or_else(|| self.grid.name.clone(), |l| l.trim().replace('\n', ""))
    }

    /// The class somebody said is meant by this text.
    fn chosen_class(&self, text: &str) -> Read<Option<Class>> {
        let Some(id) = self.guide.choices.classes.get(text) else { return Ok(None) };
        Ok(self.office.classes()?.of(*id).cloned())
    }

    /// The class of a row: by its number, its name, or what the title of the sheet says.
    pub fn class_of(&self, row: &Row) -> Read<Class> {
        if let Some(code) = row.text("class_code")
            && let Some(class) = self.office.classes()?.coded(&code)
        {
            return Ok(class.clone());
        }
        let text = row.line_of("class").or_else(|| row.block.group.clone());
        let Some(mut text) = text else {
            let said = row.text("class_code").unwrap_or_else(|| self.titled());
            if let Some(class) = self.chosen_class(&said)? {
                return Ok(class);
            }
            return self.class.clone().ok_or_else(|| Stop::Reject(row.at("class"), Reason::ClassNotFound, said));
        };
        if let Some(term) = row.text("term") {
            text = format!("{text}（{term}）");
        }
        if let Some(class) = self.chosen_class(&text)? {
            return Ok(class);
        }
        if let Some(class) = self.office.classes()?.coded(text.trim()) {
            return Ok(class.clone());
        }
        let found = self.class_named(&text, self.year, None)?;
        match &found[..] {
            [class] => Ok(class.clone()),
            [] => Err(Stop::Reject(row.at("class"), Reason::ClassNotFound, text)),
            _ => Err(Stop::Reject(row.at("class"), Reason::ClassAmbiguous, text)),
        }
    }
}

/// Of classes that can be meant, those at these dates, then those of this year.
fn nearest(mut found: Vec<Class>, year: Option<i32>, dates: Option<(NaiveDate, NaiveDate)>) -> Vec<Class> {
    if let Some((from, to)) = dates {
        let near = |c: &Class| c.starts_on.zip(c.ends_on).is_none_or(|(s, e)| s <= to && from <= e);
        found.retain(near);
    }
    let of_year = |c: &Class| year.is_some_and(|y| c.year == i64::from(y));
    if found.len() > 1 && found.iter().any(of_year) {
        found.retain(of_year);
    }
    found
}

/// Length of our area's or one of our units' name at the start of a text.
fn ours(units: &Names, text: &str) -> Option<usize> {
    if let Some(home) = units.home().filter(|home| text.starts_with(home)) {
        let unit = units.prefix(text).map_or(0, |(_, rest)| text.len() - rest.len());
        return Some(unit.max(home.len()));
    }
    units.prefix(text).map(|(_, rest)| text.len() - rest.len())
}

/// The same name, or ours behind the name of our area or of one of our units: a class of the city's school is not ours.
fn fits(class: &Class, title: &Title, units: &Names) -> bool {
    let (ours_key, theirs) = (class_name::key(&class.name), class_name::key(&title.name));
    if ours_key == theirs {
        return true;
    }
    let Some(front) = theirs.strip_suffix(ours_key.as_str()).filter(|_| ours_key.chars().count() >= 6) else { return false };
    let mut rest = front;
    while let Some(taken) = ours(units, rest).filter(|n| *n > 0) {
        rest = &rest[taken..];
    }
    rest.is_empty() || matches!(rest, "举办" | "主办" | "承办" | "参加")
}

fn same_month(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.get(..7).is_some() && a.get(..7) == b.get(..7),
        _ => false,
    }
}

fn described(name: &str, row: &Row) -> String {
    row.line_of("unit")
        .or_else(|| row.line_of("unit_position"))
        .map_or_else(|| name.to_owned(), |unit| format!("{name}（{unit}）"))
}
