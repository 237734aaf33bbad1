//! Events: probability from its axioms.
//!
//! A random experiment has *outcomes*; an *event* is a set of them. Kolmogorov
//! asks three things of an assignment P of numbers to events:
//!
//! 1. P(A) ≥ 0,
//! 2. P(Ω) = 1 for the event Ω of all outcomes,
//! 3. P(A ∪ B) = P(A) + P(B) if no outcome is in both.
//!
//! By the third, P is known from the single outcomes, and everything else follows:
//! P(not A) = 1 − P(A), P(A ∪ B) = P(A) + P(B) − P(A ∩ B), and, once conditional
//! probability is defined by P(A | B) = P(A ∩ B) / P(B), the law of total probability
//! and Bayes' theorem.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// How far a sum of probabilities may be from what it should be.
const ROUNDING: f64 = 1e-9;

/// A finite sample space with the probability of each outcome.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let die = SampleSpace::equally_likely(&["1", "2", "3", "4", "5", "6"])?;
/// let even = die.event(&["2", "4", "6"])?;
/// let large = die.event(&["5", "6"])?;
/// assert_eq!(die.probability(&even)?, 0.5);
/// assert!((die.conditional(&even, &large)? - 0.5).abs() < 1e-15);
/// assert!(die.are_independent(&even, &large)?);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SampleSpace {
    /// Names of the outcomes.
    pub outcomes: Vec<String>,
    /// Probability of each.
    pub p: Array1<f64>,
}

/// A set of outcomes of one [`SampleSpace`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// For each outcome of the space whether it belongs to the event.
    pub members: Vec<bool>,
}

impl Event {
    /// Everything that is not in this event.
    pub fn complement(&self) -> Self {
        Self { members: self.members.iter().map(|inside| !inside).collect() }
    }

    /// What is in this event, in the other, or in both: A ∪ B.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of spaces with different numbers of
    /// outcomes.
    pub fn union(&self, other: &Self) -> Result<Self, MathError> {
        self.combine("Event::union", other, |a, b| a | b)
    }

    /// What is in both: A ∩ B.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of spaces with different numbers of
    /// outcomes.
    pub fn intersection(&self, other: &Self) -> Result<Self, MathError> {
        self.combine("Event::intersection", other, |a, b| a & b)
    }

    /// What is in this event but not in the other: A \ B.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of spaces with different numbers of
    /// outcomes.
    pub fn difference(&self, other: &Self) -> Result<Self, MathError> {
        self.combine("Event::difference", other, |a, b| a & !b)
    }

    /// Whether no outcome belongs to the event.
    pub fn is_impossible(&self) -> bool {
        !self.members.contains(&true)
    }

    fn combine(
        &self,
        operation: &'static str,
        other: &Self,
        rule: fn(bool, bool) -> bool,
    ) -> Result<Self, MathError> {
        if self.members.len() != other.members.len() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: vec![self.members.len()],
                right: vec![other.members.len()],
                rule: "both events must come from the same sample space",
            });
        }
        let pairs = self.members.iter().zip(&other.members);
        Ok(Self { members: pairs.map(|(&a, &b)| rule(a, b)).collect() })
    }
}

