//! Events, estimation, moments, classifiers.

use crate::hand::Hand;
use aimath::probability::*;
use aimath::show::Show;

super::net! { g;
    probability::Accumulator::of(&g.vector())
        may BeInfinite: "squares beyond the largest f64, which `variance` refuses";
    probability::Accumulator::merge() = { let mut sum = g.accumulator()?; sum.merge(&g.accumulator()?); sum }
        may BeInfinite: "squares beyond the largest f64, which `variance` refuses";
    probability::Accumulator::variance(&g.accumulator()?, g.size());
    probability::bayes(&g.weights(), &g.vector())
        may BeInfinite: "ln 0 = −∞";
    probability::bayes_ln(&g.vector(), &g.vector())
        may BeInfinite: "ln 0 = −∞";
    probability::bayes_sequence(&g.weights(), &g.matrix());
    probability::diagnostic_test(g.share(), g.share(), g.share())
        may BeInfinite: "a test without false alarms";
    probability::Bernoulli::new(g.share());
    probability::Bernoulli::pmf(&g.bernoulli()?, g.size() as u64);
    probability::Bernoulli::ln_pmf(&g.bernoulli()?, g.size() as u64)
        may BeInfinite: "ln 0 = −∞";
    probability::Beta::new(g.number(), g.number());
    probability::Binomial::new(g.size() as u64, g.share());
    probability::Binomial::pmf(&g.binomial()?, g.size() as u64);
    probability::Binomial::ln_pmf(&g.binomial()?, g.size() as u64)
        may BeInfinite: "ln 0 = −∞";
    probability::bootstrap(&g.vector(), &*g.scalar_field(), g.steps(), &mut g.random());
    probability::Bootstrap::percentile_interval(&g.bootstrap_of()?, g.share());
    probability::Bootstrap::bca_interval(&g.bootstrap_of()?, g.share());
    probability::reliability(&g.labels(), &g.weight_rows(), g.steps());
    probability::fit_temperature(&g.labels(), &g.matrix())
        may BeInfinite: "as the optimum is";
    probability::Temperature::apply(&g.temperature()?, &g.matrix());
    probability::confusion_matrix(&g.labels(), &g.labels(), g.size());
    probability::Categorical::new(&g.weights());
    probability::Categorical::pmf(&g.categorical()?, g.size() as u64);
    probability::Categorical::ln_pmf(&g.categorical()?, g.size() as u64)
        may BeInfinite: "ln 0 = −∞";
    probability::covariance(&g.vector(), &g.vector(), g.size());
    probability::correlation(&g.vector(), &g.vector());
    probability::spearman(&g.vector(), &g.vector());
    probability::ranks(&g.vector());
    probability::correlation_matrix(&g.matrix());
    probability::fit_normal(&g.vector());
    probability::fit_bernoulli(&g.vector());
    probability::fit_poisson(&g.vector());
    probability::fit_exponential(&g.vector());
    probability::fit_categorical(&g.labels(), g.size());
    probability::fit_multivariate_normal(&g.matrix());
    probability::Event::complement(&g.event()?);
    probability::Event::union(&g.event()?, &g.event()?);
    probability::Event::intersection(&g.event()?, &g.event()?);
    probability::Event::difference(&g.event()?, &g.event()?);
    probability::Event::is_impossible(&g.event()?);
    probability::SampleSpace::new(&g.names(), &g.weights());
    probability::SampleSpace::equally_likely(&g.names());
    probability::SampleSpace::event(&g.sample_space()?, &g.names());
    probability::SampleSpace::event_where(&g.sample_space()?, &|name| name == "a");
    probability::SampleSpace::probability(&g.sample_space()?, &g.event()?);
    probability::SampleSpace::conditional(&g.sample_space()?, &g.event()?, &g.event()?);
    probability::SampleSpace::are_independent(&g.sample_space()?, &g.event()?, &g.event()?);
    probability::SampleSpace::total_probability(&g.sample_space()?, &g.event()?, &[g.event()?, g.event()?]);
    probability::check_axioms(&g.weights());
    probability::Exponential::new(g.positive());
    probability::Gamma::new(g.number(), g.positive());
    probability::ln_likelihood(&*g.law()?, &g.vector())
        may BeInfinite: "ln 0 = −∞";
    probability::likelihood(&*g.law()?, &g.vector())
        may BeInfinite: "beyond the largest f64";
    probability::bernoulli_ln_likelihood(g.size() as u64, g.size() as u64, &g.vector())
        may BeInfinite: "ln 0 = −∞";
    probability::normal_ln_likelihood(&g.vector(), &g.vector(), &g.vector())
        may BeInfinite: "a likelihood of 0";
    probability::binary_cross_entropy(&g.vector(), &g.vector())
        may BeInfinite: "−ln 0";
    probability::binary_cross_entropy_clipped(&g.vector(), &g.vector(), g.share())
        may BeInfinite: "ε = 0 clips nothing";
    probability::categorical_cross_entropy(&g.matrix(), &g.weight_rows())
        may BeInfinite: "−ln 0";
    probability::categorical_cross_entropy_clipped(&g.matrix(), &g.weight_rows(), g.share())
        may BeInfinite: "ε = 0 clips nothing";
    probability::label_cross_entropy(&g.labels(), &g.weight_rows())
        may BeInfinite: "−ln 0";
    probability::map_bernoulli(&g.beta()?, &g.vector());
    probability::map_poisson(&g.gamma()?, &g.vector());
    probability::map_normal_mean(&g.normal()?, &g.vector(), g.positive());
    probability::maximum_likelihood_scalar(&*g.function(), g.number(), g.number())
        may BeInfinite: "a flat peak has no standard error";
    probability::ScalarEstimate::interval(&g.scalar_estimate()?, g.share())
        may BeInfinite: "a flat peak, or the level 1";
    probability::maximum_likelihood(&*g.scalar_field(), &g.vector());
    probability::VectorEstimate::interval(&g.vector_estimate()?, g.index(), g.share())
        may BeInfinite: "a flat peak, or the level 1";
    probability::expectation(&g.vector(), &g.weights());
    probability::table_variance(&g.vector(), &g.weights());
    probability::table_variance_from_squares(&g.vector(), &g.weights());
    probability::density_expectation(&*g.function(), &*g.function(), g.number(), g.number());
    probability::integrate(&*g.function(), g.number(), g.number());
    probability::mean(&g.vector());
    probability::variance(&g.vector(), g.size());
    probability::standard_deviation(&g.vector(), g.size());
    probability::MultivariateNormal::new(&g.vector(), &g.symmetric());
    probability::MultivariateNormal::dimension(&g.multivariate_normal()?);
    probability::MultivariateNormal::whiten(&g.multivariate_normal()?, &g.vector());
    probability::MultivariateNormal::mahalanobis(&g.multivariate_normal()?, &g.vector())
        may BeInfinite: "beyond the largest f64";
    probability::MultivariateNormal::ln_pdf(&g.multivariate_normal()?, &g.vector())
        may BeInfinite: "a density of 0";
    probability::MultivariateNormal::ln_pdf_rows(&g.multivariate_normal()?, &g.matrix())
        may BeInfinite: "a density of 0";
    probability::MultivariateNormal::pdf(&g.multivariate_normal()?, &g.vector())
        may BeInfinite: "a density beyond the largest f64";
    probability::MultivariateNormal::entropy(&g.multivariate_normal()?);
    probability::MultivariateNormal::draw(&g.multivariate_normal()?, &mut g.random());
    probability::MultivariateNormal::sample(&g.multivariate_normal()?, g.steps(), &mut g.random());
    probability::MultivariateNormal::marginal(&g.multivariate_normal()?, &g.labels());
    probability::MultivariateNormal::conditional(&g.multivariate_normal()?, &g.labels(), &g.vector());
    probability::MultivariateNormal::ellipse(&g.multivariate_normal()?, g.share(), g.steps());
    probability::MultivariateNormal::probability_within(&g.multivariate_normal()?, g.positive());
    probability::Normal::new(g.number(), g.positive());
    probability::Normal::z_score(&g.normal()?, g.number())
        may BeInfinite: "beyond the largest f64";
    probability::Poisson::new(g.positive());
    probability::Poisson::pmf(&g.poisson()?, g.size() as u64);
    probability::Poisson::ln_pmf(&g.poisson()?, g.size() as u64)
        may BeInfinite: "ln 0 = −∞";
    probability::interval_coverage(&wilson_interval, g.below(30) as u64, g.share(), g.share());
    probability::proportion_standard_error(g.size() as u64, g.size() as u64);
    probability::wald_interval(g.size() as u64, g.size() as u64, g.share())
        may BeInfinite: "the level 1";
    probability::wilson_interval(g.size() as u64, g.size() as u64, g.share());
    probability::quantile(&g.vector(), g.share());
    probability::median(&g.vector());
    probability::quantile_by(&g.vector(), g.share(), g.quantile_method());
    probability::empirical_cdf(&g.vector(), g.number());
    probability::StudentT::new(g.number());
    probability::Uniform::new(g.number(), g.number());
    probability::BernoulliNaiveBayes::fit(&g.matrix(), &g.labels(), g.positive());
    probability::BernoulliNaiveBayes::ln_joint(&g.bernoulli_naive_bayes()?, &g.matrix());
    probability::GaussianNaiveBayes::fit(&g.matrix(), &g.labels());
    probability::GaussianNaiveBayes::fit_smoothed(&g.matrix(), &g.labels(), g.number());
    probability::GaussianNaiveBayes::ln_joint(&g.gaussian_naive_bayes()?, &g.matrix());
    probability::MultinomialNaiveBayes::fit(&g.matrix(), &g.labels(), g.positive());
    probability::MultinomialNaiveBayes::ln_joint(&g.multinomial_naive_bayes()?, &g.matrix());
    probability::BayesianEstimate::shown(&g.bayesian_estimate()?);
    probability::BernoulliNaiveBayes::predict(&g.bernoulli_naive_bayes()?, &g.matrix());
    probability::BernoulliNaiveBayes::predict_ln_proba(&g.bernoulli_naive_bayes()?, &g.matrix());
    probability::BernoulliNaiveBayes::predict_proba(&g.bernoulli_naive_bayes()?, &g.matrix());
    probability::GaussianNaiveBayes::predict(&g.gaussian_naive_bayes()?, &g.matrix());
    probability::GaussianNaiveBayes::predict_ln_proba(&g.gaussian_naive_bayes()?, &g.matrix());
    probability::GaussianNaiveBayes::predict_proba(&g.gaussian_naive_bayes()?, &g.matrix());
    probability::MultinomialNaiveBayes::predict(&g.multinomial_naive_bayes()?, &g.matrix());
    probability::MultinomialNaiveBayes::predict_ln_proba(&g.multinomial_naive_bayes()?, &g.matrix());
    probability::MultinomialNaiveBayes::predict_proba(&g.multinomial_naive_bayes()?, &g.matrix());
    probability::Reliability::shown(&g.reliability_of()?);
    probability::SampleSpace::shown(&g.sample_space()?);
    probability::Accumulator::push() = { let mut sum = g.accumulator()?; sum.push(g.number()).map(|()| sum) }
        may BeInfinite: "squares beyond the largest f64, which `variance` refuses";
}

