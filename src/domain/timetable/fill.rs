//! Puts lessons into free half-days of a class, without conflicts, as many as can be and near where each should be.
//!
//! A class has one lesson a half-day, so two lessons of it compete for half-days and for nothing else; what a teacher,
//! a room or a site does elsewhere only closes half-days. Lessons of half a day are therefore matched with half-days by
//! augmenting paths, which finds a place for as many as possible; lessons of a day, of which there are few, are tried
//! in front of them. What finds no place is told with what stands in its way, half-day by half-day.

use crate::domain::calendar::Half;
use chrono::NaiveDate;

/// A half-day of the class that is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opening {
    /// The day.
    pub date: NaiveDate,
    /// Morning, afternoon or evening.
    pub half: Half,
}

/// A lesson to be put somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Takes morning and afternoon of a day.
    pub whole_day: bool,
    /// Where it should be, as near as can be; `None`: as early as can be.
    pub wish: Option<(NaiveDate, usize)>,
    /// For each opening, what stands in the way; empty where nothing does. In the order of the openings.
    pub blocked: Vec<Option<Blocked>>,
}

/// What stands in the way of a lesson in a half-day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The teacher teaches there: who, which class.
    Teacher(String, String),
    /// The teacher is away: who.
    Away(String),
    /// The room is taken: which, by which class.
    Place(String, String),
    /// The site has another class: which, which class.
    Site(String, String),
    /// The evening is no time for it: a lecture that was not one of the evening.
    Evening,
}

/// Where a lesson went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Into this opening, an index; a lesson of a day also takes the one after.
    Placed(usize),
    /// Nowhere: the openings are all taken by others, or blocked.
    Nowhere,
}

/// Trials of lessons of a day before what was found so far is taken.
const TRIALS: usize = 20_000;

/// Places lessons; openings are in order of time.
#[must_use]
pub fn fill(lessons: &[Lesson], openings: &[Opening]) -> Vec<Outcome> {
    let days: Vec<usize> = (0..lessons.len()).filter(|n| lessons[*n].whole_day).collect();
    let mut search = Search { lessons, openings, days, best: vec![None; lessons.len()], found: 0, trials: 0 };
    search.try_day(0, &mut vec![None; lessons.len()]);
    search.best.into_iter().map(|at| at.map_or(Outcome::Nowhere, Outcome::Placed)).collect()
}

struct Search<'a> {
    lessons: &'a [Lesson],
    openings: &'a [Opening],
    days: Vec<usize>,
    best: Vec<Option<usize>>,
    found: usize,
    trials: usize,
}

impl Search<'_> {
    /// Tries the lessons of a day from the `n`th on, then matches the others; true once everything has a place.
    fn try_day(&mut self, n: usize, placed: &mut Vec<Option<usize>>) -> bool {
        self.trials += 1;
        let Some(lesson) = self.days.get(n).copied() else { return self.match_halves(placed) };
        for at in wishes(&self.lessons[lesson], self.openings) {
            if self.trials > TRIALS {
                break;
            }
            if self.fits_day(lesson, at, placed) {
                placed[lesson] = Some(at);
                if self.try_day(n + 1, placed) {
                    return true;
                }
                placed[lesson] = None;
            }
        }
        // Without it: the others may still find places.
        self.try_day(n + 1, placed)
    }

    fn fits_day(&self, lesson: usize, at: usize, placed: &[Option<usize>]) -> bool {
        let (Some(first), Some(second)) = (self.openings.get(at), self.openings.get(at + 1)) else { return false };
        let day = first.date == second.date && first.half == Half::Am && second.half == Half::Pm;
        let free = |opening: usize| self.lessons[lesson].blocked.get(opening).is_some_and(Option::is_none);
        let taken = self.days.iter().filter_map(|other| placed[*other]).any(|other| other.abs_diff(at) < 2);
        day && free(at) && free(at + 1) && !taken
    }

    /// Matches lessons of half a day with what is left, and keeps the result where it places more than any before.
    fn match_halves(&mut self, placed: &[Option<usize>]) -> bool {
        let mut owner: Vec<Option<usize>> = vec![None; self.openings.len()];
        for day in &self.days {
            if let Some(at) = placed[*day] {
                (owner[at], owner[at + 1]) = (Some(*day), Some(*day));
            }
        }
        let mut halves: Vec<usize> = (0..self.lessons.len()).filter(|n| !self.lessons[*n].whole_day).collect();
        halves.sort_by_key(|n| self.lessons[*n].wish);
        for lesson in halves {
            let mut seen = vec![false; self.openings.len()];
            self.augment(lesson, &mut owner, &mut seen);
        }
        let mut found: Vec<Option<usize>> = placed.to_vec();
        for (at, lesson) in owner.iter().enumerate() {
            if let Some(lesson) = lesson.filter(|n| !self.lessons[*n].whole_day) {
                found[lesson] = Some(at);
            }
        }
        let count = found.iter().flatten().count();
        if count > self.found {
            (self.found, self.best) = (count, found);
        }
        count == self.lessons.len()
    }

    /// Finds an opening for a lesson, moving others on where they have another one.
    fn augment(&self, lesson: usize, owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        let wishes = wishes(&self.lessons[lesson], self.openings);
        let open = |at: usize| self.lessons[lesson].blocked.get(at).is_some_and(Option::is_none);
        // What nobody has comes before what somebody else would have to leave; an evening does not.
        let evening = |at: usize| self.openings[at].half == Half::Eve;
        let first = wishes.iter().copied().find(|at| open(*at) && owner[*at].is_none() && !seen[*at] && !evening(*at));
        if let Some(at) = first {
            owner[at] = Some(lesson);
            return true;
        }
        for at in wishes {
            let free = open(at);
            if !free || std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let other = owner[at];
            let moves = match other {
                None => true,
                Some(other) if self.lessons[other].whole_day => false,
                Some(other) => self.augment(other, owner, seen),
            };
            if moves {
                owner[at] = Some(lesson);
                return true;
            }
        }
        false
    }
}

