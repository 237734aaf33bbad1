"""Writes nist_strd.json: certified linear regressions of the NIST StRD.

Source: National Institute of Standards and Technology, Statistical Reference
Datasets, https://www.itl.nist.gov/div898/strd/lls/lls.shtml (a work of the
United States government, in the public domain). The numbers below were copied
from published copies of its files; that the copying kept every digit is proved
here: each problem is solved in exact rational arithmetic from the decimal data,
and the script fails unless each certified value is met to all its digits
(the last of fifteen may differ by three units).

For each problem the file also holds the exact answer for the data as 64-bit
floats hold them (`binary`). It differs from the certified answer where a decimal such as
88.2 has no exact binary form, and no method that starts from floats can be
expected to come nearer to the certified values than that.

Run: python nist_strd.py
"""

import json
from fractions import Fraction
from math import isqrt
from pathlib import Path

LONGLEY = """
60323 83 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99 365385 1870 3547 115094 1953
63761 100 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962
"""
FILIP = """
0.8116 -6.860120914  0.9072 -4.324130045  0.9052 -4.358625055  0.9039 -4.358426747
0.8053 -6.955852379  0.8377 -6.661145254  0.8667 -6.355462942  0.8809 -6.118102026
0.7975 -7.115148017  0.8162 -6.815308569  0.8515 -6.519993057  0.8766 -6.204119983
0.8885 -5.853871964  0.8859 -6.109523091  0.8959 -5.79832982   0.8913 -5.482672118
0.8959 -5.171791386  0.8971 -4.851705903  0.9021 -4.517126416  0.909  -4.143573228
0.9139 -3.709075441  0.9199 -3.499489089  0.8692 -6.300769497  0.8872 -5.953504836
0.89   -5.642065153  0.891  -5.031376979  0.8977 -4.680685696  0.9035 -4.329846955
0.9078 -3.928486195  0.7675 -8.56735134   0.7705 -8.363211311  0.7713 -8.107682739
0.7736 -7.823908741  0.7775 -7.522878745  0.7841 -7.218819279  0.7971 -6.920818754
0.8329 -6.628932138  0.8641 -6.323946875  0.8804 -5.991399828  0.7668 -8.781464495
0.7633 -8.663140179  0.7678 -8.473531488  0.7697 -8.247337057  0.77   -7.971428747
0.7749 -7.676129393  0.7796 -7.352812702  0.7897 -7.072065318  0.8131 -6.774174009
0.8498 -6.478861916  0.8741 -6.159517513  0.8061 -6.835647144  0.846  -6.53165267
0.8751 -6.224098421  0.8856 -5.910094889  0.8919 -5.598599459  0.8934 -5.290645224
0.894  -4.974284616  0.8957 -4.64454848   0.9047 -4.290560426  0.9129 -3.885055584
0.9209 -3.408378962  0.9219 -3.13200249   0.7739 -8.726767166  0.7681 -8.66695597
0.7665 -8.511026475  0.7703 -8.165388579  0.7702 -7.886056648  0.7761 -7.588043762
0.7809 -7.283412422  0.7961 -6.995678626  0.8253 -6.691862621  0.8602 -6.392544977
0.8809 -6.067374056  0.8301 -6.684029655  0.8664 -6.378719832  0.8834 -6.065855188
0.8898 -5.752272167  0.8964 -5.132414673  0.8963 -4.811352704  0.9074 -4.098269308
0.9119 -3.66174277   0.9228 -3.2644011
"""
NORRIS = """
0.1 0.2  338.8 337.4  118.1 118.2  888 884.6  9.2 10.1  228.1 226.5  668.5 666.3
998.5 996.3  449.1 448.6  778.9 777  559.2 558.2  0.3 0.4  0.1 0.6  778.1 775.5
668.8 666.9  339.3 338  448.9 447.5  10.8 11.6  557.7 556  228.3 228.1  998 995.8
888.8 887.6  119.6 120.2  0.3 0.3  0.6 0.3  557.6 556.8  339.3 339.1  888 887.2
998.5 999  778.9 779  10.2 11.1  117.6 118.3  228.9 229.2  668.4 669.1  449.2 448.9
0.2 0.5
"""
PONTIUS_Y = """
.11019 .21956 .32949 .43899 .54803 .65694 .76562 .87487 .98292 1.09146
1.20001 1.30822 1.41599 1.52399 1.63194 1.73947 1.84646 1.95392 2.06128 2.16844
.11052 .22018 .32939 .43886 .54798 .65739 .76596 .87474 .98300 1.09150
1.20004 1.30818 1.41613 1.52408 1.63159 1.73965 1.84696 1.95445 2.06177 2.16829
""".split()
WAMPLER3 = """
760 -2042 2111 -1684 3888 1858 11379 17560 39287 64382 113159 175108 273291 400186
581243 811568 1121004 1506550 2002767 2611612 3369180
""".split()


