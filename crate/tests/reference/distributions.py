"""Makes distributions.json: what the distributions of aimath are compared with.

Run with SciPy 1.17.1 and mpmath 1.4 installed:

    python distributions.py > distributions.json

Every number is computed twice, by SciPy and by mpmath in 60 digits. SciPy's is
written down if both agree to 2e-13 of their size; otherwise mpmath's is, and
the name of the entry is listed under "not_scipy", so that the file itself says
where SciPy 1.17.1 could not serve as the judge.
"""

import json
import sys
import warnings

import mpmath as mp
import numpy as np
from scipy import stats

warnings.filterwarnings("ignore")
mp.mp.dps = 60
M = mp.mpf


def poisson_mass(k, rate):
    return mp.exp(k * mp.log(rate) - rate - mp.loggamma(k + 1))


def binomial_mass(k, n, p):
    if k < 0 or k > n:
        return M(0)
    return mp.exp(
        mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
        + k * mp.log(p) + (n - k) * mp.log1p(-p)
    )


def run(mass, first, ratio):
    """The sum of mass(first), mass(first)·ratio, … until nothing changes."""
    term = mass
    total = M(0)
    k = first
    while term > 0 and term > total * M(10) ** -50:
        total += term
        term, k = ratio(term, k)
    return total


def smaller(lower, upper):
    """Completes a pair of tails from the one that was summed."""
    if lower is None:
        return 1 - upper, upper
    return lower, 1 - lower


def binomial_tails(k, n, p):
    if k < n * p:
        return smaller(run(binomial_mass(k, n, p), k, lambda t, j: (t * j * (1 - p) / ((n - j + 1) * p), j - 1)), None)
    return smaller(None, run(binomial_mass(k + 1, n, p), k + 1, lambda t, j: (t * (n - j) * p / ((j + 1) * (1 - p)), j + 1)))


def poisson_tails(k, rate):
    if k < rate:
        return smaller(run(poisson_mass(k, rate), k, lambda t, j: (t * j / rate, j - 1)), None)
    return smaller(None, run(poisson_mass(k + 1, rate), k + 1, lambda t, j: (t * rate / (j + 1), j + 1)))


def beta_lower(a, b, x):
    """The tails of the beta law, from the continued fraction of the smaller one."""
    y = 1 - x
    if x > (a + 1) / (a + b + 2):
        upper, lower = beta_lower(b, a, y)
        return lower, upper
    front = mp.exp(a * mp.log(x) + b * mp.log(y) - mp.log(a) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b))
    c, d = M(1), 1 / (1 - (a + b) * x / (a + 1))
    value, m = d, 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for step in (even, odd):
            d = 1 / (1 + step * d)
            c = 1 + step / c
            value *= c * d
        if abs(value - before) <= abs(value) * M(10) ** -45:
            return smaller(front * value, None)


def t_tails(t, v):
    x = v / (v + t * t)
    inside = beta_lower(v / 2, M(1) / 2, x)[0] / 2
    return (1 - inside, inside) if t > 0 else (inside, 1 - inside)


def gamma_tails(z, a):
    if z < a:
        return smaller(mp.gammainc(a, 0, z, regularized=True), None)
    return smaller(None, mp.gammainc(a, z, mp.inf, regularized=True))


def lattice_entropy(mass, centre, spread):
    low, high = max(0, int(centre - 45 * spread - 60)), int(centre + 45 * spread + 60)
    total = M(0)
    for k in range(low, high):
        p = mass(k)
        if p > 0:
            total -= p * mp.log(p)
    return total


class Family:
    def __init__(self, scipy, log_density, tails, mean, variance, entropy, discrete=False):
        self.scipy, self.log_density, self.tails = scipy, log_density, tails
        self.mean, self.variance, self.entropy = mean, variance, entropy
        self.discrete = discrete
        self.support = [M(end) for end in scipy.support()]

    def inside(self, x):
        """Whether the density can be evaluated at x: strictly within the support."""
        return self.support[0] < x < self.support[1]


