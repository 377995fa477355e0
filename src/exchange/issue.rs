//! What an import found out about a cell: a reason a program can act on, and a sentence a person can.

use super::grid::At;
use super::open::{MAX_COLUMNS, MAX_ROWS, Refusal};
use crate::text::{Lang, import as w};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The record was not written.
    Reject,
    /// The record is there already.
    Duplicate,
    /// The record was written; someone should look.
    Warn,
    /// Nothing to do.
    Info,
}

impl Severity {
    /// The code word of the schema.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Duplicate => "duplicate",
            Self::Warn => "warn",
            Self::Info => "info",
        }
    }
}

/// Where the record was found of which another is a duplicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Another row of the sheet, from 0.
    Row(usize),
    /// A row of another sheet.
    Sheet {
        /// The file.
        file: String,
        /// The sheet.
        sheet: String,
        /// The row, from 0.
        row: usize,
    },
    /// A record that was there before this import.
    Record,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    MissingName,
    MissingTitle,
    MissingHours,
    MissingUnit,
    MissingDate,
    MissingYear,
    IdDamaged,
    IdForm,
    PersonNotFound,
    PersonAmbiguous,
    UnitNotFound,
    UnitAmbiguous,
    ClassNotFound,
    ClassAmbiguous,
    BadDate,
    BadTime,
    DateOrder,
    BadNumber,
    BadMark,
    CodeTaken,
    Duplicate(Earlier),
    IdChecksum,
    IdOld,
    SexMismatch,
    BirthMismatch,
    NameMismatch,
    PhoneDamaged,
    NumberWithNote,
    DateAsText,
    DateLeftOut,
    ValueLeftOut,
    MonthOrOctober,
    WeekdayMismatch(String),
    TeacherUnmatched,
    TeacherAmbiguous,
    Overlap(String),
    OverQuota { places: i64, nth: i64 },
    NoQuota,
    SameTypeAttended,
    NotNominated,
    UnitLeftOut,
    UnitDiffers,
    ControlRemoved,
    HiddenSheet,
    PeopleAsSection,
    NoTable,
    NoRows,
    HalfUnclear,
    NoMarks,
    UnknownTable,
    Unread,
    UnreadFigures,
    Hidden,
    BadUnit,
    Converted(String),
    ConvertedDays(String),
    Renamed,
    ParentLeftOut,
    UnitMissing,
    TotalDiffers(String),
    YearTotals,
    SignAssumed,
    SeveralTerms,
    BandMerged,
    DueUnknown,
    PeriodsAsHalf,
    NumberOfAnother(String),
    NumberAlone,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// The cell.
    pub at: At,
    /// Why.
    pub reason: Reason,
    /// What the cell holds, or what else the sentence is about.
    pub value: String,
}

impl Reason {
    /// The code word: stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingName => "missing_name",
            Self::MissingTitle => "missing_title",
            Self::MissingHours => "missing_hours",
            Self::MissingUnit => "missing_unit",
            Self::MissingDate => "missing_date",
            Self::MissingYear => "missing_year",
            Self::IdDamaged => "id_damaged",
            Self::IdForm => "id_form",
            Self::PersonNotFound => "person_not_found",
            Self::PersonAmbiguous => "person_ambiguous",
            Self::UnitNotFound => "unit_not_found",
            Self::UnitAmbiguous => "unit_ambiguous",
            Self::ClassNotFound => "class_not_found",
            Self::ClassAmbiguous => "class_ambiguous",
            Self::BadDate => "bad_date",
            Self::BadTime => "bad_time",
            Self::DateOrder => "date_order",
            Self::BadNumber => "bad_number",
            Self::BadMark => "bad_mark",
            Self::CodeTaken => "code_taken",
            Self::Duplicate(_) => "duplicate",
            Self::IdChecksum => "id_checksum",
            Self::IdOld => "id_old",
            Self::SexMismatch => "sex_mismatch",
            Self::BirthMismatch => "birth_mismatch",
            Self::NameMismatch => "name_mismatch",
            Self::PhoneDamaged => "phone_damaged",
            Self::NumberWithNote => "number_with_note",
            Self::DateAsText => "date_as_text",
            Self::DateLeftOut => "date_left_out",
            Self::ValueLeftOut => "value_left_out",
            Self::MonthOrOctober => "month_or_october",
            Self::WeekdayMismatch(_) => "weekday_mismatch",
            Self::TeacherUnmatched => "teacher_unmatched",
            Self::TeacherAmbiguous => "teacher_ambiguous",
            Self::Overlap(_) => "overlap",
            Self::OverQuota { .. } => "over_quota",
            Self::NoQuota => "no_quota",
            Self::SameTypeAttended => "same_type_attended",
            Self::NotNominated => "not_nominated",
            Self::UnitLeftOut => "unit_left_out",
            Self::UnitDiffers => "unit_differs",
            Self::ControlRemoved => "control_removed",
            Self::HiddenSheet => "hidden_sheet",
            Self::PeopleAsSection => "people_as_section",
            Self::NoTable => "no_table",
            Self::NoRows => "no_rows",
            Self::HalfUnclear => "half_unclear",
            Self::NoMarks => "no_marks",
            Self::UnknownTable => "unknown_table",
            Self::Unread => "unread",
            Self::UnreadFigures => "unread_figures",
            Self::Hidden => "hidden",
            Self::BadUnit => "bad_unit",
            Self::Converted(_) | Self::ConvertedDays(_) => "converted",
            Self::Renamed => "renamed",
            Self::ParentLeftOut => "parent_left_out",
            Self::UnitMissing => "unit_missing_above",
            Self::TotalDiffers(_) => "total_differs",
            Self::YearTotals => "year_totals",
            Self::SignAssumed => "sign_assumed",
            Self::SeveralTerms => "several_terms",
            Self::BandMerged => "band_merged",
            Self::DueUnknown => "due_unknown",
            Self::PeriodsAsHalf => "periods_as_half",
            Self::NumberAlone => "number_with_note",
            Self::NumberOfAnother(_) => "name_mismatch",
        }
    }
}

