//! What would settle one obligation: classes to come with why they fit or not, courses online, entries made since.

use crate::{
    catalog,
    domain::{calendar::iso, value::number},
    pane_rows,
    store::{
        self,
        arrange::{Course, Offer, Online, Owed, Placed},
        make_ups::Settling,
    },
    text::{T, arrange as w, keys as k, list as lw},
    ui::{
        Command, Cx, Effect, Job, Paint, View, key,
        panes::{Paned, Panes},
        sheet::{Line, Part, To, Tone},
        show,
    },
};
use ratatui::layout::Rect;
use std::any::Any;

const PANES: &[T] = &[w::CLASSES, w::ONLINE, w::ENTRIES];
/// Courses online that are offered.
const COURSES: usize = 40;
/// Where the lines of the panes begin to count.
const PANE: usize = 100_000;
/// Lines of several classes count from here, within their pane.
const TOGETHER: usize = 50_000;

/// What would settle an obligation.
pub struct Fits {
    id: i64,
    owed: Owed,
    offers: Vec<Offer>,
    together: Vec<Vec<Course>>,
    online: Vec<Online>,
    entries: Vec<Settling>,
    panes: Panes,
}

/// What choosing came to: words for it.
struct Chosen(bool);

impl Fits {
    /// For this obligation.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            owed: Owed::default(),
            offers: Vec::new(),
            together: Vec::new(),
            online: Vec::new(),
            entries: Vec::new(),
            panes: Panes::new(PANES).one_at_a_time(),
        }
    }

    fn fill(&mut self, cx: &Cx) {
        let fitting = self.offers.iter().filter(|o| o.fit.is_ok()).count();
        let mut classes: Vec<Line> = self.offers.iter().enumerate().map(|(n, offer)| class_line(n, offer, cx)).collect();
        // Several classes stand behind those that do alone, before those that do not.
        let together = self.together.iter().enumerate().map(|(n, several)| together_line(n, several, cx));
        classes.splice(fitting..fitting, together);
        if classes.is_empty() {
            classes.push(Line::words(cx.t(w::NO_CLASSES), Tone::Quiet));
        }
        let mut online: Vec<Line> = self.online.iter().enumerate().map(|(n, course)| online_line(n, course, cx)).collect();
        if online.is_empty() {
            online.push(Line::words(cx.t(w::NO_ONLINE), Tone::Quiet));
        }
        let mut entries = vec![Line::words(cx.t(w::ENTRIES_ABOUT), Tone::Quiet)];
        entries.extend(self.entries.iter().enumerate().map(|(n, entry)| entry_line(n, entry, self.owed.hours)));
        if self.entries.is_empty() {
            entries.push(Line::words(cx.t(w::NO_ENTRIES), Tone::Quiet));
        }
        self.panes.set(0, classes, Some(fitting + self.together.len()));
        self.panes.set(1, online, Some(self.online.len()));
        self.panes.set(2, entries, Some(self.entries.len()));
    }

    fn cannot(&self, cx: &Cx) -> Option<T> {
        cx.db.role(&cx.actor).ok().and_then(store::guard::Role::cannot_write)
    }

    /// Opens the class under the cursor instead of choosing it.
    fn class(&mut self, cx: &Cx) -> store::Result<Effect> {
        let To::Here(n) = *self.panes.sheet().selected() else { return Ok(Effect::None) };
        let Some(offer) = self.offers.get(n) else { return Ok(Effect::None) };
        let register = catalog::register("class");
        Ok(register.map_or(Effect::None, |register| super::record::open(register, offer.class.id, cx)))
    }
}

fn class_line(n: usize, offer: &Offer, cx: &Cx) -> Line {
    let class = &offer.class;
    let (words, tone) = match offer.fit {
        Ok(fit) => (cx.t(fit.label()), Tone::Good),
        Err(why) => (cx.t(why.label()), Tone::Quiet),
    };
    let seats = class.seats.map_or_else(|| cx.t(w::NO_LIMIT).to_owned(), |n| w::seats(cx.lang, n));
    let from = iso(class.starts).replace('-', ".");
    let to = iso(class.ends)[5..].replace('-', ".");
    Line::new(vec![
        Part::text(format!("{from}-{to}"), 16).tone(Tone::Quiet),
        Part::text(&*class.title, 0).tone(if offer.fit.is_ok() { Tone::Plain } else { Tone::Quiet }),
        Part::number(number(class.hours), 5),
        Part::text(seats, 8).tone(Tone::Quiet),
        Part::text(words, 20).tone(tone),
    ])
    .to(To::Here(n))
}

fn together_line(n: usize, several: &[Course], cx: &Cx) -> Line {
    let from = several.first().map(|class| iso(class.starts).replace('-', ".")).unwrap_or_default();
    let to = several.last().map(|class| iso(class.ends)[5..].replace('-', ".")).unwrap_or_default();
    let titles: Vec<&str> = several.iter().map(|class| class.title.as_str()).collect();
    Line::new(vec![
        Part::text(format!("{from}-{to}"), 16).tone(Tone::Quiet),
        Part::text(titles.join(" + "), 0),
        Part::number(number(several.iter().map(|class| class.hours).sum()), 5),
        Part::text(w::classes_together(cx.lang, several.len()), 8).tone(Tone::Quiet),
        Part::text(cx.t(w::FIT_SEVERAL), 20).tone(Tone::Good),
    ])
    .to(To::Here(TOGETHER + n))
}

