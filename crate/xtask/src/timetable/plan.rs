//! Parts of sections laid into lessons.

use super::minutes::{Part, Rank};

/// A shorter rest of a part is not worth a beginning.
const CRUMB: u32 = 8;

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One after the other.
    pub lessons: Vec<Lesson>,
    /// What did not fit, in the order of the book.
    pub left_out: Vec<Part>,
    /// How many lessons the whole core path takes.
    pub core: usize,
}

/// What is taught in one lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Its parts in order.
    pub items: Vec<Item>,
}

/// A part, or a piece of one that goes over two lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is taught.
    pub part: Part,
    /// Its minutes in this lesson.
    pub minutes: u32,
    /// Whether it began in the lesson before.
    pub goes_on: bool,
    /// Whether it comes to its end.
    pub ends: bool,
}

impl Lesson {
    /// The minutes that are planned.
    pub fn minutes(&self) -> u32 {
        self.items.iter().map(|item| item.minutes).sum()
    }
}

/// The course of so many lessons: the core path as far as it goes, then what else fits.
pub fn plan(parts: &[Part], lessons: usize, length: u32) -> Plan {
    let mut chosen = vec![false; parts.len()];
    let laid = |chosen: &[bool]| {
        let chosen = parts.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(part, _)| part);
        lay(chosen, length)
    };
    'ranks: for rank in [Rank::Core, Rank::Second, Rank::Foundations] {
        for index in (0..parts.len()).filter(|&index| parts[index].rank == rank) {
            chosen[index] = true;
            if laid(&chosen).len() > lessons {
                chosen[index] = false;
                // A path with a hole leads nowhere; what is extra may be taken piece by piece.
                match rank {
                    Rank::Core => break 'ranks,
                    Rank::Second => {}
                    Rank::Foundations => break,
                }
            }
        }
    }
    let left_out = parts.iter().zip(&chosen).filter(|(_, chosen)| !**chosen);
    Plan {
        lessons: laid(&chosen),
        left_out: left_out.map(|(part, _)| part.clone()).collect(),
        core: lay(parts.iter().filter(|part| part.rank == Rank::Core), length).len(),
    }
}

/// Parts in order, into as many lessons as they need.
fn lay<'p>(parts: impl Iterator<Item = &'p Part>, length: u32) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut free = 0;
    for part in parts {
        let mut rest = part.minutes;
        while rest > 0 {
            // Neither a few minutes now nor a few minutes next time.
            let whole = rest <= free;
            let split = free >= CRUMB && rest - free.min(rest) >= CRUMB;
            if free == 0 || !(whole || split) {
                lessons.push(Lesson::default());
                free = length;
            }
            let minutes = rest.min(free);
            let goes_on = rest < part.minutes;
            rest -= minutes;
            free -= minutes;
            if let Some(lesson) = lessons.last_mut() {
                lesson.items.push(Item { part: part.clone(), minutes, goes_on, ends: rest == 0 });
            }
        }
    }
    lessons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(title: &str, minutes: u32, rank: Rank) -> Part {
        let (section, title) = ("1.1".to_owned(), title.to_owned());
        Part { section, title, minutes, rank, exercises: vec![] }
    }

    fn told(plan: &Plan) -> Vec<Vec<(&str, u32)>> {
        let lessons = plan.lessons.iter();
        lessons
            .map(|lesson| {
                lesson.items.iter().map(|item| (item.part.title.as_str(), item.minutes)).collect()
            })
            .collect()
    }

    #[test]
    fn a_long_part_goes_over_two_lessons_and_a_short_one_does_not() {
        let parts =
            [part("a", 30, Rank::Core), part("b", 40, Rank::Core), part("c", 34, Rank::Core)];
        let plan = plan(&parts, 4, 50);
        // 30 + 20, then 20 and 30 of c would leave four minutes: c begins a lesson.
        assert_eq!(told(&plan), [vec![("a", 30), ("b", 20)], vec![("b", 20)], vec![("c", 34)]]);
        assert!(plan.lessons[1].items[0].goes_on && plan.lessons[1].items[0].ends);
    }

    #[test]
    fn the_core_path_comes_before_what_is_extra() {
        let parts = [
            part("a", 50, Rank::Core),
            part("extra", 50, Rank::Second),
            part("b", 50, Rank::Core),
            part("proof", 50, Rank::Foundations),
        ];
        assert_eq!(told(&plan(&parts, 2, 50)), [[("a", 50)], [("b", 50)]]);
        assert_eq!(told(&plan(&parts, 3, 50)), [[("a", 50)], [("extra", 50)], [("b", 50)]]);
        assert_eq!(plan(&parts, 1, 50).left_out.len(), 3);
        assert_eq!(plan(&parts, 1, 50).core, 2);
        assert!(plan(&parts, 9, 50).left_out.is_empty());
    }
}
