//! Which class would settle an obligation, and how well: the same class again, the same programme, the same kind, or
//! any with enough hours; or what is in the way.

use crate::{
    domain::calendar::add_days,
    text::{T, arrange as w},
};
use chrono::NaiveDate;

/// What somebody missed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Missed<'a> {
    /// Name of the class that was missed, without its term.
    pub class: Option<&'a str>,
    /// Kind of that class.
    pub kind: Option<&'a str>,
    /// Programme of that class, or the one that was not done.
    pub programme: Option<i64>,
    /// Only the programme settles it.
    pub programme_only: bool,
    /// Only hours online settle it.
    pub online_only: bool,
    /// Hours owed; `None` where not known.
    pub hours: Option<f64>,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// A class that will be held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held<'a> {
    /// The class.
    pub id: i64,
    /// Its name, without its term.
    pub name: &'a str,
    /// Its kind.
    pub kind: Option<&'a str>,
    /// Its programme.
    pub programme: Option<i64>,
    /// For whom, as written.
    pub audience: Option<&'a str>,
    /// First day.
    pub starts: NaiveDate,
    /// Last day.
    pub ends: NaiveDate,
    /// Hours it gives.
    pub hours: f64,
    /// Seats free; `None` where there is no limit.
    pub seats: Option<u32>,
    /// Online.
    pub online: bool,
}

/// Who makes it up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Learner<'a> {
    /// Level of the post.
    pub level: Option<&'a str>,
    /// Rank.
    pub rank: Option<&'a str>,
    /// Category.
    pub category: Option<&'a str>,
    /// Tags, joined by `、`.
    pub tags: Option<&'a str>,
    /// Days on which they are on a class already.
    pub busy: &'a [(NaiveDate, NaiveDate)],
    /// Classes they are on already, or have been.
    pub classes: &'a [i64],
}

/// Why a class would do, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The same class, held again.
    SameClass,
    /// A class of the same programme.
    SameProgramme,
    /// A class of the same kind with enough hours.
    SameKind,
    /// Another class with enough hours.
    Hours,
    /// Several classes that together have enough.
    Several,
}

impl Fit {
    /// In words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::SameClass => w::FIT_SAME_CLASS,
            Self::SameProgramme => w::FIT_SAME_PROGRAMME,
            Self::SameKind => w::FIT_SAME_KIND,
            Self::Hours => w::FIT_HOURS,
            Self::Several => w::FIT_SEVERAL,
        }
    }
}

/// Why a class would not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// It has begun.
    Begun,
    /// It ends after the due date.
    TooLate,
    /// It is for others.
    Audience,
    /// The person is on it already, or has been.
    Known,
    /// The person is elsewhere on these days.
    Busy,
    /// It is not of what is owed.
    Other,
    /// It gives too few hours.
    FewHours,
    /// It is full.
    Full,
}

impl Obstacle {
    /// In words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Begun => w::NOT_BEGUN,
            Self::TooLate => w::NOT_LATE,
            Self::Audience => w::NOT_AUDIENCE,
            Self::Known => w::NOT_KNOWN,
            Self::Busy => w::NOT_BUSY,
            Self::Other => w::NOT_OTHER,
            Self::FewHours => w::NOT_FEW,
            Self::Full => w::NOT_FULL,
        }
    }
}

/// Says whether a class would settle an obligation, and how well.
///
/// # Errors
/// What is in the way.
pub fn fit(missed: &Missed<'_>, held: &Held<'_>, learner: &Learner<'_>, today: NaiveDate) -> Result<Fit, Obstacle> {
    if held.starts <= today {
        return Err(Obstacle::Begun);
    }
    if missed.due.is_some_and(|due| held.ends > due) {
        return Err(Obstacle::TooLate);
    }
    let fit = how(missed, held)?;
    if !audience(held.audience, learner) {
        return Err(Obstacle::Audience);
    }
    if learner.classes.contains(&held.id) {
        return Err(Obstacle::Known);
    }
    let away = |span: &(NaiveDate, NaiveDate)| span.0 <= held.ends && held.starts <= span.1;
    if !held.online && learner.busy.iter().any(away) {
        return Err(Obstacle::Busy);
    }
    if held.seats == Some(0) {
        return Err(Obstacle::Full);
    }
    Ok(fit)
}

/// True where a class would do as one of several: all is as [`fit`] asks but that it has too few hours by itself.
#[must_use]
pub fn fits_in_part(missed: &Missed<'_>, held: &Held<'_>, learner: &Learner<'_>, today: NaiveDate) -> bool {
    let some = Missed { hours: Some(0.0), ..*missed };
    missed.hours.is_some_and(|hours| hours > 0.0) && fit(&some, held, learner, today).is_ok()
}

