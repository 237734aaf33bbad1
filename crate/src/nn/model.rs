//! What a model is, on one page.
//!
//! A model is a handful of named arrays of numbers, and a rule that turns an input
//! into an answer by means of them. To learn is to change the arrays. So everything
//! that learns here, from one dense layer to a transformer, is one notion in two
//! steps:
//!
//! 1. [`Parameters`]: *it shows its arrays by name.* From this alone follow counting,
//!    the vector θ of all numbers, the variables of the tape, saving and loading, and
//!    the step of an optimiser ([`Steps`](super::Steps)).
//! 2. [`Model`]: *it can be taught.* For a batch it answers with the loss and with
//!    ∂L/∂θ; from this alone follows training ([`train`](fn@super::train)).
//!
//! The gradient has the type of the model itself. ∂L/∂W has the shape of W, so
//! ∂L/∂(a dense layer) is two arrays of the shapes of a dense layer: a
//! [`Dense`](super::Dense). The derivative of the loss by a whole transformer is a
//! transformer, and `gradient.blocks[0].expand.weights` is ∂L/∂W of that layer.

use super::{Examples, Loss, SafeTensors, accuracy, saving};
use crate::calculus::Var;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{
    Array1, Array2, ArrayBase, ArrayRef1, ArrayRef2, ArrayViewD, ArrayViewMutD, Axis, Dimension,
    IxDyn, RawData,
};
use std::collections::BTreeMap;
use std::path::Path;

/// An array of a model, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<A> {
    /// Where it stands, such as `blocks.0.expand.weight`.
    pub name: String,
    /// Whether training changes it. What is frozen, and the running statistics of a
    /// batch normalisation, are kept in files but have no gradient.
    pub learned: bool,
    /// Its numbers.
    pub values: A,
}

impl<S: RawData> Named<ArrayBase<S, IxDyn>> {
    /// An array that training changes.
    pub fn learned<D: Dimension>(name: &str, values: ArrayBase<S, D>) -> Self {
        Self { name: name.into(), learned: true, values: values.into_dyn() }
    }

    /// An array that is only kept.
    pub fn kept<D: Dimension>(name: &str, values: ArrayBase<S, D>) -> Self {
        Self { learned: false, ..Self::learned(name, values) }
    }
}

impl<A> Named<A> {
    /// The same array as a part of something larger: `weight` becomes
    /// `expand.weight`.
    pub(super) fn under(self, whole: &str) -> Self {
        Self { name: format!("{whole}.{}", self.name), ..self }
    }
}

/// The arrays of a part, as arrays of the whole that it is a part of.
pub(super) fn within<A>(whole: &str, part: Vec<Named<A>>) -> impl Iterator<Item = Named<A>> {
    part.into_iter().map(move |array| array.under(whole))
}

/// Something with named arrays of numbers.
///
/// # Examples
///
/// ```
/// use aimath::ndarray::{ArrayViewD, ArrayViewMutD};
/// use aimath::prelude::*;
///
/// /// y = a·x + b
/// #[derive(Clone)]
/// struct Line {
///     numbers: Array1<f64>,
/// }
/// impl Parameters for Line {
///     fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
///         vec![Named::learned("numbers", self.numbers.view())]
///     }
///     fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
///         vec![Named::learned("numbers", self.numbers.view_mut())]
///     }
/// }
///
/// let mut line = Line { numbers: array![2.0, 1.0] };
/// let gradient = Line { numbers: array![1.0, -1.0] };
/// Steps::new(&line, &GradientDescent::new(0.5))?.step(&mut line, &gradient, 1.0)?;
/// assert_eq!(line.parameters(), array![1.5, 1.5]); // 2 − 0.5·1 and 1 + 0.5·1
/// # Ok::<(), MathError>(())
/// ```
pub trait Parameters: Clone {
    /// Its arrays, in a fixed order.
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>>;

    /// The same arrays in the same order, to be changed.
    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>>;

    /// What a file has to say beside the arrays, such as the kinds of the layers.
    fn metadata(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }

    /// How many numbers are learned.
    fn parameter_count(&self) -> usize {
        self.arrays().iter().filter(|a| a.learned).map(|a| a.values.len()).sum()
    }

