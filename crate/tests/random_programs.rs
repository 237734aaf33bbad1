//! A thousand random programs, each differentiated in five ways: by formula with
//! the rules of differentiation, forward by dual numbers, backward by scalars,
//! backward by the array tape, and by central differences.

use aimath::prelude::*;

/// A small formula over a few inputs.
#[derive(Debug)]
enum Program {
    Input(usize),
    Constant(f64),
    Unary(usize, Box<Program>),
    Binary(usize, Box<Program>, Box<Program>),
}

const UNARY: usize = 14;
const BINARY: usize = 5;

/// What a program needs of a number type.
trait Number: Clone {
    fn constant(c: f64) -> Self;
    fn unary(&self, operation: usize) -> Self;
    fn binary(&self, operation: usize, other: &Self) -> Self;
}

/// Functions that are smooth and defined everywhere; the arguments of ln, √
/// and 1/x are made positive first.
macro_rules! unary_operations {
    ($x:expr, $operation:expr) => {
        match $operation {
            0 => $x.sin(),
            1 => $x.cos(),
            2 => $x.tanh(),
            3 => $x.sin().exp(),
            4 => ($x.powi(2) + 1.0).ln(),
            5 => ($x.powi(2) + 0.5).sqrt(),
            6 => ($x.powi(2) + 1.0).powi(-1),
            7 => $x.powi(2),
            8 => $x.powi(3) * 0.25,
            9 => -$x,
            10 => 1.5 - $x,
            11 => ($x.powi(2) + 1.0).powf(0.3),
            12 => $x.cos() / 3.0,
            _ => 2.0 / ($x.powi(2) + 2.0),
        }
    };
}

macro_rules! number {
    ($type:ty, $constant:expr) => {
        impl Number for $type {
            fn constant(c: f64) -> Self {
                $constant(c)
            }
            fn unary(&self, operation: usize) -> Self {
                let x = self.clone();
                unary_operations!(x, operation)
            }
            fn binary(&self, operation: usize, other: &Self) -> Self {
                let (a, b) = (self.clone(), other.clone());
                match operation {
                    0 => a + b,
                    1 => a - b,
                    2 | 3 => a * b,
                    _ => a / (b.powi(2) + 0.7),
                }
            }
        }
    };
}

number!(f64, |c| c);
number!(Dual, Dual::constant);
number!(Value, Value::new);
number!(Formula, Formula::constant);

impl Number for Var {
    fn constant(c: f64) -> Self {
        Var::number(c)
    }
    fn unary(&self, operation: usize) -> Self {
        let x = self.clone();
        unary_operations!(x, operation)
    }
    fn binary(&self, operation: usize, other: &Self) -> Self {
        match operation {
            0 => self.add(other),
            1 => self.sub(other),
            2 => self.mul(other),
            3 => self.matmul(other),
            _ => self.div(&(other.powi(2) + 0.7)),
        }
        .unwrap()
    }
}

impl Program {
    fn random(dice: &mut Dice, depth: usize, inputs: usize) -> Self {
        if depth == 0 || dice.below(8) == 0 {
            return if dice.below(5) == 0 {
                Self::Constant(dice.between(-1.5, 1.5))
            } else {
                Self::Input(dice.below(inputs))
            };
        }
        if dice.below(2) == 0 {
            Self::Unary(dice.below(UNARY), Box::new(Self::random(dice, depth - 1, inputs)))
        } else {
            Self::Binary(
                dice.below(BINARY),
                Box::new(Self::random(dice, depth - 1, inputs)),
                Box::new(Self::random(dice, depth - 1, inputs)),
            )
        }
    }

    fn run<N: Number>(&self, inputs: &[N]) -> N {
        match self {
            Self::Input(i) => inputs[*i].clone(),
            Self::Constant(c) => N::constant(*c),
            Self::Unary(operation, a) => a.run(inputs).unary(*operation),
            Self::Binary(operation, a, b) => a.run(inputs).binary(*operation, &b.run(inputs)),
        }
    }
}

/// A linear congruential generator: enough to vary formulas.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next() as f64 / (1_u64 << 31) as f64
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

#[test]
fn five_ways_to_differentiate_agree_on_a_thousand_random_programs() {
    let mut dice = Dice(42);
    let mut agreed = 0;
    let mut operations_seen = [0_usize; UNARY + BINARY];
    while agreed < 1000 {
        let inputs = 1 + dice.below(4);
        let depth = 2 + dice.below(6);
        let program = Program::random(&mut dice, depth, inputs);
        let x = Array1::from_iter((0..inputs).map(|_| dice.between(-1.5, 1.5)));

        let f = |x: &Array1<f64>| program.run(&x.to_vec());
        let numerical = gradient_with_error(&f, &x).unwrap();
        // Steep programs say nothing about agreement: their differences are off
        // by more than the tolerance, and the estimate of the error says so.
        if f(&x).abs() > 1e3 || numerical.error.iter().any(|&e| e > 1e-7) {
            continue;
        }
        let forward = dual_gradient(&|x| program.run(x), &x).unwrap();

        let variables: Vec<Formula> = (0..inputs).map(Formula::variable).collect();
        let formula = program.run(&variables);
        let value = formula.evaluate(&x.to_vec()).unwrap();
        assert!(close(value, f(&x), 1e-12), "{program:?} at {x}");

        let scalars: Vec<Value> = x.iter().map(|&x| Value::new(x)).collect();
        let result = program.run(&scalars);
        result.backward();
        assert!(close(result.value(), f(&x), 1e-12), "{program:?} at {x}");

        let arrays: Vec<Var> = x.iter().map(|&x| Var::parameter(array![[x]])).collect();
        // A program of constants alone would have nothing to differentiate.
        let tape = program.run(&arrays).add(&arrays[0].scale(0.0)).unwrap();
        tape.backward().unwrap();
        assert!(close(tape.item().unwrap(), f(&x), 1e-12), "{program:?} at {x}");

        for i in 0..inputs {
            let exact = formula.derivative(i).evaluate(&x.to_vec()).unwrap();
            let dual = forward[i];
            let backward = scalars[i].gradient();
            let array = arrays[i].gradient().map_or(0.0, |g| g[[0, 0]]);
            assert!(close(dual, exact, 1e-12), "{program:?} at {x}: {dual} and {exact}");
            assert!(close(backward, exact, 1e-12), "{program:?} at {x}: {backward} and {exact}");
            assert!(close(array, exact, 1e-12), "{program:?} at {x}: {array} and {exact}");
            let differences = numerical.value[i];
            assert!(
                close(differences, exact, 1e-6),
                "{program:?} at {x}: {differences} and {exact}"
            );
        }
        count(&program, &mut operations_seen);
        agreed += 1;
    }
    assert!(operations_seen.iter().all(|&n| n > 50), "some operation is hardly tested");
}

fn count(program: &Program, seen: &mut [usize; UNARY + BINARY]) {
    match program {
        Program::Unary(operation, a) => {
            seen[*operation] += 1;
            count(a, seen);
        }
        Program::Binary(operation, a, b) => {
            seen[UNARY + *operation] += 1;
            count(a, seen);
            count(b, seen);
        }
        Program::Input(_) | Program::Constant(_) => {}
    }
}