def normal(m, s):
    half = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
    return Family(
        stats.norm(m, s),
        lambda x: -((x - M(m)) / M(s)) ** 2 / 2 - mp.log(M(s)) - mp.log(2 * mp.pi) / 2,
        lambda x: (half(-(x - M(m)) / M(s)), half((x - M(m)) / M(s))),
        M(m), M(s) ** 2, mp.log(2 * mp.pi * mp.e) / 2 + mp.log(M(s)),
    )


def uniform(a, b):
    a, b = M(a), M(b)
    return Family(
        stats.uniform(float(a), float(b - a)),
        lambda x: -mp.log(b - a) if a <= x <= b else -mp.inf,
        lambda x: ((x - a) / (b - a), (b - x) / (b - a)),
        (a + b) / 2, (b - a) ** 2 / 12, mp.log(b - a),
    )


def exponential(rate):
    r = M(rate)
    return Family(
        stats.expon(scale=1 / rate),
        lambda x: mp.log(r) - r * x,
        lambda x: (-mp.expm1(-r * x), mp.exp(-r * x)),
        1 / r, 1 / r**2, 1 - mp.log(r),
    )


def gamma(shape, rate):
    a, r = M(shape), M(rate)
    return Family(
        stats.gamma(shape, scale=1 / rate),
        lambda x: a * mp.log(r) + (a - 1) * mp.log(x) - r * x - mp.loggamma(a),
        lambda x: gamma_tails(r * x, a),
        a / r, a / r**2, a - mp.log(r) + mp.loggamma(a) + (1 - a) * mp.digamma(a),
    )


def beta(a, b):
    a, b = M(a), M(b)
    ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return Family(
        stats.beta(float(a), float(b)),
        lambda x: (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - ln_beta,
        lambda x: beta_lower(a, b, x),
        a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1)),
        ln_beta - (a - 1) * mp.digamma(a) - (b - 1) * mp.digamma(b) + (a + b - 2) * mp.digamma(a + b),
    )


def student_t(freedom):
    v = M(freedom)
    return Family(
        stats.t(freedom),
        lambda x: mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2) - mp.log(v * mp.pi) / 2 - (v + 1) / 2 * mp.log1p(x * x / v),
        lambda x: t_tails(x, v),
        M(0) if v > 1 else None, v / (v - 2) if v > 2 else None,
        (v + 1) / 2 * (mp.digamma((v + 1) / 2) - mp.digamma(v / 2)) + mp.log(mp.sqrt(v) * mp.beta(v / 2, M(1) / 2)),
    )


def bernoulli(p):
    p = M(p)
    return Family(
        stats.bernoulli(float(p)),
        lambda k: mp.log(p) if k == 1 else mp.log1p(-p),
        lambda k: (1 - p, p) if k == 0 else (M(1), M(0)),
        p, p * (1 - p), -p * mp.log(p) - (1 - p) * mp.log1p(-p), discrete=True,
    )


def binomial(n, p):
    p = M(p)
    return Family(
        stats.binom(n, float(p)),
        lambda k: mp.log(binomial_mass(k, n, p)),
        lambda k: binomial_tails(k, n, p),
        n * p, n * p * (1 - p),
        lattice_entropy(lambda k: binomial_mass(k, n, p), n * p, mp.sqrt(n * p * (1 - p))) if n <= 1000 else None,
        discrete=True,
    )


def poisson(rate):
    r = M(rate)
    return Family(
        stats.poisson(rate),
        lambda k: mp.log(poisson_mass(k, r)),
        lambda k: poisson_tails(k, r),
        r, r, lattice_entropy(lambda k: poisson_mass(k, r), r, mp.sqrt(r)) if rate <= 1000 else None,
        discrete=True,
    )


PROBABILITIES = [1e-300, 1e-30, 1e-10, 0.001, 0.025, 0.3, 0.5, 0.6, 0.95, 0.999, 1 - 1e-10]

around = lambda centre, spread: [centre + z * spread for z in (-40, -20, -8, -3, -1, -0.25, 0, 0.5, 1, 2, 5, 10, 25, 38, 40)]