impl SampleSpace {
    /// Outcomes with their probabilities.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] without probabilities,
    /// - [`MathError::NotFinite`] for NaN or infinite ones,
    /// - [`MathError::ShapeMismatch`] unless every outcome has one,
    /// - [`MathError::InvalidArgument`] for a name given twice, a negative probability
    ///   (axiom 1) or a sum that is not 1 (axiom 2).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let broken = SampleSpace::new(&["rain", "sun"], &array![0.5, 0.75]).unwrap_err();
    /// assert!(broken.to_string().contains("axiom 2"));
    /// ```
    pub fn new(outcomes: &[&str], p: &ArrayRef1<f64>) -> Result<Self, MathError> {
        const NAME: &str = "SampleSpace::new";
        check::not_empty(NAME, "p", p)?;
        check::finite(NAME, "p", p)?;
        if outcomes.len() != p.len() {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![outcomes.len()],
                right: vec![p.len()],
                rule: "every outcome needs one probability",
            });
        }
        if let Some(i) = (1..outcomes.len()).find(|&i| outcomes[..i].contains(&outcomes[i])) {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "outcomes",
                reason: format!("name \"{}\" twice; outcomes exclude each other", outcomes[i]),
            });
        }
        let broken = |reason: String| {
            Err(MathError::InvalidArgument { operation: NAME, argument: "p", reason })
        };
        if let Some(i) = p.iter().position(|&value| value < 0.0) {
            return broken(format!(
                "breaks axiom 1: P({}) = {} is negative; every probability must be at least 0",
                outcomes[i], p[i]
            ));
        }
        let sum = p.sum();
        if (sum - 1.0).abs() > ROUNDING {
            return broken(format!(
                "breaks axiom 2: the outcomes together have probability {sum}; divide by it so \
                 that P(Ω) = 1"
            ));
        }
        let outcomes = outcomes.iter().map(ToString::to_string).collect();
        Ok(Self { outcomes, p: p.to_owned() })
    }

    /// Outcomes of the same probability each: a fair die, a shuffled deck.
    ///
    /// # Errors
    ///
    /// [`MathError::Empty`] without outcomes; [`MathError::InvalidArgument`] for a name
    /// given twice.
    pub fn equally_likely(outcomes: &[&str]) -> Result<Self, MathError> {
        let n = outcomes.len();
        Self::new(outcomes, &Array1::from_elem(n, 1.0 / n.max(1) as f64))
    }

    /// The event of the named outcomes.
    ///
    /// # Errors
    ///
    /// [`MathError::InvalidArgument`] for a name that the space does not have.
    pub fn event(&self, outcomes: &[&str]) -> Result<Event, MathError> {
        if let Some(unknown) =
            outcomes.iter().find(|name| !self.outcomes.iter().any(|known| known == *name))
        {
            return Err(MathError::InvalidArgument {
                operation: "SampleSpace::event",
                argument: "outcomes",
                reason: format!(
                    "name \"{unknown}\", which is not among {}",
                    self.outcomes.join(", ")
                ),
            });
        }
        Ok(self.event_where(&|name| outcomes.contains(&name)))
    }

    /// The event of all outcomes whose name passes a test.
    pub fn event_where(&self, test: &dyn Fn(&str) -> bool) -> Event {
        Event { members: self.outcomes.iter().map(|name| test(name)).collect() }
    }

    /// P(A).
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for an event of a space with another number of
    /// outcomes.
    pub fn probability(&self, a: &Event) -> Result<f64, MathError> {
        if a.members.len() != self.p.len() {
            return Err(MathError::ShapeMismatch {
                operation: "SampleSpace::probability",
                left: vec![self.p.len()],
                right: vec![a.members.len()],
                rule: "the event must come from this sample space",
            });
        }
        let inside = a.members.iter().zip(&self.p).filter(|(inside, _)| **inside);
        Ok(inside.map(|(_, p)| p).sum::<f64>().min(1.0))
    }

    /// P(A | B), the probability of `a` once `b` is known to have happened.
    ///
    /// # Formula
    ///
    /// P(A | B) = P(A ∩ B) / P(B)
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of another space;
    /// [`MathError::InvalidArgument`] if P(B) = 0.
    pub fn conditional(&self, a: &Event, b: &Event) -> Result<f64, MathError> {
        let given = self.probability(b)?;
        if given == 0.0 {
            return Err(MathError::InvalidArgument {
                operation: "SampleSpace::conditional",
                argument: "b",
                reason: "has probability 0, and nothing can be said about what happens when the \
                         impossible has; condition on an event that can happen"
                    .to_string(),
            });
        }
        Ok((self.probability(&a.intersection(b)?)? / given).min(1.0))
    }

    /// Whether knowing one event says nothing about the other: P(A ∩ B) = P(A) P(B), up
    /// to rounding.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of another space.
    pub fn are_independent(&self, a: &Event, b: &Event) -> Result<bool, MathError> {
        let both = self.probability(&a.intersection(b)?)?;
        Ok((both - self.probability(a)? * self.probability(b)?).abs() <= 1e-12)
    }

    /// P(A) from the cases of a partition: the law of total probability.
    ///
    /// # Formula
    ///
    /// P(A) = Σᵢ P(A | Bᵢ) P(Bᵢ), over the Bᵢ that can happen
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for events of another space;
    /// [`MathError::InvalidArgument`] for parts that overlap or leave something out.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let die = SampleSpace::equally_likely(&["1", "2", "3", "4", "5", "6"])?;
    /// let small = die.event(&["1", "2"])?;
    /// let prime = die.event(&["2", "3", "5"])?;
    /// let p = die.total_probability(&prime, &[small.clone(), small.complement()])?;
    /// assert!((p - 0.5).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn total_probability(&self, a: &Event, partition: &[Event]) -> Result<f64, MathError> {
        const NAME: &str = "SampleSpace::total_probability";
        let mut covered = Event { members: vec![false; self.p.len()] };
        let mut total = 0.0;
        let broken = |reason: &str| {
            Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "partition",
                reason: reason.to_string(),
            })
        };
        for part in partition {
            if !covered.intersection(part)?.is_impossible() {
                return broken("has parts that overlap; every outcome belongs to exactly one");
            }
            covered = covered.union(part)?;
            let p = self.probability(part)?;
            if p > 0.0 {
                total += self.conditional(a, part)? * p;
            }
        }
        if covered.members.contains(&false) {
            return broken("leaves outcomes out; add their complement as a part");
        }
        Ok(total)
    }
}

