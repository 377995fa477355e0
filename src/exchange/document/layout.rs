//! The markup of the program's own templates, and the document that is made of it.
//!
//! A template is text, so that a change of a document can be read as one. A line is a paragraph; what it begins with says
//! which:
//!
//! | begins with | is |
//! |---|---|
//! | `#` | a title, centred |
//! | `=` | a line in the middle |
//! | `<` | a line from the left edge, as the recipient is |
//! | `>` | a line at the right, as sender and day are |
//! | `!` | the heading of an attachment, on a page of its own |
//! | `---` | the next page |
//! | `%横`, `%竖` | the pages from here on lie, stand |
//! | `~` | an empty line |
//! | `\|=` | the columns of a table: relative widths, `<` after one puts its text at the left, `^` joins equal neighbours, `h9` is the height of a row in millimetres |
//! | `\|\|`, `\|` | a row of its head, which every page repeats; a row. A cell that is `<` belongs to the one on its left |
//! | `;` | a note to whoever reads the template |
//! | anything else | a paragraph with its first line indented |
//!
//! `\n` is a line feed inside a cell.
//!
//! Names and repeated parts are put in before the lines are read ([`crate::exchange::fill`]); a line that holds nothing but the beginning or
//! end of a part leaves no line behind. Characters of a value that would be markup are disguised until the lines are
//! read, so that a record called `# |` is a record called `# |`.

/// A paragraph, a table, or a turn of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The title.
    Title(String),
    /// A line in the middle.
    Centre(String),
    /// A line from the left edge.
    Flush(String),
    /// A line at the right.
    Right(String),
    /// The heading of an attachment, on a page of its own.
    Attachment(String),
    /// A paragraph.
    Body(String),
    /// An empty line.
    Blank,
    /// The next page.
    Page,
    /// The pages from here on lie (true) or stand.
    Turn(bool),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// The least height of a row, in millimetres.
    pub height: u16,
    /// Rows that every page repeats.
    pub head: Vec<Vec<Cell>>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its width, in relation to the others.
    pub width: u16,
    /// Its text stands at the left, not in the middle.
    pub left: bool,
    /// Equal cells below each other are one.
    pub join: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text; lines parted by line feeds.
    pub text: String,
    /// Columns it takes.
    pub across: usize,
    /// How it hangs together with the cells above and below.
    pub down: Down,
}

/// A cell among the ones above and below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Down {
    /// By itself.
    #[default]
    Alone,
    /// The first of several that are one.
    First(usize),
    /// Belongs to the one above.
    More,
}

/// What would be markup, in the order of its disguises.
const SIGNS: &str = "|\n#=<>!-%~;{}\\";
const DISGUISE: u32 = 0xE000;

/// Disguises what would be markup in a value.
#[must_use]
pub fn disguised(value: &str) -> String {
    let hide = |c: char| match SIGNS.chars().position(|sign| sign == c) {
        Some(at) => u32::try_from(at).ok().and_then(|at| char::from_u32(DISGUISE + at)).unwrap_or(c),
        None => c,
    };
    value.chars().filter(|c| *c == '\n' || !c.is_control()).map(hide).collect()
}

/// Without the spaces around it; wide ones were meant.
fn bare(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r'])
}

fn shown(text: &str) -> String {
    let show = |c: char| match (c as u32).checked_sub(DISGUISE) {
        Some(at) => SIGNS.chars().nth(at as usize).unwrap_or(c),
        None => c,
    };
    bare(text).replace("\\n", "\n").chars().map(show).collect()
}

/// A template whose lines of nothing but a beginning or end of a part have no line feed of their own.
#[must_use]
pub fn joined(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    for line in template.lines().filter(|line| !line.starts_with(';')) {
        out.push_str(line);
        if !only_parts(line) {
            out.push('\n');
        }
    }
    out
}

/// True for a line of nothing but beginnings and ends of parts.
fn only_parts(line: &str) -> bool {
    let places = crate::exchange::fill::places(line);
    let signs: usize = places.iter().map(|(start, end, _)| end - start).sum();
    !places.is_empty() && signs == line.trim().len() && places.iter().all(|(.., inside)| inside.starts_with(['#', '^', '/']))
}

/// A template to be shown with its names in it: parts around rows of a table begin in the first cell and end in the last.
#[must_use]
pub fn marked(template: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut waiting = String::new();
    for line in template.lines().filter(|line| !line.starts_with(';') && !line.trim().is_empty()) {
        let row = line.starts_with('|') && !line.starts_with("|=");
        let ends = only_parts(line) && line.trim_start().starts_with("{{/");
        match lines.last_mut() {
            Some(last) if ends && last.starts_with('|') && !last.starts_with("|=") => {
                let at = last.trim_end().trim_end_matches('|').trim_end().len();
                let empty = last[..at].ends_with('|') || last.trim_end().ends_with('|');
                last.truncate(if empty { last.trim_end().len() } else { at });
                last.push_str(line.trim());
            }
            _ if only_parts(line) && !ends => waiting.push_str(line.trim()),
            _ if row => {
                let sign = line.len() - line.trim_start_matches('|').len();
                lines.push(format!("{}{}{}", &line[..sign], std::mem::take(&mut waiting), bare(&line[sign..])));
            }
            _ => {
                if !waiting.is_empty() {
                    lines.push(std::mem::take(&mut waiting));
                }
                lines.push(line.to_owned());
            }
        }
    }
    lines.join("\n")
}

