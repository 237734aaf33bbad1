//! What every type of number that carries derivatives has in common: the functions of
//! the table as methods, and arithmetic with plain numbers on either side.

/// Writes every function of the table as a method that hands the three numbers
/// to the type's own `chain`, the chain rule.
macro_rules! elementary_methods {
    ($type:ident) => {
        elementary_methods! { $type;
            exp "eˣ.";
            exp_m1 "eˣ − 1, accurate near 0.";
            exp2 "2ˣ.";
            ln "Natural logarithm.";
            ln_1p "ln(1 + x), accurate near 0.";
            log2 "Logarithm to base 2.";
            log10 "Logarithm to base 10.";
            sqrt "Square root.";
            cbrt "Cube root.";
            recip "1/x.";
            square "x².";
            sin "Sine (radians).";
            cos "Cosine (radians).";
            tan "Tangent (radians).";
            asin "Inverse sine.";
            acos "Inverse cosine.";
            atan "Inverse tangent.";
            sinh "Hyperbolic sine.";
            cosh "Hyperbolic cosine.";
            tanh "Hyperbolic tangent.";
            asinh "Inverse hyperbolic sine.";
            acosh "Inverse hyperbolic cosine.";
            atanh "Inverse hyperbolic tangent.";
            abs "|x|, with derivative 0 at the corner.";
            sigmoid "σ(x) = 1/(1 + e⁻ˣ).";
            relu "max(0, x), with derivative 0 at the corner.";
            softplus "ln(1 + eˣ), without overflow.";
            gelu "x·Φ(x), Φ the standard normal distribution function.";
        }
        impl $type {
            /// The error function erf.
            pub fn erf(self) -> Self {
                self.chain($crate::calculus::elementary::error_function(self.value))
            }

            /// xⁿ for a whole number n.
            pub fn powi(self, n: i32) -> Self {
                self.chain($crate::calculus::elementary::powi(self.value, n))
            }

            /// xᵖ for a constant p.
            pub fn powf(self, p: f64) -> Self {
                self.chain($crate::calculus::elementary::powf(self.value, p))
            }

            /// uᵛ with both u > 0 and v varying, as exp(v·ln u). For the constant u = 0
            /// and v > 0 it is 0, whatever v does.
            pub fn pow(self, exponent: Self) -> Self {
                if self.is_constant() && self.value == 0.0 && exponent.value > 0.0 {
                    return Self::constant(0.0);
                }
                if exponent.is_constant() {
                    return self.powf(exponent.value);
                }
                (exponent * self.ln()).exp()
            }

            /// x for x > 0 and slope·x elsewhere.
            pub fn leaky_relu(self, slope: f64) -> Self {
                self.chain($crate::calculus::elementary::leaky_relu(self.value, slope))
            }
        }
    };
    ($type:ident; $($name:ident $doc:literal;)*) => {
        impl $type {
            $(
                #[doc = $doc]
                pub fn $name(self) -> Self {
                    self.chain($crate::calculus::elementary::$name(self.value))
                }
            )*
        }
    };
}
pub(crate) use elementary_methods;

/// Arithmetic between a number type and `f64` on either side, the assigning
/// operators, and sums, from the type's own `+ − × ÷`.
macro_rules! arithmetic_with_numbers {
    ($type:ident) => {
        arithmetic_with_numbers! { $type;
            Add add AddAssign add_assign,
            Sub sub SubAssign sub_assign,
            Mul mul MulAssign mul_assign,
            Div div DivAssign div_assign
        }
        impl std::iter::Sum for $type {
            fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
                terms.fold(Self::constant(0.0), |total, term| total + term)
            }
        }
        impl From<f64> for $type {
            fn from(value: f64) -> Self {
                Self::constant(value)
            }
        }
    };
    ($type:ident; $($trait:ident $method:ident $assign:ident $assign_method:ident),*) => {
        $(
            impl std::ops::$trait<f64> for $type {
                type Output = $type;
                fn $method(self, right: f64) -> $type {
                    std::ops::$trait::$method(self, $type::constant(right))
                }
            }
            impl std::ops::$trait<$type> for f64 {
                type Output = $type;
                fn $method(self, right: $type) -> $type {
                    std::ops::$trait::$method($type::constant(self), right)
                }
            }
            impl std::ops::$assign for $type {
                fn $assign_method(&mut self, right: $type) {
                    *self = std::ops::$trait::$method(*self, right);
                }
            }
            impl std::ops::$assign<f64> for $type {
                fn $assign_method(&mut self, right: f64) {
                    *self = std::ops::$trait::$method(*self, right);
                }
            }
        )*
    };
}
pub(crate) use arithmetic_with_numbers;