CASES = [
    ("normal", normal, [0, 1], [-1e10, -200, -40, -38, -37.5, -20, -8, -5, -3, -2, -1, -0.5, -1e-8, 0, 0.25, 1, 2, 3, 4, 5, 6, 7.5, 8.5, 10, 20, 37.5, 38, 40, 100, 1e10]),
    ("normal", normal, [-3.5, 0.125], around(-3.5, 0.125)),
    ("normal", normal, [1e6, 250], around(1e6, 250)),
    ("uniform", uniform, [-1.5, 2.5], [-1.5, -1.25, 0, 0.125, 1.5, 2.5]),
    ("exponential", exponential, [0.5], [1e-300, 1e-10, 0.125, 1, 3, 40, 700, 1400, 1500, 1e5]),
    ("exponential", exponential, [40], [1e-10, 0.0625, 0.5, 1, 10, 100]),
    ("gamma", gamma, [0.5, 1], [1e-300, 1e-10, 0.01, 0.25, 0.5, 1, 2, 10, 100, 700, 1e4]),
    ("gamma", gamma, [0.03125, 2], [1e-200, 1e-10, 0.01, 0.25, 0.5, 1, 2, 10, 100, 300]),
    ("gamma", gamma, [1, 3], [1e-10, 0.25, 1, 10, 200]),
    ("gamma", gamma, [2.5, 0.5], [1e-100, 1e-3, 0.5, 2, 5, 10, 40, 200, 1400, 1e4]),
    ("gamma", gamma, [100, 4], [1e-2, 1, 5, 12.5, 20, 25, 30, 50, 125, 200]),
    ("gamma", gamma, [10000, 1], [6000, 8000, 9000, 9700, 9900, 10000, 10100, 10500, 12000, 14000]),
    ("gamma", gamma, [1e6, 1], [961000, 980000, 992000, 997000, 999000, 1e6, 1001000, 1005000, 1020000, 1040500]),
    ("beta", beta, [0.5, 0.5], [1e-300, 1e-10, 0.125, 0.25, 0.5, 0.75, 0.9375]),
    ("beta", beta, [0.0625, 3], [1e-300, 1e-10, 0.125, 0.25, 0.5, 0.75, 0.9375]),
    ("beta", beta, [1, 1], [0.125, 0.5, 0.75]),
    ("beta", beta, [2, 5], [1e-100, 1e-5, 0.03125, 0.125, 0.25, 0.5, 0.75, 0.96875, 0.9999847412109375]),
    ("beta", beta, [40, 12.5], [0.0009765625, 0.03125, 0.25, 0.5, 0.75, 0.8125, 0.9375, 0.998046875]),
    ("beta", beta, [5000, 3000], [0.375, 0.5, 0.5625, 0.609375, 0.625, 0.640625, 0.6875, 0.75, 0.8125]),
    ("beta", beta, [400000, 600000], [0.3828125, 0.390625, 0.3984375, 0.39990234375, 0.400390625, 0.4013671875, 0.40625, 0.4140625]),
    ("student_t", student_t, [1], [-1e100, -1e10, -40, -3, -0.5, 0.25, 1, 2, 12, 40, 1e6, 1e100]),
    ("student_t", student_t, [2.5], [-1e50, -1e10, -40, -3, -0.5, 0.25, 1, 2, 12, 40, 1e6, 1e50]),
    ("student_t", student_t, [8], [-1e30, -40, -3, -0.5, -1e-8, 0.25, 1, 2, 12, 40, 1e6]),
    ("student_t", student_t, [1000], [-40, -20, -3, -0.5, 0.25, 1, 2, 12, 30, 40, 1e6]),
    ("student_t", student_t, [1e6], [-40, -20, -3, -0.5, 0.25, 1, 2, 12, 30, 38]),
    ("bernoulli", bernoulli, [0.25], [0, 1]),
    ("bernoulli", bernoulli, [1e-10], [0, 1]),
    ("binomial", binomial, [1, 0.3], [0, 1]),
    ("binomial", binomial, [10, 0.5], list(range(11))),
    ("binomial", binomial, [100, 0.01], [0, 1, 2, 5, 10, 20, 50, 99, 100]),
    ("binomial", binomial, [1000, 0.3], [0, 1, 50, 150, 250, 280, 299, 300, 301, 320, 400, 500, 700, 880, 1000]),
    ("binomial", binomial, [100000, 0.3], [20000, 25000, 28000, 29700, 29999, 30000, 30001, 30300, 32000, 35000, 36000]),
    ("binomial", binomial, [1000000, 0.1], [88300, 91000, 98000, 99700, 100000, 100300, 102000, 108000, 112000]),
    ("poisson", poisson, [0.001], [0, 1, 2, 5, 20, 80]),
    ("poisson", poisson, [3], [0, 1, 2, 3, 4, 8, 20, 72, 150]),
    ("poisson", poisson, [1000], [0, 1, 100, 500, 900, 990, 999, 1000, 1001, 1030, 1200, 1700, 2265, 4000]),
    ("poisson", poisson, [1e6], [961000, 980000, 997000, 1000000, 1001000, 1010000, 1038500, 1040000]),
]

