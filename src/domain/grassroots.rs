//! Grassroots cadres (基层干部主题培训行动计划): which of the seven groups a person belongs to, which of the four levels
//! trained them.
//!
//! 2022年*市干部教育培训工作要点 第（九）条: 省级示范培训、州（市）级统筹培训、县级兜底培训、部门抓行业系统培训; the groups are
//! those the item names. People of villages and of new organisations may have neither identity number nor rank, so that
//! both are told by category, tags and the kind of unit only.

/// The seven groups, in the order of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Staff of organs directly below a county.
    CountyOrgans,
    /// Townships and streets.
    Townships,
    /// Enterprises of a county.
    Enterprises,
    /// Public institutions of a county.
    Institutions,
    /// Villages and communities, with those sent to live there.
    Villages,
    /// Party heads of rural collectives.
    Collectives,
    /// Party heads of private enterprises and social organisations.
    NewOrganisations,
}

/// What is known of a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Person<'a> {
    /// Their category.
    pub category: Option<&'a str>,
    /// Their tags, as one text.
    pub tags: Option<&'a str>,
    /// The kind of their unit.
    pub unit_kind: Option<&'a str>,
    /// To whom their unit belongs: `县`, `乡镇`, `市` …
    pub affiliation: Option<&'a str>,
    /// Their level.
    pub level: Option<&'a str>,
}

/// The group of a person; `None` for who is no grassroots cadre.
#[must_use]
pub fn group(person: Person) -> Option<Group> {
    let tagged = |tag: &str| person.tags.is_some_and(|tags| tags.contains(tag));
    let is = |word: Option<&str>, part: &str| word.is_some_and(|word| word.contains(part));
    if tagged("集体经济组织书记") {
        return Some(Group::Collectives);
    }
    if tagged("非公和社会组织书记") || is(person.category, "非公") {
        return Some(Group::NewOrganisations);
    }
    if is(person.category, "村（社区）") || is(person.category, "驻村") || tagged("驻村工作队员") || is(person.unit_kind, "村")
    {
        return Some(Group::Villages);
    }
    // Of a county up to its departments; leaders of the county itself and people of the city are other groups.
    let of_county = is(person.affiliation, "县") || is(person.affiliation, "区") || is(person.affiliation, "乡");
    if !of_county || is(person.level, "县处") || is(person.level, "厅局") {
        return None;
    }
    if is(person.unit_kind, "乡镇") || is(person.unit_kind, "街道") {
        return Some(Group::Townships);
    }
    match person.category {
        Some("企业人员") => Some(Group::Enterprises),
        Some("事业单位管理人员" | "专业技术人员") => Some(Group::Institutions),
        _ => Some(Group::CountyOrgans),
    }
}

/// Who trained: the four levels of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The province and above.
    Province,
    /// The city or prefecture.
    City,
    /// The county.
    County,
    /// A department for its own field.
    Department,
}

/// The level that holds a training, by the name of who holds it and whether it was called for from above; organisation
/// departments and party schools train across fields, everyone else for a field.
#[must_use]
pub fn tier(organiser: Option<&str>, upper: bool) -> Tier {
    let name = organiser.unwrap_or_default().trim_start_matches("中共");
    if name.starts_with("中央")
        || name.starts_with("国家")
        || name.starts_with('省')
        || name.contains("省委")
        || name.contains("省级")
    {
        return Tier::Province;
    }
    let general = name.contains("组织部") || name.contains("党校") || name.ends_with("委员会") || name.ends_with("县委");
    let county =
        name.contains("县委") || name.contains("区委") || name.starts_with('县') || name.contains("乡") || name.contains("镇");
    match (general, county, upper) {
        (true, true, _) => Tier::County,
        (true, false, _) => Tier::City,
        (false, _, true) => Tier::Province,
        (false, ..) => Tier::Department,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_villages_need_no_rank() {
        let village = Person { category: Some("村（社区）干部"), affiliation: Some("乡镇"), ..Person::default() };
        assert_eq!(group(village), Some(Group::Villages));
        assert_eq!(group(Person { tags: Some("集体经济组织书记"), ..village }), Some(Group::Collectives));
        assert_eq!(group(Person { category: Some("非公和社会组织负责人"), ..Person::default() }), Some(Group::NewOrganisations));
    }

    #[test]
    fn the_county_itself_and_the_city_are_no_grassroots() {
        let organ =
            Person { category: Some("公务员"), affiliation: Some("县"), unit_kind: Some("党委"), ..Person::default() };
        assert_eq!(group(organ), Some(Group::CountyOrgans));
        assert_eq!(group(Person { level: Some("县处级副职"), ..organ }), None);
        assert_eq!(group(Person { affiliation: Some("市"), ..organ }), None);
        assert_eq!(group(Person { unit_kind: Some("乡镇"), ..organ }), Some(Group::Townships));
        assert_eq!(group(Person { category: Some("企业人员"), ..organ }), Some(Group::Enterprises));
    }

    #[test]
    fn who_holds_it_says_the_level() {
        assert_eq!(tier(Some("省委组织部"), true), Tier::Province);
        assert_eq!(tier(Some("市委组织部"), false), Tier::City);
        assert_eq!(tier(Some("勐苏县委组织部"), false), Tier::County);
        assert_eq!(tier(Some("中共云铺县委党校"), false), Tier::County);
        assert_eq!(tier(Some("市应急局"), false), Tier::Department);
        assert_eq!(tier(None, false), Tier::Department);
    }
}
