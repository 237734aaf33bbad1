//! The laws, each with the methods of `Distribution`.

use super::Call;
use crate::hand::Hand;
use aimath::probability::*;

macro_rules! law {
    ($module:ident $law:ident $make:ident) => {
        mod $module {
            use aimath::probability::Distribution;

            super::super::net! { g;
                probability::$law::ln_pdf(&g.$make()?, g.number())
                    may BeInfinite: "−∞ where the density is 0, ∞ at a pole";
                probability::$law::pdf(&g.$make()?, g.number())
                    may BeInfinite: "∞ at a pole";
                probability::$law::cdf(&g.$make()?, g.number());
                probability::$law::ln_cdf(&g.$make()?, g.number())
                    may BeInfinite: "ln 0 = −∞";
                probability::$law::survival(&g.$make()?, g.number());
                probability::$law::ln_survival(&g.$make()?, g.number())
                    may BeInfinite: "ln 0 = −∞";
                probability::$law::quantile(&g.$make()?, g.share())
                    may BeInfinite: "the ends of an unbounded law";
                probability::$law::inverse_survival(&g.$make()?, g.share())
                    may BeInfinite: "the ends of an unbounded law";
                probability::$law::inverse_ln_survival(&g.$make()?, -g.positive())
                    may BeInfinite: "the ends of an unbounded law";
                probability::$law::mean(&g.$make()?)
                    may BeNan | BeInfinite: "no mean, or one beyond the largest f64";
                probability::$law::variance(&g.$make()?)
                    may BeNan | BeInfinite: "no variance, or one beyond the largest f64";
                probability::$law::std_dev(&g.$make()?)
                    may BeNan | BeInfinite: "no variance, or one beyond the largest f64";
                probability::$law::entropy(&g.$make()?);
                probability::$law::draw(&g.$make()?, &mut g.random())
                    may BeInfinite: "draws beyond the largest f64";
                probability::$law::sample(&g.$make()?, g.few(), &mut g.random())
                    may BeInfinite: "draws beyond the largest f64";
                probability::$law::between(&g.$make()?, g.number(), g.number());
            }
        }
    };
}

law!(bernoulli Bernoulli bernoulli);
law!(beta Beta beta);
law!(binomial Binomial binomial);
law!(categorical Categorical categorical);
law!(exponential Exponential exponential);
law!(gamma Gamma gamma);
law!(normal Normal normal);
law!(poisson Poisson poisson);
law!(student_t StudentT student_t);
law!(uniform Uniform uniform);

pub fn calls() -> Vec<Call> {
    [
        bernoulli::calls(),
        beta::calls(),
        binomial::calls(),
        categorical::calls(),
        exponential::calls(),
        gamma::calls(),
        normal::calls(),
        poisson::calls(),
        student_t::calls(),
        uniform::calls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Hand {
    pub fn bernoulli(&mut self) -> Option<Bernoulli> {
        Bernoulli::new(self.share()).ok()
    }

    pub fn beta(&mut self) -> Option<Beta> {
        Beta::new(self.positive(), self.positive()).ok()
    }

    pub fn binomial(&mut self) -> Option<Binomial> {
        Binomial::new(self.size() as u64, self.share()).ok()
    }

    pub fn categorical(&mut self) -> Option<Categorical> {
        Categorical::new(&self.weights()).ok()
    }

    pub fn exponential(&mut self) -> Option<Exponential> {
        Exponential::new(self.positive()).ok()
    }

    pub fn gamma(&mut self) -> Option<Gamma> {
        Gamma::new(self.positive(), self.positive()).ok()
    }

    pub fn normal(&mut self) -> Option<Normal> {
        Normal::new(self.number(), self.positive()).ok()
    }

    pub fn poisson(&mut self) -> Option<Poisson> {
        Poisson::new(self.positive()).ok()
    }

    pub fn student_t(&mut self) -> Option<StudentT> {
        StudentT::new(self.positive()).ok()
    }

    pub fn uniform(&mut self) -> Option<Uniform> {
        let low = self.number();
        Uniform::new(low, low + self.positive()).ok()
    }

    /// Any law.
    pub fn law(&mut self) -> Option<Box<dyn Distribution>> {
        Some(match self.below(10) {
            0 => Box::new(self.bernoulli()?),
            1 => Box::new(self.beta()?),
            2 => Box::new(self.binomial()?),
            3 => Box::new(self.categorical()?),
            4 => Box::new(self.exponential()?),
            5 => Box::new(self.gamma()?),
            6 => Box::new(self.normal()?),
            7 => Box::new(self.poisson()?),
            8 => Box::new(self.student_t()?),
            _ => Box::new(self.uniform()?),
        })
    }
}
