//! A rule on hours as a row: whom it binds, when, how much, and which paper says so.

use std::fmt;

use chrono::NaiveDate;

use super::Person;
use crate::domain::rates::Band;

/// One rule, as kept in `hour_rule`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Short code; the same in all versions of a rule.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Whom it binds.
    pub scope: Scope,
    /// In which window.
    pub period: Period,
    /// What is counted.
    pub metric: Metric,
    /// How much of it.
    pub target: f64,
    /// Another way to meet it.
    pub alternative: Option<Alternative>,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force.
    pub valid_until: Option<NaiveDate>,
    /// Title of the paper.
    pub doc_title: String,
    /// Number of the paper (文号).
    pub doc_no: Option<String>,
    /// Clause of the paper.
    pub clause: Option<String>,
}

impl Rule {
    /// Names the paper: title, number and clause, as far as known.
    #[must_use]
    pub fn citation(&self) -> String {
        let mut text = self.doc_title.clone();
        if let Some(no) = &self.doc_no {
            text = format!("{text}（{no}）");
        }
        text + self.clause.as_deref().unwrap_or_default()
    }

    /// True where the rule is in force on this day.
    #[must_use]
    pub fn valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_until.is_none_or(|until| date <= until)
    }

    /// True where it is in force on a day and no later version of it is.
    #[must_use]
    pub fn current(&self, rules: &[Self], date: NaiveDate) -> bool {
        let later = |other: &Self| other.code == self.code && other.valid_from > self.valid_from && other.valid_on(date);
        self.valid_on(date) && !rules.iter().any(later)
    }
}

/// The rules in force on a day: of two versions with the same code, the later.
pub fn in_force(rules: &[Rule], date: NaiveDate) -> impl Iterator<Item = &Rule> {
    rules.iter().filter(move |rule| rule.current(rules, date))
}

/// The part of a class's hours that may be leave on a day: one in so many. `None` where no rule says.
#[must_use]
pub fn leave_part(rules: &[Rule], date: NaiveDate) -> Option<f64> {
    in_force(rules, date).find(|rule| rule.metric == Metric::LeavePart).map(|rule| rule.target)
}

/// The rule on an indicator of units for a band of the headcount on a day.
#[must_use]
pub fn indicator(rules: &[Rule], metric: Metric, band: Band, date: NaiveDate) -> Option<&Rule> {
    let covers = |clause: &Clause| matches!(clause, Clause::Band(bands) if bands.iter().any(|code| code == band.code()));
    in_force(rules, date).find(|rule| rule.metric == metric && rule.scope.0.iter().any(covers))
}

/// The topics that rules ask about, sorted; an entry keeps which of them it is on as bits in this order.
#[must_use]
pub fn topics(rules: &[Rule]) -> Vec<&str> {
    let mut words: Vec<&str> = rules.iter().filter_map(|rule| rule.scope.topics()).flatten().map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(64);
    words
}

/// Which of the topics some words, joined by `、`, are on.
#[must_use]
pub fn topic_bits(topics: &[&str], words: &str) -> u64 {
    let at = |word: &str| topics.iter().position(|topic| *topic == word.trim());
    words.split('、').filter_map(at).fold(0, |bits, n| bits | (1 << n))
}

/// Whom a rule binds: anyone one of the clauses is true for.
///
/// Written as clauses joined by `;`: `*`, `level:县处级正职、县处级副职`, `rank:…`, `category:…`, `party:…`, `tag:…`,
/// `band:…` (columns of the headcount, for indicators of units), `programme:…` (who is on its list), `except:CODE` (whom
/// that rule does not bind). `topic:…` beside them says that only entries on one of these topics count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(pub Vec<Clause>);

/// One clause of a [`Scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Everyone.
    All,
    /// Levels of the post.
    Level(Vec<String>),
    /// Ranks.
    Rank(Vec<String>),
    /// Categories of people.
    Category(Vec<String>),
    /// Political affiliations.
    Party(Vec<String>),
    /// Tags.
    Tag(Vec<String>),
    /// Bands of the headcount.
    Band(Vec<String>),
    /// Programmes whose list they are on.
    Programme(Vec<String>),
    /// Of whom only entries on these topics count; it binds nobody by itself.
    Topic(Vec<String>),
    /// Whom the rule of this code does not bind.
    Except(String),
}

impl Scope {
    /// Reads the written form; `None` where a clause is not known or empty.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let clauses: Vec<Clause> = text.split(';').map(|part| Clause::parse(part.trim())).collect::<Option<_>>()?;
        (!clauses.is_empty()).then_some(Self(clauses))
    }

    /// True where a clause other than `except:` is true for the person.
    #[must_use]
    pub fn names(&self, person: &Person<'_>) -> bool {
        self.0.iter().any(|clause| clause.matches(person))
    }

    /// The topics on which entries count; `None` for all.
    #[must_use]
    pub fn topics(&self) -> Option<&[String]> {
        self.0.iter().find_map(|clause| match clause {
            Clause::Topic(words) => Some(words.as_slice()),
            _ => None,
        })
    }

    /// True where a clause names this level.
    #[must_use]
    pub fn has_level(&self, level: &str) -> bool {
        self.0.iter().any(|clause| matches!(clause, Clause::Level(levels) if levels.iter().any(|l| l == level)))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, clause) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(";")?;
            }
            clause.fmt(f)?;
        }
        Ok(())
    }
}