    /// θ, all that is learned as one vector: array after array, row by row.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Dense { weights: array![[1.0, 2.0]], bias: array![3.0] };
    /// assert_eq!(layer.parameters(), array![1.0, 2.0, 3.0]);
    /// ```
    fn parameters(&self) -> Array1<f64> {
        let learned = self.arrays().into_iter().filter(|a| a.learned);
        learned.flat_map(|a| a.values.iter().copied().collect::<Vec<_>>()).collect()
    }

    /// The same with another θ.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when there are not as many numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut random = RandomState::new(0);
    /// let network = Network::fully_connected(&[1, 1], Activation::Relu, &mut random)?;
    /// let line = network.with_parameters(&array![2.0, 1.0])?;
    /// assert_eq!(line.predict(&array![[3.0]])?, array![[7.0]]); // 2·3 + 1
    /// # Ok::<(), MathError>(())
    /// ```
    fn with_parameters(&self, parameters: &ArrayRef1<f64>) -> Result<Self, MathError> {
        if parameters.len() != self.parameter_count() {
            return Err(MathError::ShapeMismatch {
                operation: "Parameters::with_parameters",
                left: vec![self.parameter_count()],
                right: vec![parameters.len()],
                rule: "every number that is learned needs one entry",
            });
        }
        let mut changed = self.clone();
        let mut next = parameters.iter();
        for mut array in changed.arrays_mut().into_iter().filter(|a| a.learned) {
            for (slot, &value) in array.values.iter_mut().zip(&mut next) {
                *slot = value;
            }
        }
        Ok(changed)
    }

    /// What is learned, as variables of the array tape: one for each array in the
    /// order of [`Parameters::arrays`], a vector as one row.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Dense { weights: array![[1.0, 2.0]], bias: array![10.0] };
    /// let variables = layer.variables();
    /// layer.on_tape(&Var::constant(array![[3.0, 4.0]]), &variables)?.sum().backward()?;
    /// let gradient = layer.gradient_on_tape(&variables)?;
    /// assert_eq!(gradient, Dense { weights: array![[3.0, 4.0]], bias: array![1.0] });
    /// # Ok::<(), MathError>(())
    /// ```
    fn variables(&self) -> Vec<Var> {
        let learned = self.arrays().into_iter().filter(|a| a.learned);
        learned
            .map(|array| {
                let rows = if array.values.ndim() < 2 { 1 } else { array.values.shape()[0] };
                let columns = array.values.len() / rows.max(1);
                let mut numbers = array.values.iter();
                // The closure is called once for each number, in their order.
                Var::parameter(Array2::from_shape_simple_fn((rows, columns), || {
                    numbers.next().copied().unwrap_or(0.0)
                }))
            })
            .collect()
    }

    /// The gradients that the tape found for [`Parameters::variables`], in the
    /// model's own type.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when these are not its variables,
    /// - those of [`Var::gradient`].
    fn gradient_on_tape(&self, variables: &[Var]) -> Result<Self, MathError> {
        let mut all = Vec::new();
        for variable in variables {
            all.extend(variable.gradient()?);
        }
        let mut gradient = self.with_parameters(&Array1::from_vec(all))?;
        for mut array in gradient.arrays_mut().into_iter().filter(|a| !a.learned) {
            array.values.fill(0.0);
        }
        Ok(gradient)
    }

    /// All arrays under their names, and the metadata.
    fn to_tensors(&self) -> SafeTensors {
        saving::to_tensors(self)
    }

    /// Writes all arrays to a file of safetensors.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when the system does not let it.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut random = RandomState::new(0);
    /// let network = Network::fully_connected(&[2, 3, 1], Activation::Relu, &mut random)?;
    /// let path = std::env::temp_dir().join(format!("aimath-{}.safetensors", std::process::id()));
    /// network.save(&path)?;
    /// assert_eq!(Network::load(&path)?, network); // to the last bit
    /// let mut other = Network::fully_connected(&[2, 3, 1], Activation::Relu, &mut random)?;
    /// other.restore(&path)?;
    /// assert_eq!(other, network);
    /// # std::fs::remove_file(&path).ok();
    /// # Ok::<(), MathError>(())
    /// ```
    fn save(&self, path: impl AsRef<Path>) -> Result<(), MathError> {
        self.to_tensors().write(path)
    }

