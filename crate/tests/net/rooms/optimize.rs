//! Optimisers, line search, convexity.

use crate::hand::Hand;
use aimath::optimize::*;
use aimath::show::Show;

super::net! { g;
    optimize::mini_batches(g.size(), g.size(), &mut g.random());
    optimize::BatchSettings::new(g.size(), g.steps());
    optimize::minimize_batches(&*g.scalar_field(), &|x, _| x * 2.0, g.size(), &g.vector(), &mut *g.optimizer(), &g.batch_settings(), &mut g.random());
    optimize::minimize_bounded(&*g.function(), g.number(), g.number());
    optimize::minimize_bounded_within(&*g.function(), g.number(), g.number(), g.share(), g.steps());
    optimize::segment_convexity(&*g.scalar_field(), &g.vector(), &g.vector(), g.steps());
    optimize::find_nonconvexity(&*g.scalar_field(), &g.vector(), &g.vector(), g.steps(), &mut g.random());
    optimize::hessian_convexity(&*g.scalar_field(), &g.matrix());
    optimize::DescentSettings::steps(g.steps());
    optimize::minimize(&*g.scalar_field(), &*g.vector_field(), &g.vector(), &mut *g.optimizer(), &g.descent_settings())
        may BeInfinite: "the length of a gradient beyond the largest f64";
    optimize::descend(&*g.vector_field(), &g.vector(), &mut *g.optimizer(), g.steps())
        may BeInfinite: "the length of a gradient beyond the largest f64";
    optimize::gradient_descent(&*g.vector_field(), &g.vector(), g.positive(), g.steps())
        may BeInfinite: "the length of a gradient beyond the largest f64";
    optimize::rosenbrock(&g.vector())
        may BeNan | BeInfinite: "NaN without two entries; beyond the largest f64";
    optimize::rosenbrock_gradient(&g.vector())
        may BeNan | BeInfinite: "NaN without two entries; beyond the largest f64";
    optimize::himmelblau(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::himmelblau_gradient(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::beale(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::beale_gradient(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::saddle(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::saddle_gradient(&g.vector())
        may BeNan | BeInfinite: "NaN unless there are two entries; beyond the largest f64";
    optimize::QuadraticBowl::new(g.positive(), g.size());
    optimize::QuadraticBowl::value(&g.quadratic_bowl()?, &g.vector())
        may BeNan | BeInfinite | IgnoreNan: "NaN for another length; beyond the largest f64";
    optimize::QuadraticBowl::gradient(&g.quadratic_bowl()?, &g.vector())
        may BeNan | BeInfinite: "NaN for another length; beyond the largest f64";
    optimize::QuadraticBowl::function() = { let f = g.quadratic_bowl()?.function(); f(&g.vector()) }
        may BeNan | BeInfinite | IgnoreNan: "NaN for another length; beyond the largest f64";
    optimize::QuadraticBowl::gradient_function() = { let f = g.quadratic_bowl()?.gradient_function(); f(&g.vector()) }
        may BeNan | BeInfinite: "NaN for another length; beyond the largest f64";
    optimize::QuadraticBowl::largest_rate(&g.quadratic_bowl()?)
        may BeNan | BeInfinite | IgnoreNan: "a bowl made by hand, flat or bent down";
    optimize::evaluate_grid(&*g.scalar_field(), &g.vector(), &g.vector());
    optimize::armijo(&*g.scalar_field(), &*g.vector_field(), &g.vector(), &g.vector(), g.positive());
    optimize::wolfe(&*g.scalar_field(), &*g.vector_field(), &g.vector(), &g.vector(), g.positive());
    optimize::steepest_descent(&*g.scalar_field(), &*g.vector_field(), &g.vector(), &g.descent_settings())
        may BeInfinite: "the length of a gradient beyond the largest f64";
    optimize::GradientDescent::new(g.positive());
    optimize::Momentum::new(g.positive(), g.share());
    optimize::Nesterov::new(g.positive(), g.share());
    optimize::RmsProp::new(g.positive());
    optimize::Adam::new(g.positive());
    optimize::AdamW::new(g.positive(), g.number());
    optimize::Schedule::factor(&g.schedule(), g.size())
        may BeInfinite | BeNan | IgnoreNan: "a schedule that `validate` refuses";
    optimize::Schedule::validate(&g.schedule());
    optimize::End::shown(&g.end());
    optimize::GradientDescent::fresh(&g.gradient_descent_of());
    optimize::GradientDescent::name(&g.gradient_descent_of());
    optimize::GradientDescent::reset(&mut g.gradient_descent_of());
    optimize::GradientDescent::validate(&g.gradient_descent_of());
    optimize::GradientDescent::step() = { let mut optimizer = g.gradient_descent_of(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
    optimize::Momentum::fresh(&g.momentum());
    optimize::Momentum::name(&g.momentum());
    optimize::Momentum::reset(&mut g.momentum());
    optimize::Momentum::validate(&g.momentum());
    optimize::Momentum::step() = { let mut optimizer = g.momentum(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
    optimize::Nesterov::fresh(&g.nesterov());
    optimize::Nesterov::name(&g.nesterov());
    optimize::Nesterov::reset(&mut g.nesterov());
    optimize::Nesterov::validate(&g.nesterov());
    optimize::Nesterov::step() = { let mut optimizer = g.nesterov(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
    optimize::RmsProp::fresh(&g.rms_prop());
    optimize::RmsProp::name(&g.rms_prop());
    optimize::RmsProp::reset(&mut g.rms_prop());
    optimize::RmsProp::validate(&g.rms_prop());
    optimize::RmsProp::step() = { let mut optimizer = g.rms_prop(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
    optimize::Adam::fresh(&g.adam());
    optimize::Adam::name(&g.adam());
    optimize::Adam::reset(&mut g.adam());
    optimize::Adam::validate(&g.adam());
    optimize::Adam::step() = { let mut optimizer = g.adam(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
    optimize::AdamW::fresh(&g.adam_w());
    optimize::AdamW::name(&g.adam_w());
    optimize::AdamW::reset(&mut g.adam_w());
    optimize::AdamW::validate(&g.adam_w());
    optimize::AdamW::step() = { let mut optimizer = g.adam_w(); g.step_of(&mut optimizer) }
        may BeNan | BeInfinite | IgnoreNan: "steps as f64 computes them; a descent says that it diverged";
}

impl Hand {
    pub fn gradient_descent_of(&mut self) -> GradientDescent {
        GradientDescent::new(self.positive())
    }

    pub fn momentum(&mut self) -> Momentum {
        Momentum::new(self.positive(), self.share())
    }

    pub fn nesterov(&mut self) -> Nesterov {
        Nesterov::new(self.positive(), self.share())
    }

    pub fn rms_prop(&mut self) -> RmsProp {
        RmsProp::new(self.positive())
    }

    pub fn adam(&mut self) -> Adam {
        Adam::new(self.positive())
    }

    pub fn adam_w(&mut self) -> AdamW {
        AdamW::new(self.positive(), self.share())
    }

    pub fn optimizer(&mut self) -> Box<dyn Optimizer> {
        match self.below(6) {
            0 => Box::new(self.gradient_descent_of()),
            1 => Box::new(self.momentum()),
            2 => Box::new(self.nesterov()),
            3 => Box::new(self.rms_prop()),
            4 => Box::new(self.adam()),
            _ => Box::new(self.adam_w()),
        }
    }

    /// The parameters after two steps.
    pub fn step_of(&mut self, optimizer: &mut dyn Optimizer) -> Vec<f64> {
        let mut parameters = self.vector().to_vec();
        let gradient = self.vector_of(parameters.len()).to_vec();
        optimizer.step(&mut parameters, &gradient, 1.0);
        optimizer.step(&mut parameters, &gradient, self.share());
        parameters
    }

    pub fn schedule(&mut self) -> Schedule {
        match self.below(3) {
            0 => Schedule::Constant,
            1 => Schedule::Step { every: self.size(), factor: self.share() },
            _ => Schedule::Exponential { factor: self.share() },
        }
    }

    pub fn descent_settings(&mut self) -> DescentSettings {
        let mut settings = DescentSettings::steps(self.steps());
        if self.chance(50) {
            settings.gradient_tolerance = self.share();
            settings.value_tolerance = self.share();
            settings.step_tolerance = self.share();
            settings.schedule = self.schedule();
        }
        settings
    }

    pub fn batch_settings(&mut self) -> BatchSettings {
        let mut settings = BatchSettings::new(self.size(), self.steps());
        settings.schedule = self.schedule();
        settings
    }

    pub fn quadratic_bowl(&mut self) -> Option<QuadraticBowl> {
        if self.chance(30) {
            return Some(QuadraticBowl { curvatures: self.vector() });
        }
        QuadraticBowl::new(self.positive(), self.n).ok()
    }

    pub fn end(&mut self) -> End {
        let step = self.steps();
        self.one_of(&[End::Converged, End::MaxSteps, End::Diverged { step }])
    }
}
