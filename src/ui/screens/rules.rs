//! Rules and choices, for managers: each change is shown with how many verdicts it would alter before it is saved.

pub mod effect;

use crate::{
    catalog,
    domain::{
        calendar::day,
        hours::{Settings, office},
        value::{Value, number},
    },
    pane_rows,
    store::{
        self,
        rules::{Change, Kept, Preview},
    },
    text::{T, change as c, setting as w},
    ui::{
        Command, Cx, Effect, Job, Paint, Subject, View, Window, hand, key,
        panes::{Paned, Panes},
        screens::{
            form::Form,
            person::rule_name,
            pick::{Choice, Pick, Picked},
            prompt::{Prompt, Typed},
        },
        sheet::{Line, Part, To, Tone},
        show,
    },
};
pub use effect::Affected;
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::RULES, w::CHOICES];
/// Lines of choices count from here; those before are rules.
const CHOICE: usize = 100_000;
/// Fields of a rule that are changed here; the others stay as the paper has them.
const FIELDS: [&str; 9] =
    ["target", "alternative", "scope", "valid_from", "valid_until", "name", "doc_title", "doc_no", "clause"];

/// Rules and choices.
pub struct Rules {
    rules: Vec<Kept>,
    settings: Settings,
    /// What is being changed: which rule or choice, and which field of it.
    at: usize,
    field: Option<&'static str>,
    change: Option<Change>,
    preview: Preview,
    panes: Panes,
}

/// A change was saved.
struct Changed;

impl Default for Rules {
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            settings: Settings::default(),
            at: 0,
            field: None,
            change: None,
            preview: Preview::default(),
            panes: Panes::new(PANES),
        }
    }
}

impl Rules {
    fn fill(&mut self, cx: &Cx) {
        let columns = self.panes.columns(0, self.body(cx.area));
        let mut rules = Vec::new();
        for (n, rule) in self.rules.iter().enumerate() {
            rules.extend(rule_lines(n, rule, columns, cx));
        }
        let choices = office::CHOICES.iter().enumerate().map(|(n, choice)| self.choice_line(n, choice, cx)).collect();
        self.panes.set(0, rules, Some(self.rules.len()));
        self.panes.set(1, choices, None);
    }

    fn choice_line(&self, n: usize, choice: &office::Choice, cx: &Cx) -> Line {
        let (now, usual) = (choice.get(&self.settings), choice.get(&Settings::default()));
        let note = if now == usual { String::new() } else { w::default(cx.lang, shown(choice, &usual, cx)) };
        Line::new(vec![
            Part::text(cx.t(choice.label), 0),
            Part::number(shown(choice, &now, cx), 8).tone(if note.is_empty() { Tone::Plain } else { Tone::Good }),
            Part::text(note, 12).tone(Tone::Quiet),
        ])
        .to(To::Here(CHOICE + n))
    }

    /// The rule at the cursor.
    fn rule(&self) -> Subject {
        let To::Here(n) = *self.panes.sheet().selected() else { return None };
        Some((catalog::register("hour_rule")?, self.rules.get(n)?.id))
    }

    fn locked(&self, cx: &Cx) -> Option<T> {
        Self::cannot(cx).or_else(|| hand::locked(self.rule(), cx))
    }

    fn cannot(cx: &Cx) -> Option<T> {
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_manage)
    }

    /// A new rule has every field to fill, so it is a form.
    fn add(&mut self, _: &Cx) -> store::Result<Effect> {
        Ok(catalog::register("hour_rule").map_or(Effect::None, |register| Effect::open(Window(Form::new(register, &[])))))
    }

    /// Which field of a rule.
    fn ask_field(&self, rule: &Kept, cx: &Cx) -> Effect {
        let Some(register) = catalog::register("hour_rule") else { return Effect::None };
        let mut choices: Vec<Choice> = FIELDS
            .iter()
            .filter_map(|name| register.field(name))
            .map(|field| Choice { word: cx.t(field.label).to_owned(), note: now(rule, field.name) })
            .collect();
        choices.push(Choice { word: cx.t(w::NEW_VERSION).to_owned(), note: String::new() });
        Effect::open(Window(Pick::new("rule_field", w::which(cx.lang, &rule.name), choices)))
    }

    /// What the field becomes.
    fn ask_value(&mut self, n: usize, cx: &Cx) -> Effect {
        let (Some(rule), Some(register)) = (self.rules.get(self.at), catalog::register("hour_rule")) else { return Effect::None };
        let Some(name) = FIELDS.get(n) else {
            self.field = None;
            return Effect::open(Window(Prompt::new("rule_version", cx.t(w::ASK_VERSION), "")));
        };
        self.field = Some(name);
        let Some(field) = register.field(name) else { return Effect::None };
        let now = now(rule, name);
        Effect::open(Window(Prompt::new("rule_value", w::ask(cx.lang, cx.t(field.label), &now), &now)))
    }

    fn typed(&mut self, typed: &Typed, cx: &Cx) -> Effect {
        let text = typed.text.trim();
        let rule = self.rules.get(self.at);
        self.change = match (typed.tag, rule, self.field) {
            ("rule_value", Some(rule), Some(field)) => {
                let value = match field {
                    "target" => text.parse().map_or(Value::text(text), Value::Real),
                    _ if text == "-" || text.is_empty() => Value::Null,
                    _ => Value::text(text),
                };
                Some(Change::Field { rule: rule.id, version: rule.version, field, value })
            }
            ("rule_version", Some(rule), _) => text.split_once(char::is_whitespace).and_then(|(from, target)| {
                let (from, target) = (day(from.trim())?, target.trim().parse().ok()?);
                Some(Change::From { rule: rule.id, version: rule.version, from, target })
            }),
            ("choice", ..) => office::CHOICES.get(self.at).map(|c| Change::Choice { name: c.name, value: text.to_owned() }),
            _ => None,
        };
        if self.change.is_none() { Effect::Toast(cx.t(w::NO_SENSE).to_owned()) } else { self.check(cx) }
    }

    /// Works out whom it would change.
    fn check(&self, cx: &Cx) -> Effect {
        self.change.clone().map_or(Effect::None, |change| effect::check(change, cx))
    }

    fn decided(&mut self, n: usize, cx: &Cx) -> Effect {
        match n {
            0 => {
                let Some(change) = self.change.take() else { return Effect::None };
                let act = cx.act();
                Effect::Start(Job::new(cx.t(w::SAVE), move |desk, _| {
                    desk.store()?.change_rules(&act, &change)?;
                    Ok(Changed)
                }))
            }
            1 => Effect::open(Window(Affected::new(self.preview.clone()))),
            _ => {
                self.change = None;
                Effect::None
            }
        }
    }
}

