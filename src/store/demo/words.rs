//! The word lists of `assets/demo`, as typed rows. They are part of the program: a row with a missing column is a
//! mistake of the source, and the first run of any test finds it.

use std::collections::BTreeMap;

macro_rules! list {
    ($name:literal) => {
        table(include_str!(concat!("../../../assets/demo/", $name, ".txt")))
    };
}

/// All lists. A row has the columns that the first line of its file names.
pub(super) struct Words {
    pub surnames: Vec<(&'static str, u32)>,
    pub given: Given,
    pub ethnic: Vec<[&'static str; 4]>,
    pub dotted: BTreeMap<&'static str, Vec<&'static str>>,
    pub city: Vec<[&'static str; 4]>,
    pub more_counties: [Vec<&'static str>; 2],
    pub organs_city: Vec<[&'static str; 6]>,
    pub organs_county: Vec<[&'static str; 6]>,
    pub organs_other: Vec<[&'static str; 6]>,
    pub townships: Vec<[&'static str; 3]>,
    pub more_townships: [Vec<&'static str>; 2],
    pub posts: Vec<[&'static str; 5]>,
    pub ranks: Vec<[&'static str; 3]>,
    pub kinds: Vec<[&'static str; 4]>,
    pub schools: Vec<&'static str>,
    pub courses: Vec<[&'static str; 5]>,
    pub cases: Vec<[&'static str; 3]>,
    pub stories: Vec<[&'static str; 2]>,
    pub publications: Vec<[&'static str; 4]>,
    pub sites: Vec<[&'static str; 14]>,
    pub institutions: Vec<[&'static str; 7]>,
    pub rectify: Vec<[&'static str; 3]>,
    pub assess: Vec<[&'static str; 3]>,
    pub teachers: Vec<[&'static str; 8]>,
    pub activities: Vec<[&'static str; 3]>,
    pub absences: Vec<&'static str>,
    pub classes: Vec<[&'static str; 9]>,
    pub programmes: Vec<[&'static str; 7]>,
    pub online: Vec<(&'static str, f64, &'static str)>,
    pub ledger: Vec<[&'static str; 5]>,
    pub talks: Vec<&'static str>,
    pub group_topics: Vec<[&'static str; 3]>,
    pub needs: Vec<[&'static str; 4]>,
    pub targets: Vec<[&'static str; 5]>,
    pub outreach: Vec<&'static str>,
    pub opinions: Vec<&'static str>,
    pub work: Vec<[&'static str; 10]>,
    pub codes: Vec<[&'static str; 3]>,
    reasons: BTreeMap<&'static str, Vec<&'static str>>,
    phrases: BTreeMap<&'static str, &'static str>,
}

/// Characters of given names: men's and women's, each single, first of two, second of two.
pub(super) type Given = [[Vec<char>; 3]; 2];

impl Words {
    pub(super) fn load() -> Self {
        Self {
            surnames: list!("surnames").into_iter().map(|[name, weight]| (name, number(weight) as u32)).collect(),
            given: given(&list!("given")),
            ethnic: list!("ethnic"),
            dotted: grouped(list!("dotted").into_iter().flat_map(|[key, all]| all.split(' ').map(move |one| [key, one]))),
            city: list!("city"),
            more_counties: syllables(&list!("county_more")),
            organs_city: list!("organs_city"),
            organs_county: list!("organs_county"),
            organs_other: list!("organs_other"),
            townships: list!("townships"),
            more_townships: syllables(&list!("township_more")),
            posts: list!("posts"),
            ranks: list!("ranks"),
            kinds: list!("kinds"),
            schools: column(list!("schools")),
            courses: list!("courses"),
            cases: list!("cases"),
            stories: list!("stories"),
            publications: list!("publications"),
            sites: list!("sites"),
            institutions: list!("institutions"),
            rectify: list!("rectify"),
            assess: list!("assess"),
            teachers: list!("teachers"),
            activities: list!("activities"),
            absences: column(list!("absences")),
            classes: list!("classes"),
            programmes: list!("programmes"),
            online: list!("online").into_iter().map(|[kind, hours, title]| (kind, number(hours), title)).collect(),
            ledger: list!("ledger"),
            talks: column(list!("talks")),
            group_topics: list!("group_topics"),
            needs: list!("needs"),
            targets: list!("targets"),
            outreach: column(list!("outreach")),
            opinions: column(list!("opinions")),
            work: list!("work"),
            codes: list!("codes"),
            reasons: grouped(list!("reasons").into_iter()),
            phrases: list!("phrases").into_iter().map(|[key, text]| (key, text)).collect(),
        }
    }

    /// The reasons of one list; empty for a list that is not there.
    pub(super) fn reasons(&self, list: &str) -> &[&'static str] {
        self.reasons.get(list).map_or(&[], Vec::as_slice)
    }

    /// A phrase as it stands.
    pub(super) fn phrase(&self, key: &str) -> &'static str {
        self.phrases.get(key).copied().unwrap_or_default()
    }

    /// A phrase with its `{names}` filled in.
    pub(super) fn fill(&self, key: &str, with: &[(&str, &str)]) -> String {
        filled(self.phrase(key), with)
    }
}

/// A pattern with its `{names}` filled in.
pub(super) fn filled(pattern: &str, with: &[(&str, &str)]) -> String {
    let mut text = pattern.to_owned();
    for (name, value) in with {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// A number of a list.
pub(super) fn number(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

/// Rows of a list: columns between `|`, no comments, no blank lines.
fn table<const N: usize>(text: &'static str) -> Vec<[&'static str; N]> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            columns.try_into().unwrap_or_else(|_| panic!("a row of assets/demo has not {N} columns: {line}"))
        })
        .collect()
}

fn column(rows: Vec<[&'static str; 1]>) -> Vec<&'static str> {
    rows.into_iter().map(|[one]| one).collect()
}

fn grouped(rows: impl Iterator<Item = [&'static str; 2]>) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut map: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for [key, one] in rows {
        map.entry(key).or_default().push(one);
    }
    map
}

fn syllables(rows: &[[&'static str; 2]]) -> [Vec<&'static str>; 2] {
    ["前", "后"].map(|side| rows.iter().filter(|r| r[0] == side).flat_map(|r| r[1].split(' ')).collect())
}

fn given(rows: &[[&'static str; 3]]) -> Given {
    ["男", "女"].map(|sex| {
        ["一", "前", "后"].map(|style| rows.iter().filter(|r| r[0] == sex && r[1] == style).flat_map(|r| r[2].chars()).collect())
    })
}