fn online_line(n: usize, course: &Online, cx: &Cx) -> Line {
    Line::new(vec![
        Part::text(&*course.title, 0),
        Part::number(number(course.hours), 6),
        Part::text(w::taken_by(cx.lang, show::count(course.people.cast_signed())), 16).tone(Tone::Quiet),
    ])
    .to(To::Here(PANE + n))
}

fn entry_line(n: usize, entry: &Settling, owed: Option<f64>) -> Line {
    let enough = owed.is_none_or(|owed| entry.hours + 0.005 >= owed);
    Line::new(vec![
        Part::text(entry.on.clone().unwrap_or_default().replace('-', "."), 10).tone(Tone::Quiet),
        Part::text(&*entry.form, 12),
        Part::text(&*entry.title, 0),
        Part::number(number(entry.hours), 6).tone(if enough { Tone::Good } else { Tone::Warn }),
    ])
    .to(To::Here(2 * PANE + n))
}

impl View for Fits {
    const COMMANDS: &'static [Command<Self>] = pane_rows![enter w::CHOOSE;
        Command::new("class", &[key::ctrl('o'), key::ch('o')], w::SEE_CLASS, |v: &mut Self, cx| v.class(cx)).shown(),
        Command::new("back", &[key::ESC], k::BACK, |_: &mut Self, _| Ok(Effect::Close)).shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::FITS).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        let Some(offers) = cx.db.fits(self.id, cx.today)? else {
            return Ok(Effect::Toast(cx.t(lw::ROW_GONE).to_owned()).and(Effect::Close));
        };
        self.online = cx.db.online_courses(offers.owed.cadre, COURSES)?;
        self.entries = cx.db.settling(self.id)?;
        (self.owed, self.offers, self.together) = (offers.owed, offers.single, offers.together);
        self.fill(cx);
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let Ok(chosen) = outcome.downcast::<Chosen>() else { return Ok(Effect::None) };
        let words = if chosen.0 { w::ARRANGED } else { w::NOT_ARRANGED };
        Ok(Effect::Toast(cx.t(words).to_owned()).and(Effect::Close))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let owed = &self.owed;
        let due = owed.due.map(|d| iso(d).replace('-', ".")).unwrap_or_default();
        let hours = owed.hours.map_or_else(|| "-".to_owned(), number);
        let cause = show::word("make_up", "cause", &owed.cause, cx);
        let unit = owed.unit_name.clone().unwrap_or_default();
        let words = w::head(cx.lang, cause, due, hours, &owed.name, unit);
        let heading = paint.theme.heading();
        paint.put(area.x, area.y, area.width, &words, heading);
        self.panes.draw(paint, self.body(area), cx);
    }
}

impl Paned for Fits {
    fn panes(&self) -> &Panes {
        &self.panes
    }

    fn panes_mut(&mut self) -> &mut Panes {
        &mut self.panes
    }

    fn body(&self, area: Rect) -> Rect {
        let head = 1.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    /// Enter chooses: a class, a course online, or the entry that settles it.
    fn here(&mut self, n: usize, cx: &Cx) -> store::Result<Effect> {
        if let Some(why) = self.cannot(cx) {
            return Ok(Effect::Toast(cx.t(why).to_owned()));
        }
        let (act, id) = (cx.act(), self.id);
        match (n / PANE, n % PANE) {
            (0, n) => {
                let classes = match (n.checked_sub(TOGETHER).and_then(|n| self.together.get(n)), self.offers.get(n)) {
                    (Some(several), _) => several.iter().map(|class| class.id).collect(),
                    (None, Some(Offer { class, fit: Ok(_) })) => vec![class.id],
                    (None, Some(Offer { fit: Err(why), .. })) => return Ok(Effect::Toast(cx.t(why.label()).to_owned())),
                    (None, None) => return Ok(Effect::None),
                };
                let placed = [Placed { make_up: id, classes }];
                Ok(Effect::Start(Job::new("", move |desk, _| Ok(Chosen(desk.store()?.place(&act, &placed)?.placed == 1)))))
            }
            (1, n) => {
                let Some(course) = self.online.get(n) else { return Ok(Effect::None) };
                let how = w::by_course(cx.lang, number(course.hours), &course.title);
                Ok(Effect::Start(Job::new("", move |desk, _| Ok(Chosen(desk.store()?.place_otherwise(&act, id, &how)?)))))
            }
            (_, n) => {
                let Some(entry) = self.entries.get(n).map(|e| e.id) else { return Ok(Effect::None) };
                Ok(Effect::Start(Job::new("", move |desk, _| Ok(Chosen(desk.store()?.settle_make_up(&act, id, entry)?)))))
            }
        }
    }
}
