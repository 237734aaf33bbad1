//! The tape. Its operations compute as f64 does, NaN and infinities included.

use crate::hand::Hand;
use aimath::calculus::Var;
use aimath::show::Show;
use ndarray::Array2;

super::net! { g;
    calculus::Var::add(&g.var(), &g.var());
    calculus::Var::sub(&g.var(), &g.var());
    calculus::Var::mul(&g.var(), &g.var());
    calculus::Var::div(&g.var(), &g.var());
    calculus::Var::scale(&g.var(), g.number());
    calculus::Var::shift(&g.var(), g.number());
    calculus::Var::exp(&g.var());
    calculus::Var::ln(&g.var());
    calculus::Var::sqrt(&g.var());
    calculus::Var::recip(&g.var());
    calculus::Var::square(&g.var());
    calculus::Var::abs(&g.var());
    calculus::Var::sin(&g.var());
    calculus::Var::cos(&g.var());
    calculus::Var::powi(&g.var(), g.power());
    calculus::Var::powf(&g.var(), g.share());
    calculus::Var::relu(&g.var());
    calculus::Var::leaky_relu(&g.var(), g.number());
    calculus::Var::sigmoid(&g.var());
    calculus::Var::tanh(&g.var());
    calculus::Var::gelu(&g.var());
    calculus::Var::softplus(&g.var());
    calculus::Var::masked_fill(&g.var(), &g.mask_of_truth(), g.number());
    calculus::Var::cross_entropy(&g.var(), &g.labels());
    calculus::Var::mse(&g.var(), &g.matrix());
    calculus::Var::matmul(&g.var(), &g.var_across());
    calculus::Var::affine(&g.var(), &g.var_across(), &g.var());
    calculus::Var::transpose(&g.var());
    calculus::Var::reshape(&g.var(), g.size(), g.size());
    calculus::Var::slice(&g.var(), g.index()..g.index(), g.index()..g.index());
    calculus::Var::gather_rows(&g.var(), &g.labels());
    calculus::Var::pick(&g.var(), &g.labels());
    calculus::Var::concatenate() = { let (x, y) = (g.parameter(), g.parameter()); let all = Var::concatenate(g.axis(), &[&x, &y]); all.and_then(|all| { all.sum().backward()?; x.gradient() }) };
    calculus::Var::sum(&g.var());
    calculus::Var::mean(&g.var());
    calculus::Var::sum_axis(&g.var(), g.axis());
    calculus::Var::mean_axis(&g.var(), g.axis());
    calculus::Var::softmax(&g.var(), g.axis());
    calculus::Var::log_softmax(&g.var(), g.axis());
    calculus::Var::log_sum_exp(&g.var(), g.axis());
    calculus::Var::backward() = { let x = g.parameter(); let y = g.through(&x)?; (y.backward().is_ok(), x.gradient()) };
    calculus::Var::backward_accumulate() = { let x = g.parameter(); let y = g.through(&x)?; (y.backward_accumulate().is_ok(), x.gradient()) };
    calculus::Var::backward_from() = { let x = g.parameter(); let y = g.through(&x)?; (y.backward_from(&g.matrix()).is_ok(), x.gradient()) };
    calculus::Var::clear_gradient(&g.var());
    calculus::Var::constant(g.matrix());
    calculus::Var::detach(&g.var());
    calculus::Var::gradient(&g.var());
    calculus::Var::item(&g.var());
    calculus::Var::keep_gradient(g.var());
    calculus::Var::number(g.number());
    calculus::Var::parameter(g.matrix());
    calculus::Var::set_value() = { let x = g.parameter(); x.set_value(g.matrix()).map(|()| x.value()) };
    calculus::Var::shape(&g.var());
    calculus::Var::shared(&g.var());
    calculus::Var::shown(&g.var());
    calculus::Var::update() = { let x = g.parameter(); let y = x.clone(); x.update(&mut |value, _| value.iter_mut().for_each(|v| *v -= 0.1 * y.shape().0 as f64)) };
    calculus::Var::value(&g.var());
}

impl Hand {
    pub fn parameter(&mut self) -> Var {
        Var::parameter(self.matrix())
    }

    /// A variable, of its own or with a step behind it.
    pub fn var(&mut self) -> Var {
        let x = self.parameter();
        match self.below(4) {
            0 => x.square(),
            1 => Var::constant(self.matrix()),
            _ => x,
        }
    }

    pub fn var_across(&mut self) -> Var {
        Var::parameter(self.matrix_across())
    }

    /// A number that a few steps make of a variable.
    pub fn through(&mut self, x: &Var) -> Option<Var> {
        let axis = self.axis();
        match self.below(8) {
            0 => Some(x.sum()),
            1 => Some(x.mean()),
            2 => x.softmax(axis).ok().map(|y| y.square().sum()),
            3 => x.log_softmax(axis).ok().map(|y| y.mean()),
            4 => x.log_sum_exp(axis).ok().map(|y| y.sum()),
            5 => x.matmul(&x.transpose()).ok().map(|y| y.sum()),
            6 => x.cross_entropy(&self.labels()).ok(),
            _ => Some(x.tanh()),
        }
    }

    pub fn mask_of_truth(&mut self) -> Array2<bool> {
        let (rows, columns) = (self.about(self.n), self.about(self.m));
        self.truths(rows, columns)
    }
}