TINY = M(np.finfo(float).tiny)
not_scipy = []


def settle(name, reference, scipy):
    """SciPy's number where it is good, mpmath's where it is not."""
    reference = M(reference)
    scipy = float(scipy)
    if abs(reference) < M(2) ** -1075:
        reference = M(0)
    if mp.isfinite(scipy) and abs(M(scipy) - reference) <= M(2e-13) * abs(reference):
        return scipy
    if abs(reference) > 0:
        not_scipy.append(name)
    return float(reference)


def logarithm(tail, other):
    """ln of a tail that may be 1 to more digits than are carried."""
    return mp.log(tail) if tail < 0.5 else mp.log1p(-other)


def quantile(family, p, start):
    """The point whose tail is the given probability, by Newton's method on its logarithm."""
    lower = p <= 0.5
    target = mp.log(M(p)) if lower else mp.log(1 - M(p))
    x = M(float(start))
    for _ in range(60):
        if not family.inside(x):
            return None
        tails = family.tails(x)
        tail = tails[0] if lower else tails[1]
        slope = mp.exp(family.log_density(x)) / tail * (1 if lower else -1)
        step = (mp.log(tail) - target) / slope
        x -= step
        if abs(step) <= abs(x) * M(10) ** -35:
            return x
    return None


def entry(name, make, parameters, points):
    family = make(*parameters)
    label = f"{name}{parameters}"
    law = family.scipy
    result = {"distribution": name, "parameters": parameters, "points": [], "quantiles": []}
    for key, value, theirs in [
        ("mean", family.mean, law.mean()), ("variance", family.variance, law.var()), ("entropy", family.entropy, law.entropy()),
    ]:
        if value is not None:
            result[key] = settle(f"{label} {key}", value, theirs)
    for x in points:
        at = x if family.discrete else M(x)
        log_density = family.log_density(at)
        lower, upper = family.tails(at)
        log_mass, mass = (law.logpmf(x), law.pmf(x)) if family.discrete else (law.logpdf(x), law.pdf(x))
        tag = f"{label} at {x}: "
        row = {"x": x, "ln_pdf": settle(tag + "ln_pdf", log_density, log_mass),
               "pdf": settle(tag + "pdf", mp.exp(log_density), mass),
               "cdf": settle(tag + "cdf", lower, law.cdf(x)), "survival": settle(tag + "survival", upper, law.sf(x))}
        if lower > 0:
            row["ln_cdf"] = settle(tag + "ln_cdf", logarithm(lower, upper), law.logcdf(x))
        if upper > 0:
            row["ln_survival"] = settle(tag + "ln_survival", logarithm(upper, lower), law.logsf(x))
        result["points"].append(row)
    for p in PROBABILITIES:
        x = law.ppf(p)
        if family.discrete:
            if p >= 1e-10:
                k = int(x)
                exact = next(j for j in range(max(0, k - 3), k + 4) if family.tails(j)[0] >= M(p))
                result["quantiles"].append([p, settle(f"{label} quantile of {p}", exact, x)])
        elif name in ("uniform", "exponential"):
            continue
        else:
            exact = quantile(family, p, x)
            if exact is not None and abs(exact) > TINY:
                result["quantiles"].append([p, settle(f"{label} quantile of {p}", exact, x)])
    print(label, file=sys.stderr)
    return result


table = [entry(*case) for case in CASES]
lines = ",\n".join(json.dumps(row) for row in table)
print('{"not_scipy": ' + json.dumps(not_scipy) + ',\n"distributions": [\n' + lines + "\n]}")
print(len(not_scipy), "values from mpmath", file=sys.stderr)