def table(text, width):
    """Rows of exact numbers."""
    numbers = [Fraction(word) for word in text.split()]
    return [numbers[i : i + width] for i in range(0, len(numbers), width)]


def wampler(which):
    """y at x = 0, 1, …, 20: powers with all coefficients 1 or 0.1ᵏ, and for 3 to 5 one
    fixed disturbance, orthogonal to the powers, times 1, 100 and 10,000."""
    rows = []
    for x in range(21):
        plain = sum(Fraction(x) ** k for k in range(6))
        disturbance = Fraction(WAMPLER3[x]) - plain
        size = {1: 0, 3: 1, 4: 100, 5: 10_000}.get(which)
        y = sum(Fraction(x, 10) ** k for k in range(6)) if which == 2 else plain + size * disturbance
        rows.append([y, Fraction(x)])
    return rows


ERRORS_OF_WAMPLER3 = (
    "2152.32624678170 2363.55173469681 779.343524331583 101.475507550350 5.64566512170752 0.112324854679312"
).split()


def shifted(words, places):
    """The same digits with the point moved."""
    return [f"{word}E{places}" for word in words]


ONES = ["1"] * 6
TENTHS = ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"]
ZEROS = ["0"] * 6
# name: (rows y x…, degree (0: the columns as they are), coefficients, standard errors, residual std, R²)
SETS = {
    "Longley": (
        table(LONGLEY, 7),
        0,
        "-3482258.63459582 15.0618722713733 -0.0358191792925910 -2.02022980381683 -1.03322686717359 "
        "-0.0511041056535807 1829.15146461355",
        "890420.383607373 84.9149257747669 0.0334910077722432 0.488399681651699 0.214274163161675 "
        "0.226073200069370 455.478499142212",
        "304.854073561965",
        "0.995479004577296",
    ),
    "Filip": (
        table(FILIP, 2),
        10,
        "-1467.48961422980 -2772.17959193342 -2316.37108160893 -1127.97394098372 -354.478233703349 "
        "-75.1242017393757 -10.8753180355343 -1.06221498588947 -0.670191154593408E-01 "
        "-0.246781078275479E-02 -0.402962525080404E-04",
        "298.084530995537 559.779865474950 466.477572127796 227.204274477751 71.6478660875927 "
        "15.2897178747400 2.23691159816033 0.221624321934227 0.142363763154724E-01 "
        "0.535617408889821E-03 0.896632837373868E-05",
        "0.334801051324544E-02",
        "0.996727416185620",
    ),
    "Norris": (
        table(NORRIS, 2),
        1,
        "-0.262323073774029 1.00211681802045",
        "0.232818234301152 0.429796848199937E-03",
        "0.884796396144373",
        "0.999993745883712",
    ),
    "Pontius": (
        [[Fraction(y), Fraction(150_000 * (i % 20 + 1))] for i, y in enumerate(PONTIUS_Y)],
        2,
        "0.673565789473684E-03 0.732059160401003E-06 -0.316081871345029E-14",
        "0.107938612033077E-03 0.157817399981659E-09 0.486652849992036E-16",
        "0.205177424076185E-03",
        "0.999999900178537",
    ),
    "Wampler1": (wampler(1), 5, ONES, ZEROS, "0", "1"),
    "Wampler2": (wampler(2), 5, TENTHS, ZEROS, "0", "1"),
    "Wampler3": (wampler(3), 5, ONES, ERRORS_OF_WAMPLER3, "2360.14502379268", "0.999995559025820"),
    "Wampler4": (wampler(4), 5, ONES, shifted(ERRORS_OF_WAMPLER3, 2), "236014.502379268", "0.957478440825662"),
    "Wampler5": (wampler(5), 5, ONES, shifted(ERRORS_OF_WAMPLER3, 4), "23601450.2379268", "0.224668921574940E-02"),
}


