//! Parts of a day and times of day: `上午8：30—11：30`, `下午2:30~5:30`, `14:30起`, `全天`.

use super::calendar::{Half, Time};
use super::date::{self, Context, Date};
use chrono::Weekday;

/// Reads `上午`, `下午`, `晚上`, `全天` and their like at the start of a text; also says what is left.
#[must_use]
pub fn take_half(text: &str) -> Option<(Half, &str)> {
    const WORDS: &[(&str, Half)] = &[
        ("上午", Half::Am),
        ("早上", Half::Am),
        ("早晨", Half::Am),
        ("下午", Half::Pm),
        ("中午", Half::Pm),
        ("晚上", Half::Eve),
        ("晚间", Half::Eve),
        ("晚", Half::Eve),
        ("夜间", Half::Eve),
        ("全天", Half::Day),
        ("整天", Half::Day),
        ("一天", Half::Day),
    ];
    WORDS.iter().find_map(|(word, half)| text.strip_prefix(word).map(|rest| (*half, rest)))
}

/// A part of the day written alone, also in short: `上`, `下`, `AM`, `pm`, `早`, `晚`.
#[must_use]
pub fn word(text: &str) -> Option<Half> {
    let text = super::clean::fold(text).to_uppercase();
    Some(match text.trim_matches(['(', ')']) {
        "上" | "AM" | "A.M." | "早" | "晨" | "午前" => Half::Am,
        "下" | "PM" | "P.M." | "午后" | "中" => Half::Pm,
        "晚" | "夜" => Half::Eve,
        "全" | "整" => Half::Day,
        other => return take_half(other).filter(|(_, rest)| rest.is_empty()).map(|(half, _)| half),
    })
}

/// What a cell says about the time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The part of the day, as written or as the times say.
    pub half: Option<Half>,
    /// From.
    pub starts: Option<Time>,
    /// Until.
    pub ends: Option<Time>,
}

/// What a cell of a timetable's time column says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The day, where one is written.
    pub date: Option<Date>,
    /// The weekday, as written.
    pub weekday: Option<Weekday>,
    /// The time of day.
    pub span: Span,
}

/// Reads a time cell: `None` where it is no time.
#[must_use]
pub fn span(text: &str) -> Option<Span> {
    take_span(&date::prepared(text)).filter(|(_, rest)| rest.is_empty()).map(|(span, _)| span)
}

/// Reads a cell that may hold a date, a weekday and a time, in this order, each optional. `Err` where a date is there
/// but cannot be read, or where something else is left.
pub fn moment(text: &str, context: &Context) -> Result<Moment, date::Trouble> {
    let text = date::prepared(&text.replace('\n', " "));
    let (date, rest) = match date::take(&text, context) {
        Ok((date, rest)) if !rest.starts_with([':', '点', '时']) => (Some(date), rest),
        Err(trouble @ (date::Trouble::NoSuchDay | date::Trouble::NoYear)) if take_span(&text).is_none() => return Err(trouble),
        _ => (None, text.as_str()),
    };
    let (weekday, rest) = date::take_weekday(rest);
    let rest = rest.trim_start_matches([' ', ',', ';', '(', ')']);
    if rest.is_empty() && (date.is_some() || weekday.is_some()) {
        return Ok(Moment { date, weekday, span: Span::default() });
    }
    let (span, rest) = take_span(rest).ok_or(date::Trouble::Form)?;
    if !rest.trim_matches([' ', ')', '(']).is_empty() {
        return Err(date::Trouble::Form);
    }
    Ok(Moment { date, weekday, span })
}

/// The part of the day of periods such as `第1-2节`: four in the morning, four in the afternoon.
#[must_use]
pub fn of_periods(text: &str) -> Option<Half> {
    let text = super::clean::fold(text);
    let inner = text.strip_prefix('第').unwrap_or(&text).strip_suffix('节')?;
    let numbers: Option<Vec<u32>> =
        inner.split(|c: char| "-—–－~～至到、,".contains(c)).map(|n| n.trim_matches(['第', '节']).parse().ok()).collect();
    let numbers = numbers?;
    match (numbers.first()?, numbers.last()?) {
        (1..=4, 1..=4) => Some(Half::Am),
        (5..=8, 5..=8) => Some(Half::Pm),
        (9.., _) => Some(Half::Eve),
        _ => Some(Half::Day),
    }
}

/// The day a line between rows stands for: `第一天（3月21日）`, `3月22日 星期二`. `None` where it says anything else.
#[must_use]
pub fn heading_day(text: &str, context: &Context) -> Option<Date> {
    let plain: String = text.chars().map(|c| if "（）()【】[]：:".contains(c) { ' ' } else { c }).collect();
    let nth = |word: &&str| word.starts_with('第') && word.ends_with(['天', '日']);
    let words: Vec<&str> = plain.split_whitespace().filter(|w| !nth(w)).collect();
    let moment = moment(&words.join(" "), context).ok()?;
    moment.date.filter(|d| d.day > 0 && moment.span == Span::default())
}

/// The part of the day in which something from `starts` to `ends` lies.
#[must_use]
pub fn half_of(starts: Time, ends: Option<Time>) -> Half {
    let half = Half::at(starts);
    if half == Half::Am && ends.is_some_and(|e| e.minutes() > 14 * 60) { Half::Day } else { half }
}

