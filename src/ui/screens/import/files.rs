//! Step one: which files. The folder the program was started in and those below it, with what was imported before on top;
//! any other path can be typed.

use super::{
    Finished, memory,
    path::{Path as PathPrompt, Typed},
    sheets::Sheets,
    work::{self, Opened, Shared, Work},
};
use crate::{
    exchange::issue,
    line_rows, store,
    text::{T, serve::NO_UPLOAD, wizard as w},
    ui::{
        Command, Cx, Effect, Paint, View, Window, key,
        lines::{Lines, Tone, bit},
        show, text,
    },
};
use ratatui::layout::Rect;
use std::{
    any::Any,
    cell::RefCell,
    collections::BTreeSet,
    path::{Path, PathBuf},
    rc::Rc,
};

/// Files and folders of one folder that are looked at.
const MOST: usize = 2_000;
/// Files imported before that are offered.
const RECENT: usize = 8;
/// Endings of files that can be imported.
const ENDINGS: [&str; 14] =
    ["xlsx", "xlsm", "xls", "et", "csv", "tsv", "txt", "htm", "html", "mht", "xml", "docx", "lrmx", "xltx"];

/// Where a line leads.
#[derive(Clone, Debug)]
enum To {
    Resume,
    Up,
    Folder(PathBuf),
    File(PathBuf),
}

/// The screen.
pub struct Files {
    root: PathBuf,
    here: PathBuf,
    marked: BTreeSet<PathBuf>,
    lines: Lines<To>,
    work: Option<Shared>,
}

impl Default for Files {
    fn default() -> Self {
        Self::at(std::env::current_dir().unwrap_or_default())
    }
}

/// What stands in a folder.
#[derive(Default)]
struct Listing {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, u64)>,
    others: usize,
}

fn list(folder: &Path) -> Listing {
    let mut found = Listing::default();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten().take(MOST) {
        let path = entry.path();
        let Ok(meta) = std::fs::metadata(&path) else { continue };
        if entry.file_name().to_string_lossy().starts_with(['.', '~']) {
            continue;
        }
        if meta.is_dir() {
            found.folders.push(path);
        } else if can(&path) {
            found.files.push((path, meta.len()));
        } else {
            found.others += 1;
        }
    }
    found.folders.sort();
    found.files.sort();
    found
}

fn can(path: &Path) -> bool {
    path.extension().is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    if bytes < 1024 {
        format!("{bytes} B")
    } else if bytes < 1 << 20 {
        format!("{} KB", bytes >> 10)
    } else {
        format!("{} MB", bytes >> 20)
    }
}

impl Files {
    /// Begins in a folder.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self { here: root.clone(), root, marked: BTreeSet::new(), lines: Lines::default(), work: None }
    }

    fn body(area: Rect) -> Rect {
        let head = 2.min(area.height);
        Rect::new(area.x, area.y + head, area.width, area.height - head)
    }

    fn restricted(_: &Self, cx: &Cx) -> Option<T> {
        if cx.served { Some(NO_UPLOAD) } else { cx.role().cannot_write().map(|_| w::RESTRICTED) }
    }

    fn fill(&mut self, cx: &Cx) -> store::Result<()> {
        self.lines.clear();
        if Self::restricted(self, cx).is_some() {
            return Ok(());
        }
        let found = list(&self.here);
        if let Some(work) = &self.work {
            self.lines.link(vec![bit(w::resume(cx.lang, work.borrow().names()), 0).tone(Tone::Good)], To::Resume);
        }
        let before: Vec<String> = cx.db.recent_files(RECENT)?;
        let recent: Vec<&(PathBuf, u64)> =
            before.iter().filter_map(|n| found.files.iter().find(|(path, _)| name(path) == *n)).collect();
        if !recent.is_empty() {
            self.lines.heading(cx.t(w::RECENT_FILES));
            recent.iter().for_each(|(path, bytes)| self.file(path, *bytes, cx));
        }
        self.lines.heading(cx.t(w::IN_FOLDER));
        if self.here != self.root {
            self.lines.link(vec![bit(cx.t(w::UP_FOLDER), 0)], To::Up);
        }
        for folder in &found.folders {
            self.lines.link(vec![bit("", 1), bit(format!("{}/", name(folder)), 0)], To::Folder(folder.clone()));
        }
        found.files.iter().filter(|f| !recent.contains(f)).for_each(|(path, bytes)| self.file(path, *bytes, cx));
        if found.files.is_empty() {
            self.lines.say(vec![bit(cx.t(w::NO_FILES), 0).tone(Tone::Quiet)]);
        }
        if found.others > 0 {
            self.lines.say(vec![bit(w::others(cx.lang, found.others), 0).tone(Tone::Quiet)]);
        }
        self.lines.settle(Self::body(cx.area).height);
        Ok(())
    }

    fn file(&mut self, path: &Path, bytes: u64, cx: &Cx) {
        let mark = if self.marked.contains(path) { cx.glyphs.mark } else { "" };
        let bits = vec![bit(mark, 1).tone(Tone::Good), bit(name(path), 0), bit(size(bytes), 9).right().tone(Tone::Quiet)];
        self.lines.link(bits, To::File(path.to_owned()));
    }

    fn take(&mut self, cx: &Cx) -> store::Result<Effect> {
        match self.lines.selected().cloned() {
            Some(To::Resume) => Ok(self.work.clone().map_or(Effect::None, |work| Effect::open(Window(Sheets::new(work))))),
            Some(To::Up) => self.parent(cx),
            Some(To::Folder(path)) => self.go(path, cx),
            Some(To::File(path)) => {
                self.marked.insert(path);
                Ok(self.go_on(cx))
            }
            None => Ok(Effect::None),
        }
    }

    fn go(&mut self, folder: PathBuf, cx: &Cx) -> store::Result<Effect> {
        self.here = folder;
        self.lines = Lines::default();
        self.fill(cx)?;
        Ok(Effect::None)
    }

    fn parent(&mut self, cx: &Cx) -> store::Result<Effect> {
        if self.here == self.root {
            return Ok(Effect::Toast(cx.t(w::AT_TOP).to_owned()));
        }
        let up = self.here.parent().map_or_else(|| self.root.clone(), Path::to_path_buf);
        let up = if self.here.starts_with(&self.root) { up } else { self.root.clone() };
        self.go(up, cx)
    }

    fn mark(&mut self, cx: &Cx) -> store::Result<Effect> {
        if let Some(To::File(path)) = self.lines.selected().cloned()
            && !self.marked.remove(&path)
        {
            self.marked.insert(path);
        }
        self.fill(cx)?;
        Ok(self.lines.step(1, Self::body(cx.area).height))
    }

    fn go_on(&mut self, cx: &Cx) -> Effect {
        match (self.marked.is_empty(), &self.work) {
            (true, Some(work)) => Effect::open(Window(Sheets::new(Rc::clone(work)))),
            (true, None) => match self.lines.selected() {
                Some(To::File(path)) => work::open(vec![path.clone()], cx),
                _ => Effect::None,
            },
            (false, _) => work::open(std::mem::take(&mut self.marked).into_iter().collect(), cx),
        }
    }

    fn ask(&self) -> Effect {
        Effect::open(Window(PathPrompt::new(&self.here)))
    }

    fn typed(&mut self, path: PathBuf, cx: &Cx) -> store::Result<Effect> {
        let path = if path.is_absolute() { path } else { self.here.join(path) };
        if path.is_dir() {
            return self.go(path, cx);
        }
        if !path.exists() {
            return Ok(Effect::Toast(w::not_here(cx.lang, path.display())));
        }
        self.marked.insert(path);
        Ok(self.go_on(cx))
    }

    fn opened(&mut self, opened: Opened, cx: &Cx) -> store::Result<Effect> {
        let Opened(sources, found) = opened;
        if sources.iter().all(|s| s.grids.is_err()) {
            let told = sources.iter().filter_map(|s| {
                let why = s.grids.as_ref().err()?;
                Some(w::all_refused(cx.lang, &s.name, issue::refusal(why, cx.lang)))
            });
            let words = told.collect::<Vec<_>>().join("\n");
            self.fill(cx)?;
            return Ok(Effect::Trouble(words));
        }
        let shared: Shared = Rc::new(RefCell::new(Work::new(sources, found)));
        self.work = Some(Rc::clone(&shared));
        Ok(Effect::open(Window(Sheets::new(shared))))
    }
}