def solve(rows, degree):
    """Exact coefficients, variances of the coefficients, residual variance and R²."""
    y = [row[0] for row in rows]
    a = [[Fraction(1)] + (row[1:] if degree == 0 else [row[1] ** k for k in range(1, degree + 1)]) for row in rows]
    n, p = len(a), len(a[0])
    gram = [[sum(r[i] * r[j] for r in a) for j in range(p)] for i in range(p)]
    augmented = [
        gram[i] + [sum(r[i] * v for r, v in zip(a, y))] + [Fraction(int(i == j)) for j in range(p)] for i in range(p)
    ]
    for k in range(p):
        pivot = augmented[k][k]
        augmented[k] = [v / pivot for v in augmented[k]]
        for i in range(p):
            if i != k and augmented[i][k]:
                factor = augmented[i][k]
                augmented[i] = [v - factor * w for v, w in zip(augmented[i], augmented[k])]
    beta = [augmented[i][p] for i in range(p)]
    rss = sum((v - sum(c * b for c, b in zip(r, beta))) ** 2 for r, v in zip(a, y))
    mean = sum(y) / n
    tss = sum((v - mean) ** 2 for v in y)
    variance = rss / (n - p)
    return beta, [variance * augmented[i][p + 1 + i] for i in range(p)], variance, 1 - rss / tss


def root(value):
    """√value, rounded once (isqrt of a number with 240 more bits)."""
    scale = 1 << 240
    return Fraction(isqrt(value.numerator * scale * scale // value.denominator), scale)


def met(exact, certified):
    """Whether fifteen certified digits are those of the exact number."""
    certified = Fraction(certified)
    if certified == 0 or exact == 0:
        return abs(exact - certified) < Fraction(1, 10**30)
    unit = Fraction(1)
    while abs(certified) / unit >= 10:
        unit *= 10
    while abs(certified) / unit < 1:
        unit /= 10
    return abs(exact - certified) <= 3 * unit / 10**14


result = {"_source": "NIST Statistical Reference Datasets, https://www.itl.nist.gov/div898/strd/"}
for name, (rows, degree, beta, errors, std, r_squared) in SETS.items():
    beta = beta.split() if isinstance(beta, str) else beta
    errors = errors.split() if isinstance(errors, str) else errors
    exact_beta, exact_variances, exact_variance, exact_r2 = solve(rows, degree)
    for exact, certified in zip(
        exact_beta + [root(v) for v in exact_variances] + [root(exact_variance), exact_r2],
        beta + errors + [std, r_squared],
        strict=True,
    ):
        assert met(exact, certified), (name, float(exact), certified)
    binary, binary_variances, _, _ = solve([[Fraction(float(v)) for v in row] for row in rows], degree)
    result[name] = {
        "degree": degree,
        "y": [float(row[0]) for row in rows],
        "x": [[float(v) for v in row[1:]] for row in rows],
        "coefficients": [float(Fraction(v)) for v in beta],
        "standard_errors": [float(Fraction(v)) for v in errors],
        "residual_std": float(Fraction(std)),
        "r_squared": float(Fraction(r_squared)),
        "binary_coefficients": [float(v) for v in binary],
        "binary_standard_errors": [float(root(v)) for v in binary_variances],
    }
Path(__file__).with_suffix(".json").write_text(
    "{\n" + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in result.items()) + "\n}\n"
)
