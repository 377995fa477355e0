//! Which courses answer a need that people voted for: words that both have.
//!
//! Needs are written freely (`公文写作实训`), courses have names and topics; two neighbouring characters in common are the
//! smallest sign that they speak of the same, and a topic that stands within the need is a sure one.

/// Neighbouring characters in common, from which on a name speaks of the same: two pairs are three characters in a row or
/// two words.
pub const ENOUGH: usize = 2;

/// How near a course is to a need: pairs of characters in common, and more for each topic named in the need. 0 below
/// [`ENOUGH`].
#[must_use]
pub fn near(need: &str, name: &str, topics: &str) -> usize {
    let pairs = |text: &str| -> Vec<[char; 2]> {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        chars.windows(2).map(|pair| [pair[0], pair[1]]).filter(|pair| !COMMON.contains(pair)).collect()
    };
    let wanted = pairs(need);
    let named = topics.split('、').filter(|topic| !topic.is_empty() && need.contains(topic)).count();
    let mut here = pairs(name);
    here.extend(topics.split('、').flat_map(pairs));
    here.sort_unstable();
    here.dedup();
    let score = here.iter().filter(|pair| wanted.contains(pair)).count() + named * 4;
    if score >= ENOUGH { score } else { 0 }
}

/// Pairs that every second name has.
const COMMON: [[char; 2]; 8] =
    [['工', '作'], ['培', '训'], ['能', '力'], ['实', '训'], ['管', '理'], ['发', '展'], ['干', '部'], ['学', '习']];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_in_the_need_is_sure_and_a_common_word_is_nothing() {
        assert!(near("公文写作实训", "机关公文写作规范", "公文写作") > near("公文写作实训", "写作漫谈", ""));
        assert_eq!(near("公文写作实训", "安全生产管理能力培训", "安全生产"), 0);
        assert!(near("基层矛盾纠纷化解实务", "矛盾纠纷多元化解", "基层治理") >= ENOUGH);
    }
}
