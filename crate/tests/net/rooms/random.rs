//! Random numbers.

use crate::hand::Hand;
use aimath::random::RandomState;

super::net! { g;
    random::RandomState::random_sample(&mut g.random());
    random::RandomState::rand(&mut g.random(), g.few());
    random::RandomState::rand2(&mut g.random(), g.few(), g.few());
    random::RandomState::uniform(&mut g.random(), g.number(), g.number(), g.size());
    random::RandomState::standard_normal(&mut g.random());
    random::RandomState::randn(&mut g.random(), g.few());
    random::RandomState::randn2(&mut g.random(), g.few(), g.few());
    random::RandomState::normal(&mut g.random(), g.number(), g.positive(), g.size())
        may BeInfinite: "a draw beyond the largest f64";
    random::RandomState::randint(&mut g.random(), g.size() as i64, g.size() as i64, g.size());
    random::RandomState::shuffle(&mut g.random(), &mut g.labels());
    random::RandomState::shuffle_rows(&mut g.random(), &mut g.matrix());
    random::RandomState::permutation(&mut g.random(), g.few());
    random::RandomState::choice(&mut g.random(), g.size(), g.size(), g.yes());
    random::RandomState::choice_weighted(&mut g.random(), &g.weights(), g.size(), g.yes());
    random::RandomState::new(g.seed());
    random::RandomState::multivariate_normal(&mut g.random(), &g.vector(), &g.symmetric(), g.size());
}

impl Hand {
    pub fn random(&mut self) -> RandomState {
        RandomState::new(self.seed())
    }
}
