//! Names, identity numbers and telephone numbers of people who do not exist.

use super::{chance::Chance, words::Words};

/// A Han-style name; the surname may be given.
pub(super) fn han(words: &Words, chance: &mut Chance, woman: bool, surname: Option<&str>) -> String {
    let surname = surname.unwrap_or_else(|| words.surnames[chance.weighted(&words.surnames, |s| s.1)].0);
    let [single, first, second] = &words.given[usize::from(woman)];
    let mut name = surname.to_owned();
    if chance.hit(180) {
        name.push(chance.pick(single));
        return name;
    }
    let a = chance.pick(first);
    let mut b = chance.pick(second);
    if a == b {
        b = chance.pick(single);
    }
    name.push(a);
    name.push(b);
    name
}

/// A name as the people of that row of `ethnic` bear it.
pub(super) fn of_people(words: &Words, chance: &mut Chance, ethnic: usize, woman: bool) -> String {
    let [_, _, style, surnames] = words.ethnic[ethnic];
    let list: Vec<&str> = surnames.split(' ').collect();
    match style {
        "傣" if chance.hit(600) => {
            let key = if woman { "玉" } else { "岩" };
            let name =
                format!("{key}{}{}", part(words, chance, key), if chance.hit(500) { part(words, chance, key) } else { "" });
            if chance.hit(150) { format!("{name}·{}", part(words, chance, key)) } else { name }
        }
        "点" if chance.hit(700) => format!("{}·{}", chance.pick(&list), part(words, chance, "点")),
        "傣" | "点" | "姓" => {
            let surname = chance.pick(&list);
            han(words, chance, woman, Some(surname))
        }
        _ => han(words, chance, woman, None),
    }
}

fn part<'w>(words: &'w Words, chance: &mut Chance, key: &str) -> &'w str {
    words.dotted.get(key).map_or("", |all| chance.pick(all))
}

/// An identity number with its check digit (ISO 7064 MOD 11-2), of an area that was never given out.
pub(super) fn id_card(area: u32, birth: chrono::NaiveDate, serial: u32) -> String {
    let digits = format!("{area:06}{}{serial:03}", birth.format("%Y%m%d"));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let check = "10X98765432".as_bytes()[(sum % 11) as usize];
    format!("{digits}{}", char::from(check))
}

/// A mobile number that no one has: 199 0000 xxxx, and the next ones where a file needs more than ten thousand.
pub(super) fn mobile(n: usize, of: usize) -> String {
    if of <= 9_000 {
        return format!("1990000{:04}", (n * 4_877 + 1_234) % 10_000);
    }
    format!("199{:08}", (n * 48_271 + 1_234) % 10_000_000)
}

/// An office number that no one has.
pub(super) fn desk_phone(n: usize) -> String {
    format!("0899-{:07}", 2_200_000 + n % 100_000)
}