impl Clause {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        let (kind, rest) = text.split_once(':')?;
        let words: Vec<String> = rest.split('、').map(|word| word.trim().to_owned()).collect();
        if words.iter().any(String::is_empty) {
            return None;
        }
        match kind {
            "level" => Some(Self::Level(words)),
            "rank" => Some(Self::Rank(words)),
            "category" => Some(Self::Category(words)),
            "party" => Some(Self::Party(words)),
            "tag" => Some(Self::Tag(words)),
            "band" => Some(Self::Band(words)),
            "programme" => Some(Self::Programme(words)),
            "topic" => Some(Self::Topic(words)),
            "except" => Some(Self::Except(rest.trim().to_owned())),
            _ => None,
        }
    }

    fn matches(&self, person: &Person<'_>) -> bool {
        let among = |words: &[String], word: Option<&str>| word.is_some_and(|word| words.iter().any(|w| w == word));
        match self {
            Self::All => true,
            Self::Level(words) => among(words, person.level),
            Self::Rank(words) => among(words, person.rank),
            Self::Category(words) => among(words, person.category),
            Self::Party(words) => among(words, person.party),
            Self::Tag(words) => person.tags.is_some_and(|tags| tags.split('、').any(|tag| among(words, Some(tag)))),
            Self::Programme(words) => person.programmes.iter().any(|name| among(words, Some(name))),
            Self::Band(_) | Self::Topic(_) | Self::Except(_) => false,
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, words) = match self {
            Self::All => return f.write_str("*"),
            Self::Except(code) => return write!(f, "except:{code}"),
            Self::Level(words) => ("level", words),
            Self::Rank(words) => ("rank", words),
            Self::Category(words) => ("category", words),
            Self::Party(words) => ("party", words),
            Self::Tag(words) => ("tag", words),
            Self::Band(words) => ("band", words),
            Self::Programme(words) => ("programme", words),
            Self::Topic(words) => ("topic", words),
        };
        write!(f, "{kind}:{}", words.join("、"))
    }
}

/// The window a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A calendar year.
    Year,
    /// The five years of a plan, such as 2018–2022.
    FiveYearFixed,
    /// The last sixty months.
    FiveYearRolling,
    /// The months after an appointment.
    SinceAppointment,
}

impl Period {
    /// Reads the code word of the schema.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Year, Self::FiveYearFixed, Self::FiveYearRolling, Self::SinceAppointment].into_iter().find(|p| p.code() == code)
    }

    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::FiveYearFixed => "five_year_fixed",
            Self::FiveYearRolling => "five_year_rolling",
            Self::SinceAppointment => "since_appointment",
        }
    }
}

/// What a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Hours of every recognised form.
    Total,
    /// Hours of every form that is not online.
    Offline,
    /// Hours off the job (脱产).
    FullTime,
    /// Hours online, examinations included.
    Online,
    /// Days off the job.
    FullTimeDays,
    /// Hours off the job in a hundred hours of every form: a ratio.
    FullTimePart,
    /// The part of a class's hours that may be leave: one in so many.
    LeavePart,
    /// Of a unit: hours off the job per head.
    UnitFullTimeMean,
    /// Of a unit: per cent of heads with a class off the job (调训率).
    UnitCalledRate,
    /// Of a unit: per cent of heads with any record (参训率).
    UnitTrainedRate,
    /// Of a unit: online hours per head.
    UnitOnlineMean,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Total,
        Self::Offline,
        Self::FullTime,
        Self::Online,
        Self::FullTimeDays,
        Self::FullTimePart,
        Self::LeavePart,
        Self::UnitFullTimeMean,
        Self::UnitCalledRate,
        Self::UnitTrainedRate,
        Self::UnitOnlineMean,
    ];

    /// Reads the code word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    /// The code word in `hour_rule.metric`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Offline => "offline",
            Self::FullTime => "full_time",
            Self::Online => "online",
            Self::FullTimeDays => "full_time_days",
            Self::FullTimePart => "full_time_part",
            Self::LeavePart => "leave_part",
            Self::UnitFullTimeMean => "unit_full_time_mean",
            Self::UnitCalledRate => "unit_called_rate",
            Self::UnitTrainedRate => "unit_trained_rate",
            Self::UnitOnlineMean => "unit_online_mean",
        }
    }

    /// True where it is about a person's ledger.
    #[must_use]
    pub const fn personal(self) -> bool {
        matches!(self, Self::Total | Self::Offline | Self::FullTime | Self::Online | Self::FullTimeDays | Self::FullTimePart)
    }
}

/// Another way to meet a rule: so much in another currency. Written as `days=12` or `calendar_days=90`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// What is counted.
    pub currency: Currency,
    /// How much of it.
    pub target: f64,
}

/// What an [`Alternative`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// Days of study that is not online, as entered.
    Days,
    /// Days of the calendar covered by classes off the job, weekends included; "three months" is counted so.
    CalendarDays,
}

impl Alternative {
    /// Reads the written form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (currency, target) = text.split_once('=')?;
        let currency = match currency.trim() {
            "days" => Currency::Days,
            "calendar_days" => Currency::CalendarDays,
            _ => return None,
        };
        let target: f64 = target.trim().parse().ok()?;
        (target.is_finite() && target > 0.0).then_some(Self { currency, target })
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = match self.currency {
            Currency::Days => "days",
            Currency::CalendarDays => "calendar_days",
        };
        write!(f, "{currency}={}", crate::domain::value::number(self.target))
    }
}