impl View for Files {
    const COMMANDS: &'static [Command<Self>] = line_rows![
        Command::new("take", &[key::ENTER], w::TAKE, Self::take).shown().when(Self::restricted),
        Command::new("mark", &[key::SPACE, key::f(6)], w::MARK, Self::mark).shown().when(Self::restricted),
        Command::new("go_on", &[key::f(2)], w::GO_ON, |v: &mut Self, cx| Ok(v.go_on(cx))).shown().when(Self::restricted),
        Command::new("typed", &[key::f(4), key::ch('=')], w::TYPED, |v: &mut Self, _| Ok(v.ask())).shown().when(Self::restricted),
        Command::new("parent", &[key::BACKSPACE, key::LEFT], w::PARENT, Self::parent).when(Self::restricted),
        Command::new("memory", &[key::f(7)], w::MEMORY, |_: &mut Self, _| Ok(Effect::open(Window(memory::Memory::default()))))
            .shown(),
    ];

    fn title(&self, cx: &Cx) -> String {
        cx.t(w::STEP_FILES).to_owned()
    }

    fn load(&mut self, cx: &Cx) -> store::Result<Effect> {
        self.fill(cx)?;
        Ok(Effect::None)
    }

    fn done(&mut self, outcome: Box<dyn Any + Send>, cx: &Cx) -> store::Result<Effect> {
        let outcome = match outcome.downcast::<Typed>() {
            Ok(typed) => return self.typed(typed.0, cx),
            Err(other) => other,
        };
        let outcome = match outcome.downcast::<Opened>() {
            Ok(opened) => return self.opened(*opened, cx),
            Err(other) => other,
        };
        let Ok(finished) = outcome.downcast::<Finished>() else { return Ok(Effect::None) };
        self.work = None;
        self.fill(cx)?;
        Ok(Effect::Toast(finished.0))
    }

    fn draw(&self, paint: &mut Paint, area: Rect, cx: &Cx) {
        let (heading, quiet) = (paint.theme.heading(), paint.theme.quiet());
        if let Some(why) = Self::restricted(self, cx) {
            for (y, line) in (area.y..area.bottom()).zip(text::wrap(cx.t(why), usize::from(area.width))) {
                paint.put(area.x, y, area.width, &line, heading);
            }
            return;
        }
        let marked = if self.marked.is_empty() {
            String::new()
        } else {
            format!("  {} {}", cx.glyphs.mark, show::count(i64::try_from(self.marked.len()).unwrap_or(0)))
        };
        paint.put(area.x, area.y, area.width, &format!("{}{marked}", w::folder(cx.lang, self.here.display())), heading);
        let hint = text::wrap(cx.t(w::NO_FILES_HINT), usize::from(area.width).max(4));
        paint.put(area.x, area.y + 1, area.width, hint.first().map_or("", String::as_str), quiet);
        self.lines.draw(paint, Self::body(area));
    }
}