/// Openings of a lesson, the nearest to its wish first; evenings after all others, but for a lesson of the evening.
fn wishes(lesson: &Lesson, openings: &[Opening]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..openings.len()).collect();
    let of_evening = lesson.wish.is_some_and(|(_, part)| part == part_of(Half::Eve));
    let late = |n: usize| (openings[n].half == Half::Eve) != of_evening;
    match lesson.wish {
        Some((date, part)) => order.sort_by_key(|n| {
            let at = openings[*n];
            (late(*n), (at.date - date).num_days().abs(), part_of(at.half).abs_diff(part), *n)
        }),
        None => order.sort_by_key(|n| (late(*n), *n)),
    }
    order
}

/// Morning 0, afternoon 1, evening 2.
#[must_use]
pub const fn part_of(half: Half) -> usize {
    match half {
        Half::Am | Half::Day => 0,
        Half::Pm => 1,
        Half::Eve => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{add_days, day};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn week(days: i64) -> Vec<Opening> {
        let first = day("2026-11-30").unwrap();
        (0..days).flat_map(|n| [Half::Am, Half::Pm].map(|half| Opening { date: add_days(first, n), half })).collect()
    }

    fn lesson(openings: &[Opening], free: &[usize]) -> Lesson {
        let blocked = (0..openings.len()).map(|n| (!free.contains(&n)).then_some(Blocked::Evening)).collect();
        Lesson { blocked, ..Lesson::default() }
    }

    #[test]
    fn others_move_on_so_that_everything_fits() {
        let openings = week(2);
        // All want the first half-day; only one arrangement places all.
        let lessons = [lesson(&openings, &[0, 1, 2, 3]), lesson(&openings, &[0, 1]), lesson(&openings, &[0])];
        let placed = fill(&lessons, &openings);
        assert_eq!(placed[2], Outcome::Placed(0));
        assert_eq!(placed[1], Outcome::Placed(1));
        assert_eq!(placed[0], Outcome::Placed(2));
    }

    #[test]
    fn a_whole_day_takes_morning_and_afternoon() {
        let openings = week(2);
        let day_long = Lesson { whole_day: true, ..lesson(&openings, &[0, 1, 2, 3]) };
        let lessons = [day_long, lesson(&openings, &[0]), lesson(&openings, &[1])];
        assert_eq!(fill(&lessons, &openings), [Outcome::Placed(2), Outcome::Placed(0), Outcome::Placed(1)]);
        // No day is free for it: the others are placed all the same.
        let day_long = Lesson { whole_day: true, ..lesson(&openings, &[0, 3]) };
        assert_eq!(fill(&[day_long, lesson(&openings, &[0])], &openings), [Outcome::Nowhere, Outcome::Placed(0)]);
    }

    #[test]
    fn near_where_it_should_be() {
        let openings = week(5);
        let all: Vec<usize> = (0..10).collect();
        let wish = |n: i64, part| Lesson { wish: Some((add_days(openings[0].date, n), part)), ..lesson(&openings, &all) };
        assert_eq!(
            fill(&[wish(3, 1), wish(3, 0), wish(9, 0)], &openings),
            [Outcome::Placed(7), Outcome::Placed(6), Outcome::Placed(8)]
        );
    }

    #[test]
    fn evenings_come_last_but_for_lessons_of_the_evening() {
        let mut openings = week(2);
        openings.push(Opening { date: openings[0].date, half: Half::Eve });
        openings.sort();
        let all: Vec<usize> = (0..openings.len()).collect();
        let any = || lesson(&openings, &all);
        let late = Lesson { wish: Some((openings[4].date, 2)), ..any() };
        // Four lessons take the half-days of both days; the fifth and the one of the evening share what is left.
        let placed = fill(&[any(), any(), any(), any(), late], &openings);
        assert_eq!(placed[4], Outcome::Placed(2));
        assert!(placed.iter().all(|p| *p != Outcome::Nowhere));
        assert_eq!(fill(&[any(), any()], &openings), [Outcome::Placed(0), Outcome::Placed(1)]);
    }

    fn check(lessons: &[Lesson], openings: &[Opening], placed: &[Outcome]) -> Result<usize, TestCaseError> {
        let mut taken = BTreeSet::new();
        let mut count = 0;
        for (lesson, outcome) in lessons.iter().zip(placed) {
            let Outcome::Placed(at) = outcome else { continue };
            count += 1;
            let parts = if lesson.whole_day { vec![*at, at + 1] } else { vec![*at] };
            for part in parts {
                prop_assert!(lesson.blocked[part].is_none(), "blocked");
                prop_assert!(taken.insert(part), "taken twice");
            }
            prop_assert!(!lesson.whole_day || openings[*at].half == Half::Am);
        }
        Ok(count)
    }

    /// As many as can be placed, by trying everything.
    fn most(lessons: &[Lesson], n: usize, taken: &mut Vec<bool>) -> usize {
        let Some(lesson) = lessons.get(n) else { return 0 };
        let mut best = most(lessons, n + 1, taken);
        for at in 0..taken.len() {
            if lesson.blocked[at].is_none() && !taken[at] {
                taken[at] = true;
                best = best.max(1 + most(lessons, n + 1, taken));
                taken[at] = false;
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// A solvable one is solved: each lesson has its own half-day free, whatever else is blocked.
        #[test]
        fn what_can_be_solved_is_solved(
            order in Just((0usize..20).collect::<Vec<_>>()).prop_shuffle(), lessons in 1usize..20, more in proptest::collection::vec(proptest::collection::vec(0usize..20, 0..6), 20), days in 0usize..3,
        ) {
            let openings = week(10);
            let mut plan: Vec<Lesson> = Vec::new();
            // Some lessons of a day on planted days, the others on half-days that those leave.
            let day_slots: Vec<usize> = (0..days).map(|n| n * 2).collect();
            for at in &day_slots {
                plan.push(Lesson { whole_day: true, ..lesson(&openings, &[*at, at + 1]) });
            }
            let rest = order.iter().filter(|n| !day_slots.iter().any(|d| **n == *d || **n == d + 1));
            for (n, own) in rest.take(lessons).enumerate() {
                let mut free = more[n].clone();
                free.push(*own);
                plan.push(lesson(&openings, &free));
            }
            let placed = fill(&plan, &openings);
            prop_assert_eq!(check(&plan, &openings, &placed)?, plan.len());
        }

        /// A known timetable with evenings and days, some lessons of it taken out: all of them find a place again beside
        /// those that stay, whatever closes other half-days to them.
        #[test]
        fn what_was_taken_out_of_a_timetable_goes_back(
            days in 2i64..8,
            drawn in proptest::collection::vec((any::<bool>(), 0u8..4, proptest::collection::vec(any::<bool>(), 24)), 8),
            out in proptest::collection::vec(any::<bool>(), 32),
        ) {
            let first = day("2026-11-30").unwrap();
            let halves = [Half::Am, Half::Pm, Half::Eve];
            let all: Vec<Opening> = (0..days).flat_map(|n| halves.map(|half| Opening { date: add_days(first, n), half })).collect();
            // The solution: of each day, one lesson of the day or one in some of its parts.
            let mut solution: Vec<(usize, bool, &Vec<bool>)> = Vec::new();
            for (n, (long, parts, free)) in drawn.iter().take(usize::try_from(days).unwrap()).enumerate() {
                let morning = n * 3;
                if *long {
                    solution.push((morning, true, free));
                } else {
                    solution.extend((0..3_u8).filter(|part| *parts != *part).map(|part| (morning + usize::from(part), false, free)));
                }
            }
            let (gone, stays): (Vec<_>, Vec<_>) = solution.iter().enumerate().partition(|(n, _)| out[*n]);
            let taken: BTreeSet<usize> = stays
                .iter()
                .flat_map(|(_, (at, long, _))| if *long { vec![*at, at + 1] } else { vec![*at] })
                .collect();
            let openings: Vec<Opening> = (0..all.len()).filter(|n| !taken.contains(n)).map(|n| all[n]).collect();
            let lessons: Vec<Lesson> = gone
                .iter()
                .map(|(_, (at, long, free))| {
                    let own = |n: usize| n == *at || (*long && n == at + 1);
                    let open: Vec<usize> = (0..openings.len())
                        .filter(|n| {
                            let place = all.iter().position(|o| o == &openings[*n]).unwrap();
                            own(place) || free[place]
                        })
                        .collect();
                    Lesson { whole_day: *long, ..lesson(&openings, &open) }
                })
                .collect();
            let placed = fill(&lessons, &openings);
            prop_assert_eq!(check(&lessons, &openings, &placed)?, lessons.len());
        }

        /// As many as trying everything finds.
        #[test]
        fn as_many_as_can_be(free in proptest::collection::vec(proptest::collection::vec(0usize..6, 0..4), 1..6)) {
            let openings = week(3);
            let lessons: Vec<Lesson> = free.iter().map(|free| lesson(&openings, free)).collect();
            let placed = fill(&lessons, &openings);
            prop_assert_eq!(check(&lessons, &openings, &placed)?, most(&lessons, 0, &mut vec![false; 6]));
        }
    }
}