fn how(missed: &Missed<'_>, held: &Held<'_>) -> Result<Fit, Obstacle> {
    if missed.online_only && !held.online {
        return Err(Obstacle::Other);
    }
    if missed.class.is_some_and(|name| name == held.name) {
        return Ok(Fit::SameClass);
    }
    if missed.programme.is_some() && missed.programme == held.programme {
        return Ok(Fit::SameProgramme);
    }
    if missed.programme_only {
        return Err(Obstacle::Other);
    }
    if missed.hours.is_none_or(|hours| held.hours + 1e-6 < hours) {
        return Err(Obstacle::FewHours);
    }
    Ok(if missed.kind.is_some() && missed.kind == held.kind { Fit::SameKind } else { Fit::Hours })
}

/// Whom an audience names by its usual words; one that names nobody by them is for everyone.
fn audience(audience: Option<&str>, learner: &Learner<'_>) -> bool {
    let Some(text) = audience else { return true };
    let has = |word: &str, of: Option<&str>| of.is_some_and(|of| of.contains(word));
    let county = has("县处", learner.level) || has("厅局", learner.level) || has("调研员", learner.rank);
    let village = has("村", learner.category) || has("社区", learner.category);
    let posted = has("驻村", learner.category) || has("驻村", learner.tags);
    let named: [(&[&str], bool); 4] = [
        (&["驻村"], posted),
        (&["村干部", "村社", "村（社区）", "村级", "社区干部"], village),
        (&["县处", "处级"], county),
        (&["科级", "乡科"], has("乡科", learner.level) || has("主任科员", learner.rank) || (!county && !village)),
    ];
    let mut wanted = named.iter().filter(|(words, _)| words.iter().any(|word| text.contains(word))).peekable();
    wanted.peek().is_none() || wanted.any(|(_, is)| *is)
}

/// The last day on which a class would do for something that is due and has none: a year from today.
#[must_use]
pub fn due_or_year(due: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    due.unwrap_or_else(|| add_days(today, 365))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::day;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn held() -> Held<'static> {
        Held {
            id: 1,
            name: "乡镇干部班",
            kind: Some("主体班"),
            programme: Some(4),
            audience: None,
            starts: d("2026-12-07"),
            ends: d("2026-12-11"),
            hours: 40.0,
            seats: Some(3),
            online: false,
        }
    }

    fn missed() -> Missed<'static> {
        Missed { hours: Some(24.0), due: Some(d("2026-12-31")), ..Missed::default() }
    }

    fn try_fit(missed: Missed, held: Held, learner: Learner) -> Result<Fit, Obstacle> {
        fit(&missed, &held, &learner, d("2026-11-24"))
    }

    #[test]
    fn how_well_a_class_fits() {
        let nobody = Learner::default();
        assert_eq!(try_fit(Missed { class: Some("乡镇干部班"), ..missed() }, held(), nobody), Ok(Fit::SameClass));
        assert_eq!(try_fit(Missed { programme: Some(4), ..missed() }, held(), nobody), Ok(Fit::SameProgramme));
        assert_eq!(try_fit(Missed { kind: Some("主体班"), ..missed() }, held(), nobody), Ok(Fit::SameKind));
        assert_eq!(try_fit(missed(), held(), nobody), Ok(Fit::Hours));
    }

    #[test]
    fn what_is_in_the_way() {
        let nobody = Learner::default();
        let late = Missed { due: Some(d("2026-12-10")), ..missed() };
        assert_eq!(try_fit(late, held(), nobody), Err(Obstacle::TooLate));
        assert_eq!(try_fit(missed(), Held { starts: d("2026-11-24"), ..held() }, nobody), Err(Obstacle::Begun));
        assert_eq!(try_fit(Missed { hours: Some(41.0), ..missed() }, held(), nobody), Err(Obstacle::FewHours));
        assert_eq!(try_fit(Missed { online_only: true, ..missed() }, held(), nobody), Err(Obstacle::Other));
        assert_eq!(
            try_fit(Missed { programme: Some(9), programme_only: true, ..missed() }, held(), nobody),
            Err(Obstacle::Other)
        );
        assert_eq!(try_fit(missed(), Held { seats: Some(0), ..held() }, nobody), Err(Obstacle::Full));
        assert_eq!(try_fit(missed(), held(), Learner { classes: &[1], ..nobody }), Err(Obstacle::Known));
        let busy = [(d("2026-12-11"), d("2026-12-12"))];
        assert_eq!(try_fit(missed(), held(), Learner { busy: &busy, ..nobody }), Err(Obstacle::Busy));
        assert_eq!(try_fit(missed(), Held { online: true, ..held() }, Learner { busy: &busy, ..nobody }), Ok(Fit::Hours));
    }

    #[test]
    fn for_whom_a_class_is() {
        let county = Learner { level: Some("县处级副职"), ..Learner::default() };
        let section = Learner { level: Some("乡科级正职"), ..Learner::default() };
        let village = Learner { category: Some("村（社区）干部"), ..Learner::default() };
        for (words, who, is) in [
            ("县处级领导干部", county, true),
            ("县处级领导干部", section, false),
            ("科级干部", section, true),
            ("科级干部", village, false),
            ("村（社区）党组织书记", village, true),
            ("县处级、乡科级干部", section, true),
            ("全体干部", village, true),
        ] {
            assert_eq!(audience(Some(words), &who), is, "{words} {who:?}");
        }
    }
}
