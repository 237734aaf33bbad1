"""Writes regression.json: what scikit-learn and SciPy answer to the same data.

Data are the diabetes measurements as they are (not scaled) unless a name says
otherwise, and small constructed cases. Iterative models are run to a gap of 1e-14
so that the numbers are the minimum and not the stopping rule.

Made with NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1. Run: python regression.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge, lasso_path
from sklearn.model_selection import KFold

X, y = load_diabetes(return_X_y=True, scaled=False)
Z = (X - X.mean(0)) / X.std(0)
n, p = X.shape
result = {}

# Ordinary least squares with inference, from the textbook formulas. The columns are
# standardised first and the answers carried back, which keeps the digits.
A = np.column_stack([np.ones(n), Z])
Q, R = np.linalg.qr(A)
beta = np.linalg.solve(R, Q.T @ y)
residuals = y - A @ beta
s2 = residuals @ residuals / (n - p - 1)
back = np.eye(p + 1)
back[1:, 1:] = np.diag(1 / X.std(0))
back[0, 1:] = -X.mean(0) / X.std(0)
factor = back @ np.linalg.inv(R)
estimates = back @ beta
errors = np.sqrt(s2 * (factor**2).sum(1))
t = estimates / errors
rss, tss = residuals @ residuals, ((y - y.mean()) ** 2).sum()
f = (tss - rss) / p / s2
new = np.column_stack([np.ones(2), X[[0, 7]] + 0.5])
fit = new @ estimates
quantile = stats.t.ppf(0.975, n - p - 1)
spread = ((new @ factor) ** 2).sum(1)
result["ols"] = {
    "estimates": estimates.tolist(),
    "standard_errors": errors.tolist(),
    "t": t.tolist(),
    "p": (2 * stats.t.sf(np.abs(t), n - p - 1)).tolist(),
    "r_squared": 1 - rss / tss,
    "residual_std": float(np.sqrt(s2)),
    "f": f,
    "f_p": float(stats.f.sf(f, p, n - p - 1)),
    "leverage_first_five": (Q**2).sum(1)[:5].tolist(),
    "fit": fit.tolist(),
    "prediction_upper": (fit + quantile * np.sqrt(s2 * (1 + spread))).tolist(),
    "confidence_upper": (fit + quantile * np.sqrt(s2 * spread)).tolist(),
}
assert np.allclose(estimates[1:], LinearRegression().fit(X, y).coef_, rtol=1e-9)

result["ridge"] = [
    {"lambda": a, "intercept": m.intercept_, "weights": m.coef_.tolist()}
    for a in (0.01, 1.0, 100.0)
    for m in [Ridge(alpha=a, solver="svd").fit(X, y)]
]

tight = {"tol": 1e-14, "max_iter": 1_000_000}
result["lasso"] = [
    {"alpha": a, "intercept": m.intercept_, "weights": m.coef_.tolist()}
    for a in (0.1, 1.0, 10.0)
    for m in [Lasso(alpha=a, **tight).fit(Z, y)]
]
result["elastic_net"] = [
    {"alpha": a, "l1_ratio": r, "intercept": m.intercept_, "weights": m.coef_.tolist()}
    for a, r in ((0.1, 0.5), (1.0, 0.2), (1.0, 0.9))
    for m in [ElasticNet(alpha=a, l1_ratio=r, **tight).fit(Z, y)]
]
alphas, coefs, _ = lasso_path(Z, y - y.mean(), eps=1e-3, alphas=8, **tight)
result["lasso_path"] = {"alphas": alphas.tolist(), "weights": coefs.T.tolist()}

# The guide's data with the stopping rule as it is by default.
np.random.seed(42)
G = np.random.randn(100, 10)
g = G @ np.array([1.0, -2.0, 3.0, 0.0, 0.0, 0.0, 0.5, -0.5, 0.0, 0.0]) + np.random.randn(100) * 0.5
default = Lasso(alpha=0.1).fit(G, g)
result["lasso_default_stop"] = {
    "weights": default.coef_.tolist(),
    "iterations": default.n_iter_,
    "gap": default.dual_gap_,
}

# Cross-validation over shuffled folds (seed 42).
folds = list(KFold(5, shuffle=True, random_state=42).split(Z))
grid = [100.0, 10.0, 1.0, 0.1, 0.01]


def errors_of(model):
    return [
        [
            float(np.mean((model(a).fit(Z[train], y[train]).predict(Z[test]) - y[test]) ** 2))
            for a in grid
        ]
        for train, test in folds
    ]


result["cross_validation"] = {
    "lambdas": grid,
    "first_test_rows": folds[0][1][:10].tolist(),
    "ridge": errors_of(lambda a: Ridge(alpha=a, solver="svd")),
    "lasso": errors_of(lambda a: Lasso(alpha=a, **tight)),
}

# The shortest weights where many fit equally well.
rng = np.random.RandomState(0)
wide = rng.randn(5, 8)
wide_y = rng.randn(5)
result["wide"] = {
    "x": wide.tolist(),
    "y": wide_y.tolist(),
    "intercept": LinearRegression().fit(wide, wide_y).intercept_,
    "weights": LinearRegression().fit(wide, wide_y).coef_.tolist(),
}
twice = np.column_stack([Z[:20, :3], Z[:20, 0] * 2])
result["collinear"] = {
    "x": twice.tolist(),
    "y": y[:20].tolist(),
    "intercept": LinearRegression().fit(twice, y[:20]).intercept_,
    "weights": LinearRegression().fit(twice, y[:20]).coef_.tolist(),
}
result["t_quantiles"] = [
    [level, freedom, float(stats.t.isf((1 - level) / 2, freedom))]
    for level in (0.01, 0.5, 0.9, 0.95, 0.999, 1 - 2.0**-30)
    for freedom in (1, 2, 5, 30, 100)
]
lines = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in result.items())
Path(__file__).with_suffix(".json").write_text("{\n" + lines + "\n}\n")