    /// Puts the numbers of a file into a model that has the same arrays.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when there is no such file, or it has other arrays,
    /// or numbers that are not finite. Nothing has changed then.
    fn restore(&mut self, path: impl AsRef<Path>) -> Result<(), MathError> {
        self.restore_tensors(&SafeTensors::read(path)?)
    }

    /// As [`Parameters::restore`], from arrays at hand.
    ///
    /// # Errors
    /// Those of [`Parameters::restore`].
    fn restore_tensors(&mut self, file: &SafeTensors) -> Result<(), MathError> {
        saving::restore(self, file)
    }
}

/// ∂L/∂(input) and ∂L/∂(parameters) of a layer: what a way back through it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Backward<P> {
    /// ∂L/∂X, for the layer before.
    pub input: Array2<f64>,
    /// ∂L/∂θ, in the layer's own type.
    pub parameters: P,
}

/// How good the answers to a batch were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The mean loss.
    pub loss: f64,
    /// The share of right answers, where answers are classes.
    pub accuracy: Option<f64>,
    /// How many answers that is the mean of.
    pub count: usize,
}

impl Score {
    /// From the mean loss, the outputs it was found for, and their classes if there
    /// are any.
    pub(super) fn of(
        loss: f64,
        output: &ArrayRef2<f64>,
        labels: Option<&[usize]>,
    ) -> Result<Self, MathError> {
        let accuracy = labels.map(|labels| accuracy(labels, output)).transpose()?;
        Ok(Self { loss, accuracy, count: output.nrows() })
    }
}

/// What a batch teaches a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson<M> {
    /// How good the answers were.
    pub score: Score,
    /// ∂L/∂θ, in the model's own type.
    pub gradient: M,
}

/// Something that can be taught.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut network = Network::new()
///     .with(Layer::Dense(Dense { weights: array![[2.0]], bias: array![0.0] }));
/// let batch = Examples::valued(&array![[3.0]], &array![[5.0]])?;
/// let lesson = network.lesson(&batch, Loss::MeanSquared, &mut RandomState::new(0))?;
/// assert_eq!(lesson.score.loss, 1.0); // (2·3 − 5)²
/// assert_eq!(lesson.gradient.parameters(), array![6.0, 2.0]); // 2·1·x and 2·1
/// # Ok::<(), MathError>(())
/// ```
pub trait Model: Parameters {
    /// What a lesson is about: questions and their answers.
    type Batch;

    /// Forward, loss, backward. As in training: units may drop out, and running
    /// statistics are brought up to date.
    ///
    /// # Errors
    /// - those of [`Loss::evaluate`] and of the model's forward pass, for a batch that does
    ///   not fit,
    /// - [`MathError::NotFinite`] or [`MathError::Overflow`] when a number left the range
    ///   of f64.
    fn lesson(
        &mut self,
        batch: &Self::Batch,
        loss: Loss,
        random: &mut RandomState,
    ) -> Result<Lesson<Self>, MathError>;

    /// Forward and loss, as in use.
    ///
    /// # Errors
    /// Those of [`Model::lesson`].
    fn exam(&self, batch: &Self::Batch, loss: Loss) -> Result<Score, MathError>;
}

/// Where the batches of an epoch come from: a set of examples, each taken once in an
/// order that chance decides, or something that makes new ones for ever.
pub trait Batches<B> {
    /// The batches of one epoch.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a batch size of 0.
    fn epoch(&self, batch_size: usize, random: &mut RandomState) -> Result<Vec<B>, MathError>;
}

impl Batches<Examples> for Examples {
    /// Every example once. A single one that would be left over joins the batch
    /// before it: alone it has no variance for a batch normalisation.
    fn epoch(
        &self,
        batch_size: usize,
        random: &mut RandomState,
    ) -> Result<Vec<Examples>, MathError> {
        let mut batches = crate::optimize::mini_batches(self.len(), batch_size, random)?;
        if batch_size > 1 && batches.len() > 1 && batches.last().is_some_and(|b| b.len() == 1) {
            let left_over = batches.pop().unwrap_or_default();
            if let Some(last) = batches.last_mut() {
                last.extend(left_over);
            }
        }
        batches.iter().map(|rows| self.select(rows)).collect()
    }
}

/// The sum of an array's columns as a vector: ∂L/∂b from ∂L/∂Z.
pub(super) fn column_sums(a: &ArrayRef2<f64>) -> Array1<f64> {
    a.sum_axis(Axis(0))
}