impl Hand {
    pub fn accumulator(&mut self) -> Option<Accumulator> {
        Accumulator::of(&self.vector()).ok()
    }

    pub fn bootstrap_of(&mut self) -> Option<Bootstrap> {
        bootstrap(&self.vector(), &*self.scalar_field(), 30, &mut self.random()).ok()
    }

    pub fn reliability_of(&mut self) -> Option<Reliability> {
        reliability(&self.labels(), &self.weight_rows(), 4).ok()
    }

    pub fn temperature(&mut self) -> Option<Temperature> {
        fit_temperature(&self.labels(), &self.matrix()).ok()
    }

    pub fn sample_space(&mut self) -> Option<SampleSpace> {
        SampleSpace::equally_likely(&self.names()).ok()
    }

    pub fn event(&mut self) -> Option<Event> {
        let space = self.sample_space()?;
        space.event(&self.names()).ok()
    }

    pub fn quantile_method(&mut self) -> QuantileMethod {
        self.one_of(&[
            QuantileMethod::Linear,
            QuantileMethod::InvertedCdf,
            QuantileMethod::MedianUnbiased,
        ])
    }

    pub fn scalar_estimate(&mut self) -> Option<ScalarEstimate> {
        maximum_likelihood_scalar(&*self.function(), self.number(), self.number()).ok()
    }