/// The document of a filled template.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in text.lines().map(bare).filter(|line| !line.is_empty()) {
        if let Some(spec) = line.strip_prefix("|=") {
            blocks.push(Block::Table(table(spec)));
            continue;
        }
        if let Some(row) = line.strip_prefix('|') {
            if let Some(Block::Table(table)) = blocks.last_mut() {
                let columns = table.columns.len();
                match row.strip_prefix('|') {
                    Some(head) => table.head.push(cells(head, columns)),
                    None => table.rows.push(cells(row, columns)),
                }
            }
            continue;
        }
        blocks.push(paragraph(line));
    }
    for block in &mut blocks {
        if let Block::Table(table) = block {
            join(table);
        }
    }
    blocks
}

fn paragraph(line: &str) -> Block {
    let rest = |n: usize| shown(&line[n..]);
    match line.as_bytes() {
        b"---" => Block::Page,
        b"~" => Block::Blank,
        [b'#', ..] => Block::Title(rest(1)),
        [b'=', ..] => Block::Centre(rest(1)),
        [b'<', ..] => Block::Flush(rest(1)),
        [b'>', ..] => Block::Right(rest(1)),
        [b'!', ..] => Block::Attachment(rest(1)),
        [b'%', ..] => Block::Turn(rest(1) == "横"),
        _ => Block::Body(rest(0)),
    }
}

fn table(spec: &str) -> Table {
    let mut table = Table::default();
    for word in spec.split_whitespace() {
        match word.strip_prefix('h') {
            Some(height) => table.height = height.parse().unwrap_or(0),
            None => table.columns.push(Column {
                width: word.trim_end_matches(['<', '^']).parse().unwrap_or(1),
                left: word.contains('<'),
                join: word.contains('^'),
            }),
        }
    }
    table
}

/// The cells of a row: as many as there are columns, whether or not a sign stands after the last.
fn cells(row: &str, columns: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut taken = 0;
    for text in row.split('|').take(columns) {
        match (bare(text), cells.last_mut()) {
            ("<", Some(left)) => left.across += 1,
            (text, _) => cells.push(Cell { text: shown(text), across: 1, down: Down::Alone }),
        }
        taken += 1;
    }
    cells.extend((taken..columns).map(|_| Cell { across: 1, ..Cell::default() }));
    cells
}

/// Joins equal cells below each other in the columns that ask for it; where a column parts, those after it part too.
fn join(table: &mut Table) {
    let width = table.columns.len();
    let columns: Vec<usize> = (0..width).filter(|n| table.columns[*n].join).collect();
    for (n, column) in columns.iter().enumerate() {
        let key = |row: &Vec<Cell>| -> Option<Vec<String>> {
            (row.len() == width).then(|| columns[..=n].iter().map(|c| row[*c].text.clone()).collect())
        };
        let keys: Vec<Option<Vec<String>>> = table.rows.iter().map(key).collect();
        let mut from = 0;
        while from < keys.len() {
            let same = keys[from..].iter().take_while(|key| key.is_some() && **key == keys[from]).count().max(1);
            if same > 1 {
                table.rows[from][*column].down = Down::First(same);
                table.rows[from + 1..from + same].iter_mut().for_each(|row| row[*column].down = Down::More);
            }
            from += same;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[Cell]) -> Vec<&str> {
        cells.iter().map(|c| c.text.as_str()).collect()
    }

    #[test]
    fn lines_by_their_first_sign() {
        let made =
            blocks("# 名册\n<各单位：\n正文\n\n> 2026年\n!附件1\n%横\n~\n---\n|= 4 8<^ h9\n||序号|姓名|\n|1|张三|\n|合计|<|\n");
        assert_eq!(made[0], Block::Title("名册".into()));
        assert_eq!(made[1], Block::Flush("各单位：".into()));
        assert_eq!(made[2], Block::Body("正文".into()));
        assert_eq!((&made[5], &made[6], &made[7]), (&Block::Turn(true), &Block::Blank, &Block::Page));
        let Block::Table(table) = &made[8] else { panic!("{made:?}") };
        assert_eq!((table.height, table.columns[1]), (9, Column { width: 8, left: true, join: true }));
        assert_eq!(text(&table.head[0]), ["序号", "姓名"]);
        assert_eq!(text(&table.rows[0]), ["1", "张三"]);
        assert_eq!((table.rows[1].len(), table.rows[1][0].across), (1, 2));
    }

    #[test]
    fn values_are_no_markup() {
        let hostile = "# 甲|乙\n丙\u{1b}[31m";
        let made = blocks(&format!("{}\n|= 1 1\n|{}|x|\n", disguised(hostile), disguised(hostile)));
        assert_eq!(made[0], Block::Body("# 甲|乙\n丙[31m".into()));
        let Block::Table(table) = &made[1] else { panic!("{made:?}") };
        assert_eq!(text(&table.rows[0]), ["# 甲|乙\n丙[31m", "x"]);
    }

    #[test]
    fn equal_neighbours_are_one() {
        let made = blocks("|= 1^ 1^ 1\n|5月9日|上午|a|\n|5月9日|上午|b|\n|5月9日|下午|c|\n|5月10日|下午|d|\n");
        let Block::Table(table) = &made[0] else { panic!("{made:?}") };
        let down = |row: usize, column: usize| table.rows[row][column].down;
        assert_eq!([down(0, 0), down(1, 0), down(2, 0), down(3, 0)], [Down::First(3), Down::More, Down::More, Down::Alone]);
        assert_eq!([down(0, 1), down(1, 1), down(2, 1), down(3, 1)], [Down::First(2), Down::More, Down::Alone, Down::Alone]);
        assert_eq!(down(0, 2), Down::Alone);
    }

    #[test]
    fn lines_of_parts_leave_no_line() {
        assert_eq!(joined("a\n{{#名单}}\n|{{姓名}}|\n{{/名单}}\n; 注\nb"), "a\n{{#名单}}|{{姓名}}|\n{{/名单}}b\n");
    }
}