/// Checks an assignment of numbers to *all* events of a small space against the
/// three axioms.
///
/// Entry k of `assignment` belongs to the event that holds outcome i exactly if bit i
/// of k is set: entry 0 is the impossible event, the last is Ω. With two outcomes the
/// order is ∅, {0}, {1}, {0, 1}.
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite ones;
/// [`MathError::InvalidArgument`] unless their number is 2ⁿ for an n from 1 to 12, and for
/// the first axiom that is broken, with the events that break it.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!(check_axioms(&array![0.0, 0.25, 0.75, 1.0]).is_ok());
/// // A half and three quarters cannot be the two sides of one coin.
/// let broken = check_axioms(&array![0.0, 0.5, 0.75, 1.0]).unwrap_err();
/// assert!(broken.to_string().contains("axiom 3"));
/// ```
pub fn check_axioms(assignment: &ArrayRef1<f64>) -> Result<(), MathError> {
    const NAME: &str = "check_axioms";
    check::not_empty(NAME, "assignment", assignment)?;
    check::finite(NAME, "assignment", assignment)?;
    let broken = |reason: String| {
        Err(MathError::InvalidArgument { operation: NAME, argument: "assignment", reason })
    };
    let events = assignment.len();
    if !events.is_power_of_two() || !(2..=1 << 12).contains(&events) {
        return broken(format!(
            "has {events} entries; n outcomes have 2ⁿ events, and n may be 1 to 12"
        ));
    }
    if let Some(k) = assignment.iter().position(|&p| p < 0.0) {
        return broken(format!("breaks axiom 1: P({}) = {}", names(k), assignment[k]));
    }
    let all = assignment[events - 1];
    if (all - 1.0).abs() > ROUNDING {
        return broken(format!("breaks axiom 2: P(Ω) = {all} instead of 1"));
    }
    // Additivity over all disjoint pairs follows from splitting off single outcomes.
    for k in 0..events {
        let first = k & k.wrapping_neg();
        let rest = k ^ first;
        let sum = if k == 0 { 0.0 } else { assignment[first] + assignment[rest] };
        if (assignment[k] - sum).abs() > ROUNDING {
            let (left, right) = (names(first), names(rest));
            return broken(format!(
                "breaks axiom 3: P({}) = {}, but P({left}) + P({right}) = {sum}",
                names(k),
                assignment[k]
            ));
        }
    }
    Ok(())
}