fn take_span(text: &str) -> Option<(Span, &str)> {
    let text = text.trim_start();
    let (half, rest) = take_half(text).map_or((None, text), |(half, rest)| (Some(half), rest.trim_start_matches([':', ' '])));
    let Some((starts, rest)) = take_time(rest) else {
        return half.map(|half| (Span { half: Some(half), starts: None, ends: None }, rest));
    };
    let starts = afternoon(starts, half, None);
    let dashed = rest.trim_start_matches(|c: char| " -—–―－~～〜至到".contains(c));
    let second = if dashed.len() < rest.len() { take_time(take_half(dashed).map_or(dashed, |(_, r)| r)) } else { None };
    let (ends, rest) = second.map_or((None, rest), |(ends, rest)| (Some(afternoon(ends, half, Some(starts))), rest));
    let rest = ["开始", "起", "集合", "前"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    let half = half.or(Some(half_of(starts, ends)));
    Some((Span { half, starts: Some(starts), ends }, rest))
}

/// `2:30` in the afternoon is 14:30; an end before its start is half a day later.
fn afternoon(time: Time, half: Option<Half>, start: Option<Time>) -> Time {
    let late = matches!(half, Some(Half::Pm | Half::Eve)) || start.is_some_and(|s| s > time);
    let minutes = time.minutes();
    if late && minutes < 720 { Time::new(minutes / 60 + 12, minutes % 60).unwrap_or(time) } else { time }
}

fn take_time(text: &str) -> Option<(Time, &str)> {
    let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
    let n = digits(text);
    if !(1..=2).contains(&n) {
        return None;
    }
    let hour: u16 = text[..n].parse().ok()?;
    let rest = &text[n..];
    let (minute, rest) = if let Some(tail) = rest.strip_prefix([':', '.']) {
        let m = digits(tail);
        if m != 2 {
            return None;
        }
        let tail2 = tail[m..].strip_prefix(':').filter(|t| digits(t) == 2).map_or(&tail[m..], |t| &t[2..]);
        (tail[..m].parse().ok()?, tail2)
    } else {
        let tail = rest.strip_prefix(['点', '时'])?;
        match tail.strip_prefix('半') {
            Some(tail) => (30, tail),
            None => {
                let m = digits(tail);
                (if m == 0 { 0 } else { tail[..m].parse().ok()? }, tail[m..].trim_start_matches(['分', '整']))
            }
        }
    };
    Time::new(hour, minute).map(|time| (time, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn show(s: Span) -> String {
        let t = |t: Option<Time>| t.map_or("-".to_owned(), |t| t.to_string());
        format!("{} {} {}", s.half.map_or("-", Half::code), t(s.starts), t(s.ends))
    }

    #[test]
    fn spans() {
        for (text, want) in [
            ("8:30-11:30", "am 08:30 11:30"),
            ("08：30—11：30", "am 08:30 11:30"),
            ("上午9:10－11:40", "am 09:10 11:40"),
            ("下午2:30~5:30", "pm 14:30 17:30"),
            ("下午2：30至5：00", "pm 14:30 17:00"),
            ("晚上19:30-21:00", "eve 19:30 21:00"),
            ("晚上7点半", "eve 19:30 -"),
            ("8点30分", "am 08:30 -"),
            ("14:30起", "pm 14:30 -"),
            ("08:30\n11:30", "am 08:30 11:30"),
            ("08:00\n18:00", "day 08:00 18:00"),
            ("全天", "day - -"),
            ("下午", "pm - -"),
        ] {
            assert_eq!(span(&text.replace('\n', "-")).map(show).as_deref(), Some(want), "{text}");
        }
        assert_eq!(span("分组讨论"), None);
    }

    #[test]
    fn moments() {
        let c = Context::of_year(NaiveDate::from_ymd_opt(2022, 12, 31).unwrap(), Some(2022));
        let m = moment("5月12日（星期四）上午8：30—9：00", &c).unwrap();
        assert_eq!((m.date.unwrap().to_string().as_str(), m.weekday), ("2022-05-12", Some(Weekday::Thu)));
        assert_eq!(show(m.span), "am 08:30 09:00");
        let m = moment("2022年\n5月9日\n(星期一)", &c).unwrap();
        assert_eq!((m.date.unwrap().to_string().as_str(), m.weekday), ("2022-05-09", Some(Weekday::Mon)));
        let m = moment("5月13日（星期五）全天", &c).unwrap();
        assert_eq!(show(m.span), "day - -");
        assert_eq!(moment("08:30\n11:30", &c).map(|m| show(m.span)).as_deref(), Ok("am 08:30 11:30"));
        assert_eq!(moment("2月30日", &c), Err(date::Trouble::NoSuchDay));
    }

    proptest! {
        #[test]
        fn a_printed_span_is_read(a in 0_u16..720, long in 1_u16..300, dash in "[-—–~～至]") {
            let at = |m: u16| Time::new(m / 60, m % 60).unwrap();
            let (starts, ends) = (at(a), at(a + long));
            let read = span(&format!("{starts}{dash}{ends}")).unwrap();
            prop_assert_eq!((read.starts, read.ends), (Some(starts), Some(ends)));
        }

        #[test]
        fn nothing_panics(text in "[0-9上午下晚全天:：点半至\\- ]{0,14}") {
            let _ = span(&text);
        }
    }
}