    pub fn vector_estimate(&mut self) -> Option<VectorEstimate> {
        maximum_likelihood(&*self.scalar_field(), &self.vector()).ok()
    }

    pub fn multivariate_normal(&mut self) -> Option<MultivariateNormal> {
        MultivariateNormal::new(&self.vector(), &self.symmetric()).ok()
    }

    pub fn bernoulli_naive_bayes(&mut self) -> Option<BernoulliNaiveBayes> {
        let x = self.matrix().mapv(|x| if x.is_nan() { x } else { f64::from(x > 0.0) });
        BernoulliNaiveBayes::fit(&x, &self.labels(), self.positive()).ok()
    }

    pub fn multinomial_naive_bayes(&mut self) -> Option<MultinomialNaiveBayes> {
        let x = self.matrix().mapv(|x| x.abs().round());
        MultinomialNaiveBayes::fit(&x, &self.labels(), self.positive()).ok()
    }

    pub fn gaussian_naive_bayes(&mut self) -> Option<GaussianNaiveBayes> {
        GaussianNaiveBayes::fit(&self.matrix(), &self.labels()).ok()
    }

    pub fn bayesian_estimate(&mut self) -> Option<BayesianEstimate<Normal>> {
        map_normal_mean(&self.normal()?, &self.vector(), self.positive()).ok()
    }
}
