"""The rows of the table, group by group."""

from .decompositions import DECOMPOSITIONS
from .distributions import DISTRIBUTIONS
from .learning import LEARNING
from .matrices import MATRICES, VECTORS
from .statistics import REGRESSION, STATISTICS

GROUPS = {
    "vectors": VECTORS,
    "matrices": MATRICES,
    "decompositions": DECOMPOSITIONS,
    "statistics": STATISTICS,
    "distributions": DISTRIBUTIONS,
    "regression": REGRESSION,
    "learning": LEARNING,
}
