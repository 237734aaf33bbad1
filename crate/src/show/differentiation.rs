//! Answers about derivatives: what was asked first, then the evidence.

use super::{Show, Shown, show};
use crate::calculus::{
    ApproximationErrors, ContinuityProbe, DifferentiabilityProbe, ExtremumProbe, JacobianChain,
    LinearApproximation, SidedSlopes, SteepestDirections,
};

impl Show for LinearApproximation {
    fn shown(&self) -> Shown {
        let parts = [show(tr!("at"), &self.at), show("A", &self.matrix), show("b", &self.offset())];
        Shown::group(parts.to_vec())
    }
}

impl Show for ApproximationErrors {
    fn shown(&self) -> Shown {
        Shown::group(vec![show(tr!("ratios"), &self.ratios), show(tr!("order"), &self.order)])
    }
}

impl Show for DifferentiabilityProbe {
    fn shown(&self) -> Shown {
        let mut parts = vec![show(tr!("passes"), &self.passes), show("A", &self.candidate.matrix)];
        if !self.passes {
            parts.push(show(tr!("ratio that stays"), &self.worst_ratio));
            parts.push(show(tr!("direction"), &self.worst_direction));
        }
        Shown::group(parts)
    }
}

impl Show for ContinuityProbe {
    fn shown(&self) -> Shown {
        let mut parts = vec![show(tr!("passes"), &self.passes)];
        if !self.passes {
            parts.push(show(tr!("gap that stays"), &self.worst_gap));
            parts.push(show(tr!("direction"), &self.worst_direction));
        }
        Shown::group(parts)
    }
}

impl Show for ExtremumProbe {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show(tr!("kind"), &self.kind.to_string()),
            show(tr!("rise"), &self.rise),
            show(tr!("uphill"), &self.uphill),
            show(tr!("fall"), &self.fall),
            show(tr!("downhill"), &self.downhill),
        ])
    }
}

impl Show for SidedSlopes {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show(tr!("forward"), &self.forward),
            show(tr!("backward"), &self.backward),
        ])
    }
}

impl Show for SteepestDirections {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show("∇f", &self.gradient),
            show(tr!("ascent"), &self.ascent),
            show(tr!("descent"), &self.descent),
            show(tr!("slope"), &self.slope),
        ])
    }
}

impl Show for JacobianChain {
    fn shown(&self) -> Shown {
        Shown::group(vec![show(tr!("product"), &self.product), show(tr!("direct"), &self.direct)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn a_refuted_probe_shows_its_witness_and_a_passing_one_does_not() -> Result<(), MathError> {
        let corner = differentiability_probe(&|x| array![x[0].abs()], &array![0.0])?;
        assert!(corner.shown().plain().contains("ratio that stays = 1"));
        let smooth = differentiability_probe(&|x| array![2.0 * x[0]], &array![0.0])?;
        assert_eq!(smooth.shown().plain(), "passes = true\nA = [ 2 ]");
        let step = continuity_probe(&|x| array![x[0].signum()], &array![0.0])?;
        assert!(step.shown().plain().contains("gap that stays = 2"));
        Ok(())
    }
}
