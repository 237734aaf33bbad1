//! Randomness that can be repeated: NumPy's legacy `RandomState`, bit for bit.
//!
//! A computer's random numbers come from a recipe that turns one state into
//! the next. The *seed* is the number from which the first state is made, so
//! the seed decides every draw that follows: two runs with seed 42 see the same
//! "random" data, and a figure, a test or an argument about a result can be
//! repeated. Nothing here reads a clock or the operating system.
//!
//! The recipe is the Mersenne Twister MT19937, which keeps 624 words of 32 bits.
//! The seed s fills them by
//!
//! key₀ = s,  keyᵢ = 1812433253 · (keyᵢ₋₁ ⊕ (keyᵢ₋₁ ≫ 30)) + i  (mod 2³²),
//!
//! and everything else is made from the stream of 32-bit words that follows:
//!
//! | wanted | made of |
//! | --- | --- |
//! | a double in [0, 1) | two words: 27 bits of one, 26 bits of the next |
//! | a normal number | pairs of doubles, by the polar method ([`RandomState::randn`]) |
//! | an integer in a range | words with their upper bits masked away, until one fits |
//! | a shuffle | one such integer for each position, from the last to the second |
//!
//! Since the steps are those of NumPy, `RandomState::new(42).randn(6)` holds
//! the numbers that `np.random.seed(42); np.random.randn(6)` prints, and a
//! calculation from a book or a paper in Python can be followed digit by digit.
//! Integers, doubles and orders are equal everywhere; a normal number contains a
//! logarithm, whose last bit may depend on the platform's mathematical library,
//! in NumPy as here.
//!
//! A [`RandomState`] is also a generator in the sense of the crate `rand`, so
//! that every distribution of `rand_distr` can be drawn from it into an array
//! ([`RandomExt`]).
//!
//! # Source
//!
//! M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally
//! equidistributed uniform pseudo-random number generator", ACM Transactions on
//! Modeling and Computer Simulation 8 (1998). NumPy froze this generator
//! in NEP 19 (2018), so its streams will not change.

mod continuous;
mod discrete;
mod multivariate;

pub use ndarray_rand::{RandomExt, rand_distr};

use ndarray_rand::rand::RngCore;
use rand_mt::Mt;

/// NumPy's legacy generator: the one behind `np.random.seed` and `np.random.randn`.
///
/// Every method takes numbers from one stream, so the order of the calls
/// matters, as it does in NumPy. A clone is an independent generator that
/// continues from the same place.
///
/// As a generator for other crates, `RandomState` implements `RngCore` of rand_core 0.9.
/// Its stream is the raw one:
///
/// - `next_u32` is the next word of the Mersenne Twister;
/// - `next_u64` joins two words, the first of them on top, as NumPy does;
/// - `fill_bytes` writes words in little-endian order and drops what is left of
///   the last one, which is `np.random.bytes`.
///
/// The values that another crate makes of these words are that crate's own:
/// `rand_distr::StandardNormal` gives normal numbers, but not those of
/// [`randn`](RandomState::randn). The spare normal number that `randn` may keep
/// is not touched.
///
/// # Source
///
/// Guide §1.3 and §2.2, whose examples start from seed 42; NumPy, `numpy.random.RandomState`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut rng = RandomState::new(42);
/// assert_eq!(rng.randn(2), array![0.4967141530112327, -0.13826430117118466]);
/// ```
///
/// Filling an array from a distribution of another crate:
///
/// ```
/// use aimath::prelude::*;
/// use aimath::random::{RandomExt, rand_distr::Uniform};
///
/// let mut rng = RandomState::new(0);
/// let die = Uniform::new_inclusive(1, 6).unwrap();
/// let throws = Array2::random_using((2, 3), die, &mut rng);
/// assert!(throws.iter().all(|&eyes: &i32| (1..=6).contains(&eyes)));
/// assert_eq!(throws, Array2::random_using((2, 3), die, &mut RandomState::new(0)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RandomState {
    /// The stream of 32-bit words.
    words: Mt,
    /// The second normal number of the last pair, if it has not been handed out yet.
    spare_normal: Option<f64>,
}

impl RandomState {
    /// A generator whose whole future is decided by `seed`.
    ///
    /// The seed is any number from 0 to 2³² − 1; there are no better and worse
    /// ones. Trying seeds until a result looks good is choosing the result.
    ///
    /// # Source
    ///
    /// `np.random.seed(seed)` and `np.random.RandomState(seed)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut one = RandomState::new(7);
    /// let mut two = RandomState::new(7);
    /// assert_eq!(one.rand(3), two.rand(3));
    /// assert_ne!(one.rand(3), RandomState::new(8).rand(3));
    /// ```
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { words: Mt::new(seed), spare_normal: None }
    }

    /// A whole number in 0..=`largest`, every one equally likely.
    ///
    /// A random word keeps only as many low bits as `largest` needs; if the
    /// result is still too large it is thrown away and the next word is tried.
    /// At least half of all tries succeed, and no remainder favours the small
    /// numbers. Ranges beyond 32 bits use two words for a try.
    fn below_or_equal(&mut self, largest: u64) -> u64 {
        if largest == 0 {
            return 0; // only one answer: nothing is drawn
        }
        let mask = u64::MAX >> largest.leading_zeros();
        loop {
            let bits = if largest <= u64::from(u32::MAX) {
                u64::from(self.next_u32())
            } else {
                self.next_u64()
            };
            if bits & mask <= largest {
                return bits & mask;
            }
        }
    }
}

impl RngCore for RandomState {
    fn next_u32(&mut self) -> u32 {
        self.words.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.words.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.words.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knuth's check value for MT19937: word 10,000 from the customary seed 5489.
    #[test]
    fn the_words_are_those_of_the_mersenne_twister() {
        let mut rng = RandomState::new(5489);
        let last = (0..10_000).map(|_| rng.next_u32()).last();
        assert_eq!(last, Some(4_123_659_995));
    }

    #[test]
    fn a_clone_continues_from_the_same_place_including_the_spare_normal() {
        let mut rng = RandomState::new(3);
        rng.standard_normal();
        let mut copy = rng.clone();
        assert_eq!(rng.randn(5), copy.randn(5));
        assert_eq!(rng, copy);
    }

    #[test]
    fn bytes_leave_the_spare_normal_alone() {
        let mut rng = RandomState::new(1);
        let pair = rng.clone().randn(2);
        rng.standard_normal();
        rng.fill_bytes(&mut [0; 7]);
        assert_eq!(rng.standard_normal(), pair[1]);
    }

    #[test]
    fn every_number_of_a_small_range_appears_about_equally_often() {
        let mut rng = RandomState::new(11);
        let mut counts = [0_u32; 5];
        for _ in 0..50_000 {
            counts[usize::try_from(rng.below_or_equal(4)).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 500), "{counts:?}");
    }
}