/// {0, 2} for 0b101.
fn names(event: usize) -> String {
    let inside: Vec<String> = (0..usize::BITS as usize)
        .filter(|bit| event >> bit & 1 == 1)
        .map(|bit| bit.to_string())
        .collect();
    if inside.is_empty() { "∅".to_string() } else { format!("{{{}}}", inside.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn weather() -> SampleSpace {
        SampleSpace::new(&["sun", "cloud", "rain", "snow"], &array![0.4, 0.3, 0.2, 0.1]).unwrap()
    }

    #[test]
    fn what_follows_from_the_axioms_holds_for_all_pairs_of_events() {
        let space = weather();
        let events: Vec<Event> = (0..16_u32)
            .map(|k| Event { members: (0..4).map(|i| k >> i & 1 == 1).collect() })
            .collect();
        for a in &events {
            let pa = space.probability(a).unwrap();
            assert!((space.probability(&a.complement()).unwrap() - (1.0 - pa)).abs() < 1e-15);
            for b in &events {
                let p = |e: &Event| space.probability(e).unwrap();
                let union = p(&a.union(b).unwrap());
                let both = p(&a.intersection(b).unwrap());
                assert!((union - (pa + p(b) - both)).abs() < 1e-15);
                assert!((p(&a.difference(b).unwrap()) - (pa - both)).abs() < 1e-15);
                let total = space.total_probability(a, &[b.clone(), b.complement()]).unwrap();
                assert!((total - pa).abs() < 1e-15);
                if p(b) > 0.0 && pa > 0.0 {
                    // Bayes' theorem.
                    let forward = space.conditional(a, b).unwrap();
                    let back = space.conditional(b, a).unwrap();
                    assert!((forward - back * pa / p(b)).abs() < 1e-15);
                }
            }
        }
        let table = Array1::from_iter(events.iter().map(|e| space.probability(e).unwrap()));
        assert!(check_axioms(&table).is_ok());
    }

    #[test]
    fn a_broken_assignment_is_refused_with_the_axiom_it_breaks() {
        let message = |p: &Array1<f64>| SampleSpace::new(&["a", "b"], p).unwrap_err().to_string();
        assert!(message(&array![-0.5, 1.5]).contains("axiom 1"));
        assert!(message(&array![0.5, 0.6]).contains("axiom 2"));
        assert!(message(&array![f64::NAN, 0.6]).contains("NaN"));
        let message = |p: &Array1<f64>| check_axioms(p).unwrap_err().to_string();
        assert!(message(&array![0.0, -0.5, 1.5, 1.0]).contains("axiom 1: P({0})"));
        assert!(message(&array![0.0, 0.5, 0.5, 0.9]).contains("axiom 2"));
        assert!(message(&array![0.1, 0.5, 0.5, 1.0]).contains("axiom 3: P(∅)"));
        assert!(message(&array![0.0, 0.5, 0.4, 1.0]).contains("axiom 3: P({0, 1})"));
        assert!(message(&array![0.0, 0.5, 0.5]).contains("2ⁿ"));
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let space = weather();
        assert!(space.event(&["hail"]).is_err());
        assert!(SampleSpace::equally_likely(&[]).is_err());
        assert!(SampleSpace::equally_likely(&["a", "a"]).is_err());
        let nothing = space.event(&[]).unwrap();
        let sun = space.event(&["sun"]).unwrap();
        assert!(space.conditional(&sun, &nothing).is_err());
        assert!(space.total_probability(&sun, std::slice::from_ref(&sun)).is_err());
        assert!(space.total_probability(&sun, &[sun.clone(), sun.clone()]).is_err());
        let other = SampleSpace::equally_likely(&["x"]).unwrap().event(&["x"]).unwrap();
        assert!(space.probability(&other).is_err() && sun.union(&other).is_err());
    }
}