/// A choice's value in words.
fn shown(choice: &office::Choice, value: &str, cx: &Cx) -> String {
    match (choice.kind, value) {
        (office::Kind::Flag, "1") => cx.t(w::YES).to_owned(),
        (office::Kind::Flag, _) => cx.t(w::NO).to_owned(),
        (office::Kind::Maybe(_), "") => cx.t(w::NONE).to_owned(),
        _ => value.to_owned(),
    }
}

/// What a field of a rule says now.
fn now(rule: &Kept, field: &str) -> String {
    match field {
        "target" => number(rule.target),
        "scope" => rule.scope.clone(),
        "valid_from" => rule.valid_from.clone(),
        "valid_until" => rule.valid_until.clone().unwrap_or_default(),
        "name" => rule.name.clone(),
        "alternative" => rule.alternative.clone().unwrap_or_default(),
        "doc_title" => rule.doc_title.clone(),
        "doc_no" => rule.doc_no.clone().unwrap_or_default(),
        "clause" => rule.clause.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

fn rule_lines(n: usize, rule: &Kept, columns: u16, cx: &Cx) -> Vec<Line> {
    let until = rule.valid_until.as_deref().unwrap_or_default();
    let over = !until.is_empty() && until < cx.today.to_string().as_str();
    let tone = if over { Tone::Quiet } else { Tone::Plain };
    let mut lines = vec![
        Line::new(vec![
            Part::text(rule_name(&rule.code, &rule.name, cx), 0).tone(tone),
            Part::number(number(rule.target), 6).tone(tone),
            Part::text(show::word("hour_rule", "metric", &rule.metric, cx), 14).tone(Tone::Quiet),
            Part::text(show::word("hour_rule", "period", &rule.period, cx), 14).tone(Tone::Quiet),
        ])
        .to(To::Here(n)),
    ];
    let day = |iso: &str| iso.replace('-', ".");
    let span = format!("{}  {} - {}", rule.code, day(&rule.valid_from), day(until));
    lines.extend(Line::wrapped(&format!("  {span}  {}", rule.citation()), columns, Tone::Quiet));
    lines
}

impl View for Rules {
    const COMMANDS: &'static [Command<Self>] = pane_rows![enter w::CHANGE;
        Command::new("new", &[key::f(4), key::ctrl('n')], w::ADD_RULE, |v: &mut Self, cx| v.add(cx))
            .shown()
            .when(|_, cx| Self::cannot(cx)),
        Command::new("edit", &[key::f(2)], c::EDIT, |v: &mut Self, _| Ok(hand::edit(v.rule()))).changes().shown().when(Self::locked),
        Command::new("delete", &[key::f(8), key::DELETE], c::DELETE, |v: &mut Self, _| Ok(hand::delete(v.rule())))
            .changes()
            .when(Self::locked),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::TITLE).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.rules = cx.db.kept_rules()?;
        self.settings = cx.db.rulebook_of(0)?.settings;
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Picked>() {
            Ok(picked) => {
                let n = picked.chosen.first().copied().unwrap_or(usize::MAX);
                return Ok(if picked.tag == effect::TAG { self.decided(n, cx) } else { self.ask_value(n, cx) });
            }
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return Ok(self.typed(&typed, cx)),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<effect::Checked>() {
            Ok(checked) => {
                let Some(preview) = checked.0 else { return Ok(effect::stopped(cx)) };
                self.preview = preview;
                return Ok(effect::ask(&self.preview, cx));
            }
            Err(other) => other,
        };
        if outcome.downcast::<effect::Seen>().is_ok() {
            return Ok(effect::ask(&self.preview, cx));
        }
        Ok(Effect::Reload.and(Effect::Toast(cx.t(w::SAVED).to_owned())))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        self.panes.draw(paint, area, cx);
    }
}

impl Paned for Rules {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        area
    }

    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        if let Some(why) = Self::cannot(cx) {
            return Ok(Effect::Toast(cx.t(why).to_owned()));
        }
        if let Some(choice) = n.checked_sub(CHOICE).and_then(|n| office::CHOICES.get(n)) {
            self.at = n - CHOICE;
            let now = choice.get(&self.settings);
            let question = w::ask(cx.lang, cx.t(choice.label), &now);
            return Ok(Effect::open(Window(Prompt::new("choice", question, &now))));
        }
        self.at = n;
        Ok(self.rules.get(n).map_or(Effect::None, |rule| self.ask_field(rule, cx)))
    }
}
