//! A cadre: hours of the year with every entry, for the certificate and the archive.

use super::{Fact, Record, line, long_day};
use crate::store::Result;

pub fn fact<'r>(cadre: &Record<'r>, name: &str) -> Result<Option<Fact<'r>>> {
    if !["总学时", "分类学时", "学时明细", "起始日", "截止日"].contains(&name) {
        return Ok(None);
    }
    let asking = cadre.asking;
    let Some(paper) = asking.reader.certificate(cadre.id, asking.year..=asking.year)? else { return Ok(Some(Fact::from(""))) };
    Ok(Some(match name {
        "总学时" => Fact::number(paper.total),
        "起始日" => Fact::Text(long_day(paper.from)),
        "截止日" => Fact::Text(long_day(paper.to.min(asking.today).max(paper.from))),
        "分类学时" => {
            let forms =
                paper.by_form.into_iter().map(|(form, hours)| line(vec![("形式", form.into()), ("学时", Fact::number(hours))]));
            Fact::List(forms.collect())
        }
        _ => Fact::List(
            paper
                .entries
                .into_iter()
                .map(|(days, form, title, hours)| {
                    let cells = vec![
                        ("起止日期", days.into()),
                        ("形式", form.into()),
                        ("内容", title.into()),
                        ("学时", Fact::number(hours)),
                    ];
                    line(cells)
                })
                .collect(),
        ),
    }))
}
