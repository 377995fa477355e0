//! The conditions of a class: shown, changed one by one, kept as a set and taken up again.

use super::{CONDITIONS, Candidates};
use crate::{
    catalog,
    domain::candidates::Wanted,
    store::{self, call_ups::Head},
    text::{T, candidates as w},
    ui::{
        Cx, Effect, Job, Window,
        screens::{
            globals::Announced,
            link::{LinkPick, Linked},
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        sheet::{Line, Part, To, Tone},
    },
};

/// The kind under which sets are kept among the saved views.
const SETS: &str = "candidates";

/// What a question is about.
#[derive(Default)]
pub(super) struct Asked {
    condition: usize,
    words: Vec<String>,
    sets: Vec<String>,
}

/// Every condition, in the order shown.
const ALL: [(T, Kind); 15] = [
    (w::TOTAL, Kind::Number),
    (w::LEAST_WOMEN, Kind::Number),
    (w::LEAST_NON_PARTY, Kind::Number),
    (w::LEVELS, Kind::Words("level")),
    (w::CATEGORIES, Kind::Words("category")),
    (w::TAGS, Kind::Words("tag")),
    (w::SEX, Kind::Word("sex")),
    (w::ONLY_NON_PARTY, Kind::Flag),
    (w::UNDER, Kind::Unit),
    (w::AGE_FROM, Kind::Number),
    (w::AGE_TO, Kind::Number),
    (w::LEVEL_YEARS, Kind::Number),
    (w::WITHOUT_YEARS, Kind::Number),
    (w::PROGRAMME_ONLY, Kind::Flag),
    (w::CAP, Kind::Number),
];

/// How a condition is asked for.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Words(&'static str),
    Word(&'static str),
    Flag,
    Unit,
}

impl Candidates {
    /// What the class itself says in its name and papers: levels, women, people outside the party, young ones.
    pub(super) fn begin(&mut self, head: &Head, cx: &Cx) -> store::Result<()> {
        let text = format!("{} {}", head.class, cx.db.call_up_text(self.call_up)?);
        let levels = cx.db.code_words("level")?;
        self.wanted = Wanted { cap: self.wanted.cap, ..Wanted::of_text(&text, &levels) };
        Ok(())
    }

    pub(super) fn condition_lines(&self, cx: &Cx) -> Vec<Line> {
        let line = |(n, (label, _)): (usize, &(T, Kind))| {
            let words = self.condition_words(n, cx);
            let (words, tone) = if words.is_empty() { (cx.t(w::ANY).to_owned(), Tone::Quiet) } else { (words, Tone::Plain) };
            Line::new(vec![Part::text(cx.t(*label), 20), Part::text(words, 0).tone(tone)]).to(To::Here(n))
        };
        ALL.iter().enumerate().map(line).collect()
    }

    fn condition_words(&self, n: usize, cx: &Cx) -> String {
        let wanted = &self.wanted;
        let number = |n: u64| if n == 0 { String::new() } else { n.to_string() };
        let flag = |on: bool| if on { cx.t(w::YES).to_owned() } else { String::new() };
        match n {
            3 => wanted.levels.join("、"),
            4 => wanted.categories.join("、"),
            5 => wanted.tags.join("、"),
            6 => wanted.sex.clone().unwrap_or_default(),
            7 => flag(wanted.non_party),
            8 => {
                let unit = catalog::register("unit").zip(wanted.under).and_then(|(r, id)| cx.db.title(r, id).ok().flatten());
                unit.unwrap_or_default()
            }
            13 => flag(wanted.programme_only),
            n => number(self.number(n)),
        }
    }

    fn number(&self, n: usize) -> u64 {
        let wanted = &self.wanted;
        match n {
            0 => self.total,
            1 => self.least[0],
            2 => self.least[1],
            9 => wanted.age_from.unwrap_or(0).into(),
            10 => wanted.age_to.unwrap_or(0).into(),
            11 => wanted.level_years.unwrap_or(0).into(),
            12 => wanted.without_years.unwrap_or(0).into(),
            _ => wanted.cap.into(),
        }
    }

    fn set_number(&mut self, n: usize, number: u64) {
        let small = u32::try_from(number).unwrap_or(u32::MAX);
        let some = (small > 0).then_some(small);
        match n {
            0 => self.total = number,
            1 => self.least[0] = number,
            2 => self.least[1] = number,
            9 => self.wanted.age_from = some,
            10 => self.wanted.age_to = some,
            11 => self.wanted.level_years = some,
            12 => self.wanted.without_years = some,
            _ => self.wanted.cap = small,
        }
    }

    pub(super) fn ask_condition(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        let Some((label, kind)) = ALL.get(n) else { return Ok(Effect::None) };
        self.asked.condition = n;
        Ok(match kind {
            Kind::Number => {
                let now = self.number(n).to_string();
                Effect::open(Window(Prompt::new("condition", w::ask_number(cx.lang, cx.t(*label)), &now)))
            }
            Kind::Flag => {
                let flag = if n == 7 { &mut self.wanted.non_party } else { &mut self.wanted.programme_only };
                *flag = !*flag;
                self.look(cx)
            }
            Kind::Unit => catalog::register("unit").map_or(Effect::None, |unit| Effect::open(Window(LinkPick::new(unit, "")))),
            Kind::Words(list) => self.ask_words(list, true, *label, cx)?,
            Kind::Word(list) => self.ask_words(list, false, *label, cx)?,
        })
    }

    fn ask_words(&mut self, list: &str, several: bool, label: T, cx: &Cx) -> store::Result<Effect> {
        let words = cx.db.code_words(list)?;
        let mut choices: Vec<Choice> = words.iter().map(|word| Choice { word: word.clone(), note: String::new() }).collect();
        choices.push(Choice { word: cx.t(w::ANY).to_owned(), note: String::new() });
        let now = match self.asked.condition {
            3 => &self.wanted.levels,
            4 => &self.wanted.categories,
            _ => &self.wanted.tags,
        };
        let marked: Vec<usize> = words.iter().enumerate().filter(|(_, word)| now.contains(word)).map(|(n, _)| n).collect();
        self.asked.words = words;
        let pick = Pick::new("condition", cx.t(label), choices).at(marked.first().copied().unwrap_or(0));
        Ok(Effect::open(Window(if several { pick.several(marked) } else { pick })))
    }

    pub(super) fn typed(&mut self, typed: &Typed, cx: &Cx) -> store::Result<Effect> {
        if typed.tag == "set_name" {
            return self.keep_set(&typed.text, cx);
        }
        let Ok(number) = typed.text.trim().parse() else { return Ok(Effect::Toast(cx.t(w::NO_NUMBER).to_owned())) };
        self.set_number(self.asked.condition, number);
        if self.asked.condition < 3 {
            self.share();
            self.fill(cx);
            return Ok(Effect::None);
        }
        Ok(self.look(cx))
    }

    pub(super) fn linked(&mut self, linked: &Linked, cx: &Cx) -> Effect {
        self.wanted.under = linked.id;
        self.look(cx)
    }

    pub(super) fn picked(&mut self, picked: &Picked, cx: &Cx) -> store::Result<Effect> {
        match picked.tag {
            "set" => self.take_set(picked.chosen.first().copied().unwrap_or(0), cx),
            "route" | "named_reason" => self.routed(picked, cx),
            _ => {
                let words: Vec<String> = picked.chosen.iter().filter_map(|n| self.asked.words.get(*n).cloned()).collect();
                match self.asked.condition {
                    3 => self.wanted.levels = words,
                    4 => self.wanted.categories = words,
                    5 => self.wanted.tags = words,
                    _ => self.wanted.sex = words.into_iter().next(),
                }
                Ok(self.look(cx))
            }
        }
    }

    /// Sets kept before, and a line to keep this one.
    pub(super) fn ask_set(&mut self, cx: &Cx) -> store::Result<Effect> {
        let sets = cx.db.saved_views(&cx.actor, SETS)?;
        let mut choices = vec![Choice { word: cx.t(w::SAVE_SET).to_owned(), note: String::new() }];
        choices.extend(sets.iter().map(|set| Choice { word: set.name.clone(), note: String::new() }));
        self.asked.sets = sets.into_iter().map(|set| set.definition).collect();
        Ok(Effect::open(Window(Pick::new("set", cx.t(w::SETS), choices))))
    }

    fn take_set(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        let Some(definition) = n.checked_sub(1).and_then(|n| self.asked.sets.get(n)) else {
            return Ok(Effect::open(Window(Prompt::new("set_name", cx.t(w::SET_NAME), ""))));
        };
        self.wanted = serde_json::from_str::<Wanted>(definition).unwrap_or_default();
        self.panes.go(CONDITIONS);
        Ok(self.look(cx))
    }

    fn keep_set(&self, name: &str, cx: &Cx) -> store::Result<Effect> {
        let definition = serde_json::to_string(&self.wanted).unwrap_or_default();
        let (actor, name, lang) = (cx.actor.clone(), name.to_owned(), cx.lang);
        Ok(Effect::Start(Job::new("", move |desk, _| {
            desk.store()?.save_view(&actor, SETS, &name, &definition)?;
            Ok(Announced(w::saved(lang, name)))
        })))
    }
}