impl Issue {
    /// The cell, or what else the finding is about, with identity numbers masked: findings are shown and sent around.
    #[must_use]
    pub fn shown(&self) -> String {
        masked(&self.value)
    }

    /// What happened and what to do, for a person.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let value = &self.shown();
        match &self.reason {
            Reason::Duplicate(earlier) => w::duplicate(lang, earlier_text(earlier, lang)),
            Reason::WeekdayMismatch(right) => w::weekday_mismatch(lang, right, value),
            Reason::Overlap(other) => w::overlap(lang, other, value),
            Reason::ConvertedDays(to) => w::converted_days(lang, to, value),
            Reason::NumberOfAnother(known) => w::number_of_another(lang, known, value),
            Reason::Converted(to) => w::converted(lang, to, value),
            Reason::TotalDiffers(sum) => w::total_differs(lang, sum, value),
            Reason::OverQuota { places, nth } => w::over_quota(lang, nth, places, value),
            reason => plain(reason, lang).map_or_else(|| about(reason, lang, value), str::to_owned),
        }
    }
}

/// Text in which of a number of 15 to 18 places only the beginning and the end can be read.
fn masked(text: &str) -> String {
    let (mut out, mut run) = (String::new(), String::new());
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || (matches!(c, 'X' | 'x') && run.len() == 17) {
            run.push(c);
            continue;
        }
        match run.len() {
            15..=18 => out.push_str(&format!("{}{}{}", &run[..6], "*".repeat(run.len() - 10), &run[run.len() - 4..])),
            _ => out.push_str(&run),
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

fn earlier_text(earlier: &Earlier, lang: Lang) -> String {
    match earlier {
        Earlier::Row(row) => w::duplicate_row(lang, row + 1),
        Earlier::Sheet { file, sheet, row } => w::duplicate_sheet(lang, file, row + 1, sheet),
        Earlier::Record => w::DUPLICATE_BEFORE.get(lang).to_owned(),
    }
}

/// Sentences that do not repeat the cell.
fn plain(reason: &Reason, lang: Lang) -> Option<&'static str> {
    let text = match reason {
        Reason::MissingName => w::MISSING_NAME,
        Reason::MissingTitle => w::MISSING_TITLE,
        Reason::MissingHours => w::MISSING_HOURS,
        Reason::MissingUnit => w::MISSING_UNIT,
        Reason::MissingDate => w::MISSING_DATE,
        Reason::MissingYear => w::MISSING_YEAR,
        Reason::ControlRemoved => w::CONTROL_REMOVED,
        Reason::HiddenSheet => w::HIDDEN_SHEET,
        Reason::PeopleAsSection => w::PEOPLE_AS_SECTION,
        Reason::NoTable => w::NO_TABLE,
        Reason::NoRows => w::NO_ROWS,
        Reason::YearTotals => w::YEAR_TOTALS,
        Reason::UnitMissing => w::UNIT_MISSING_ABOVE,
        _ => return None,
    };
    Some(text.get(lang))
}

/// Sentences that repeat the cell.
fn about(reason: &Reason, lang: Lang, value: &str) -> String {
    match reason {
        Reason::IdDamaged => w::id_damaged(lang, value),
        Reason::IdForm => w::id_form(lang, value),
        Reason::PersonNotFound => w::person_not_found(lang, value),
        Reason::PersonAmbiguous => w::person_ambiguous(lang, value),
        Reason::UnitNotFound => w::unit_not_found(lang, value),
        Reason::UnitAmbiguous => w::unit_ambiguous(lang, value),
        Reason::ClassNotFound => w::class_not_found(lang, value),
        Reason::ClassAmbiguous => w::class_ambiguous(lang, value),
        Reason::BadDate => w::bad_date(lang, value),
        Reason::BadTime => w::bad_time(lang, value),
        Reason::DateOrder => w::date_order(lang, value),
        Reason::BadNumber => w::bad_number(lang, value),
        Reason::BadMark => w::bad_mark(lang, value),
        Reason::CodeTaken => w::code_taken(lang, value),
        Reason::IdChecksum => w::id_checksum(lang, value),
        Reason::IdOld => w::id_old(lang, value),
        Reason::SexMismatch => w::sex_mismatch(lang, value),
        Reason::BirthMismatch => w::birth_mismatch(lang, value),
        Reason::NameMismatch => w::name_mismatch(lang, value),
        Reason::PhoneDamaged => w::phone_damaged(lang, value),
        Reason::NumberWithNote => w::number_with_note(lang, value),
        Reason::DateAsText => w::date_as_text(lang, value),
        Reason::DateLeftOut => w::date_left_out(lang, value),
        Reason::MonthOrOctober => w::month_or_october(lang, value),
        Reason::TeacherUnmatched => w::teacher_unmatched(lang, value),
        Reason::TeacherAmbiguous => w::teacher_ambiguous(lang, value),
        Reason::NoQuota => w::no_quota(lang, value),
        Reason::SameTypeAttended => w::same_type_attended(lang, value),
        Reason::NotNominated => w::not_nominated(lang, value),
        Reason::UnitLeftOut => w::unit_left_out(lang, value),
        Reason::UnitDiffers => w::unit_differs(lang, value),
        Reason::HalfUnclear => w::half_unclear(lang, value),
        Reason::NoMarks => w::no_marks(lang, value),
        Reason::UnknownTable => w::unknown_table(lang, value),
        Reason::Unread => w::unread(lang, value),
        Reason::UnreadFigures => w::unread_figures(lang, value),
        Reason::Hidden => w::hidden(lang, value),
        Reason::BadUnit => w::bad_unit(lang, value),
        Reason::Renamed => w::renamed(lang, value),
        Reason::ParentLeftOut => w::parent_left_out(lang, value),
        Reason::SignAssumed => w::sign_assumed(lang, value),
        Reason::SeveralTerms => w::several_terms(lang, value),
        Reason::BandMerged => w::band_merged(lang, value),
        Reason::DueUnknown => w::due_unknown(lang, value),
        Reason::NumberAlone => w::number_alone(lang, value),
        Reason::PeriodsAsHalf => w::periods_as_half(lang, value),
        _ => w::value_left_out(lang, value),
    }
}

/// Why a file is not taken, for a person.
#[must_use]
pub fn refusal(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::Missing => w::FILE_MISSING.get(lang).to_owned(),
        Refusal::Folder => w::FILE_FOLDER.get(lang).to_owned(),
        Refusal::Special => w::FILE_SPECIAL.get(lang).to_owned(),
        Refusal::Unreadable(why) => w::file_unreadable(lang, why),
        Refusal::Empty => w::FILE_EMPTY.get(lang).to_owned(),
        Refusal::Encrypted => w::FILE_ENCRYPTED.get(lang).to_owned(),
        Refusal::Corrupt => w::FILE_CORRUPT.get(lang).to_owned(),
        Refusal::TooLarge => w::FILE_TOO_LARGE.get(lang).to_owned(),
        Refusal::TooManyRows => w::file_too_many_rows(lang, MAX_ROWS),
        Refusal::TooManyColumns => w::file_too_many_columns(lang, MAX_COLUMNS),
        Refusal::Document => w::FILE_DOCUMENT.get(lang).to_owned(),
        Refusal::Unknown => w::FILE_UNKNOWN.get(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn identity_numbers_are_masked() {
        assert_eq!(masked("钱某 539998198903210993"), "钱某 539998********0993");
        assert_eq!(masked("53999819850101001X"), "539998********001X");
        assert_eq!(masked("539998850101001"), "539998*****1001");
        assert_eq!(masked("19900001003 和 2022-03-01"), "19900001003 和 2022-03-01");
    }
}
