//! What the journal calls a step (`edit cadre`), in the words of the person who reads it.
//!
//! The journal keeps code words, so that a file means the same in either language; a label that is none of ours stays.

use super::register;
use crate::{
    domain::states::machine,
    text::{Lang, T, deed as w},
};

/// What is done with a record of a register.
const WITH: &[(&str, T)] = &[("edit", w::EDIT), ("new", w::NEW), ("delete", w::DELETE), ("bulk", w::EDIT), ("quotas", w::QUOTAS)];

/// What is done with many.
const ALONE: &[(&str, T)] = &[("import", w::IMPORT), ("init", w::INIT), ("demo", w::DEMO), ("warnings", w::WARNINGS)];

/// The label of a step in words.
#[must_use]
pub fn deed(label: &str, lang: Lang) -> String {
    let (verb, rest) = label.split_once(' ').unwrap_or((label, ""));
    let word = |words: &[(&str, T)]| words.iter().find(|(code, _)| *code == verb).map(|(_, word)| word.get(lang));
    let Some(register) = register(rest) else {
        return match word(ALONE) {
            Some(word) => format!("{word} {rest}").trim_end().to_owned(),
            None => label.to_owned(),
        };
    };
    let step = || machine(rest)?.steps.iter().find(|step| step.name == verb).map(|step| step.label.get(lang));
    let name = register.name.get(lang);
    match (word(WITH), step()) {
        (Some(word), _) => w::of(lang, word, name),
        (None, Some(step)) => w::step(lang, name, step),
        (None, None) => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::deed;
    use crate::text::Lang;

    #[test]
    fn steps_read_as_people_say_them() {
        assert_eq!(deed("edit cadre", Lang::Zh), "编辑干部");
        assert_eq!(deed("new class", Lang::Zh), "新建班次");
        assert_eq!(deed("approve leave", Lang::Zh), "请假：准假");
        assert_eq!(deed("import", Lang::Zh), "导入");
        assert_eq!(deed("edit cadre", Lang::En), "Edit Cadre");
        assert_eq!(deed("调整名额", Lang::Zh), "调整名额");
    }
}
