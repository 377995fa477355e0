//! Reports after items of the year's plan that no other report answers: study groups, topics, kinds of classes, people by
//! category, young cadres, new appointees, libraries, bases, teachers, institutions, projects, needs, recommendations.

pub(super) mod grassroots;
pub(super) mod needs;
pub(super) mod people;
pub(super) mod resources;
pub(super) mod schools;
pub(super) mod study;
pub(super) mod work;
