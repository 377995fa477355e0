//! What trainees say of teachers and classes: weighted means, satisfaction, and when there are too few forms to compare.
//!
//! An item counts by its weight (教学态度 20、教学内容 30 …) and by its forms; satisfied is who marked 满意 or 较满意. Source:
//! the evaluation forms of city party schools; how many forms are few is the office's own caution.

/// Forms below which a mean is shown but not compared.
pub const FEW: u64 = 10;
/// Weight of an item that has none of its own.
pub const WEIGHT: f64 = 25.0;

/// The marks of one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Mean of its forms, 0 to 100.
    pub score: f64,
    /// How many forms.
    pub forms: u64,
    /// Weight of the item among the others.
    pub weight: f64,
    /// Forms that say satisfied or rather satisfied, where that was counted.
    pub satisfied: Option<u64>,
}

/// The mean of items, each by weight and forms; `None` where there are no forms.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn mean(marks: &[Mark]) -> Option<f64> {
    let whole: f64 = marks.iter().map(|m| m.weight * m.forms as f64).sum();
    (whole > 0.0).then(|| marks.iter().map(|m| m.score * m.weight * m.forms as f64).sum::<f64>() / whole)
}

/// Per cent of forms that are satisfied, over the items that counted it; `None` where none did.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn satisfaction(marks: &[Mark]) -> Option<f64> {
    let counted = marks.iter().filter_map(|m| Some((m.satisfied?, m.forms)));
    let (yes, all) = counted.fold((0, 0), |(yes, all), (s, n)| (yes + s.min(n), all + n));
    (all > 0).then(|| yes as f64 * 100.0 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(score: f64, forms: u64, weight: f64, satisfied: Option<u64>) -> Mark {
        Mark { score, forms, weight, satisfied }
    }

    #[test]
    fn means_are_by_weight_and_forms() {
        let marks = [mark(80.0, 40, 20.0, None), mark(90.0, 40, 30.0, None), mark(100.0, 40, 50.0, None)];
        assert!((mean(&marks).unwrap() - 93.0).abs() < 1e-9);
        assert!((mean(&[mark(80.0, 30, 25.0, None), mark(100.0, 10, 25.0, None)]).unwrap() - 85.0).abs() < 1e-9);
        assert_eq!((mean(&[]), mean(&[mark(90.0, 0, 20.0, None)])), (None, None));
    }

    #[test]
    fn satisfaction_is_over_those_that_counted_it() {
        let marks = [mark(80.0, 40, 20.0, Some(36)), mark(90.0, 40, 30.0, None), mark(70.0, 10, 20.0, Some(99))];
        assert!((satisfaction(&marks).unwrap() - 92.0).abs() < 1e-9, "46 of 50");
        assert_eq!(satisfaction(&[mark(80.0, 4, 1.0, None)]), None);
    }
}
