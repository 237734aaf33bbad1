//! The lines of the net, room by room.

use crate::hand::Hand;
use crate::judge::Answer;

mod calculus;
mod distributions;
mod exercise;
mod floating;
mod information;
mod linalg;
mod models;
mod networks;
mod nn;
mod numbers;
mod optimize;
mod plot;
mod probability;
mod random;
mod regression;
mod show;
mod tape;

/// One public function and how to call it.
pub struct Call {
    path: &'static str,
    /// Draws the arguments and calls; `None` when a value that the call needs was refused.
    pub run: fn(&mut Hand) -> Option<Answer>,
    /// What the function's documentation allows beyond a finite answer.
    pub may: &'static [May],
}

impl Call {
    /// The function's name, as in `linalg::dot`.
    pub fn path(&self) -> String {
        self.path.replace(' ', "")
    }
}

/// What an answer may be although all arguments are finite, or although one is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum May {
    /// NaN from finite arguments.
    BeNan,
    /// An infinity from finite arguments.
    BeInfinite,
    /// A finite answer although a NaN was among the arguments.
    IgnoreNan,
}

/// Lines of the net: a path with its arguments, or with a block where more than one expression
/// is needed, then what the documentation allows with its reason.
macro_rules! net {
    ($g:ident; $($($name:ident)::+ ($($argument:expr),* $(,)?) $(= $body:block)?
       $(may $($may:ident)|+ : $why:literal)?;)*) => {
        pub fn calls() -> Vec<$crate::rooms::Call> {
            vec![$($crate::rooms::Call {
                path: stringify!($($name)::+),
                run: |$g| {
                    let _ = &$g;
                    Some($crate::rooms::answer!(
                        $crate::rooms::call!([$($name)::+] [$($argument),*] [$($body)?])
                    ))
                },
                may: &[$($($crate::rooms::May::$may),+)?],
            }),*]
        }
    };
}
pub(crate) use net;

macro_rules! call {
    ([$($name:ident)::+] [$($argument:expr),*] []) => { aimath::$($name)::+($($argument),*) };
    ([$($name:ident)::+] [] [$body:block]) => { $body };
}
pub(crate) use call;

macro_rules! answer {
    ($call:expr) => {{
        #[allow(unused_imports)]
        use $crate::judge::{Drawn, Fallible, Hidden, Seen, Shows, ShowsResult, Written};
        match &$call {
            value => {
                (&&&Seen(value)).show();
                (&&&&Seen(value)).answer()
            }
        }
    }};
}
pub(crate) use answer;

/// Types that compute as f64 does (ln(−1) is NaN, 1/0 an infinity, max(x, NaN) is x), and what
/// only writes or draws the numbers it is given.
const AS_F64: &[May] = &[May::BeNan, May::BeInfinite, May::IgnoreNan];

/// All lines.
pub fn calls() -> Vec<Call> {
    let as_f64 = [numbers::calls(), tape::calls(), models::calls(), plot::calls(), show::calls()];
    let rooms = [
        calculus::calls(),
        distributions::calls(),
        exercise::calls(),
        floating::calls(),
        information::calls(),
        linalg::calls(),
        nn::calls(),
        optimize::calls(),
        probability::calls(),
        random::calls(),
        regression::calls(),
    ];
    as_f64
        .into_iter()
        .flatten()
        .map(|call| Call { may: AS_F64, ..call })
        .chain(rooms.into_iter().flatten())
        .collect()
}
