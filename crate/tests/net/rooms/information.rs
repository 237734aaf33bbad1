//! Entropy, divergences, mutual information.

use aimath::information::NGram;

super::net! { g;
    information::cross_entropy(&g.weights(), &g.weights())
        may BeInfinite: "q excludes what p allows";
    information::kl_divergence(&g.weights(), &g.weights())
        may BeInfinite: "q excludes what p allows";
    information::kl_divergence_smoothed(&g.weights(), &g.weights(), g.share())
        may BeInfinite: "q excludes what p allows, with epsilon 0";
    information::js_divergence(&g.weights(), &g.weights());
    information::perplexity(&g.weights(), &g.weights())
        may BeInfinite: "q excludes what p allows";
    information::entropy(&g.weights());
    information::entropy_bits(&g.weights());
    information::entropy_base(&g.weights(), g.number());
    information::joint_entropy(&g.joint());
    information::conditional_entropy(&g.joint());
    information::kl_normal(&g.normal()?, &g.normal()?)
        may BeInfinite: "beyond the largest f64";
    information::kl_multivariate_normal(&g.multivariate_normal()?, &g.multivariate_normal()?);
    information::mutual_information_normal(g.number())
        may BeInfinite: "ρ = ±1";
    information::mutual_information(&g.joint());
    information::joint_table(&g.labels(), &g.labels());
    information::mutual_information_samples(&g.labels(), &g.labels());
    information::into_bins(&g.vector(), g.steps());
    information::mutual_information_binned(&g.vector(), &g.vector(), g.steps());
    information::NGram::count(&g.labels(), g.size(), g.size(), g.positive());
    information::NGram::probabilities(&NGram::count(&g.labels(), 3, 9, g.positive()).ok()?, &g.labels());
    information::NGram::bits(&NGram::count(&g.labels(), 3, 9, g.positive()).ok()?, &g.labels())
        may BeInfinite: "a prior too small to be seen beside the counts";
    information::NGram::sample(&NGram::count(&g.labels(), 3, 9, g.positive()).ok()?, &g.labels(), g.steps(), &mut g.random());
}
