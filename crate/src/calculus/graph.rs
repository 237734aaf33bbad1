//! The computation graph of a [`Value`], laid out for a drawing.

use super::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// A node of a computation graph: one number and what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphNode {
    /// The name given with [`Value::label`]; empty if none was given.
    pub label: String,
    /// The operation that made the number ("×", "tanh"); empty for an input.
    pub operation: String,
    /// The number.
    pub value: f64,
    /// Its gradient after the last `backward`, 0 before.
    pub gradient: f64,
    /// The column of the drawing: 0 for inputs, then one more than the deepest
    /// operand.
    pub layer: usize,
}

/// An arrow from an operand to the result it went into.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GraphEdge {
    /// Index of the operand among the nodes.
    pub from: usize,
    /// Index of the result among the nodes.
    pub to: usize,
    /// The local derivative ∂to/∂from, by which a gradient flows back.
    pub derivative: f64,
}

/// A computation graph: nodes in the order of computation (an operand comes
/// before its results; the last is the result), and the arrows between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// The numbers.
    pub nodes: Vec<GraphNode>,
    /// Which went into which.
    pub edges: Vec<GraphEdge>,
}

impl Value {
    /// The graph of everything that this number was computed from, with the
    /// values and the gradients as they are now.
    ///
    /// # Source
    /// Guide §2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = Value::new(3.0).label("x");
    /// let y = (&x * &x).label("y");
    /// y.backward();
    /// let graph = y.graph();
    /// assert_eq!(graph.nodes.len(), 2);
    /// assert_eq!(graph.nodes[0].gradient, 6.0);
    /// assert_eq!(graph.nodes[1].operation, "×");
    /// assert_eq!(graph.edges.len(), 2); // x goes in twice
    /// ```
    pub fn graph(&self) -> Graph {
        let history = self.history();
        let mut index: HashMap<_, usize> = HashMap::new();
        let mut graph = Graph { nodes: Vec::new(), edges: Vec::new() };
        for (to, value) in history.iter().enumerate() {
            index.insert(Rc::as_ptr(&value.0), to);
            let mut layer = 0;
            for (operand, derivative) in &value.0.operands {
                let from = index[&Rc::as_ptr(&operand.0)];
                layer = layer.max(graph.nodes[from].layer + 1);
                graph.edges.push(GraphEdge { from, to, derivative: *derivative });
            }
            graph.nodes.push(GraphNode {
                label: value.0.label.borrow().clone(),
                operation: value.0.operation.to_string(),
                value: value.value(),
                gradient: value.gradient(),
                layer,
            });
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_stand_before_and_left_of_their_results() {
        let (a, b) = (Value::new(2.0).label("a"), Value::new(5.0).label("b"));
        let c = (&a * &b + a.tanh()).label("c");
        c.backward();
        let graph = c.graph();
        assert_eq!(graph.nodes.len(), 5);
        for edge in &graph.edges {
            assert!(edge.from < edge.to);
            assert!(graph.nodes[edge.from].layer < graph.nodes[edge.to].layer);
        }
        // The gradient of a node is the sum over its arrows.
        for (i, node) in graph.nodes.iter().enumerate().take(4) {
            let through: f64 = graph
                .edges
                .iter()
                .filter(|e| e.from == i)
                .map(|e| e.derivative * graph.nodes[e.to].gradient)
                .sum();
            assert_eq!(node.gradient, through);
        }
        let last = graph.nodes.last().unwrap();
        assert_eq!((last.label.as_str(), last.gradient), ("c", 1.0));
    }
}
